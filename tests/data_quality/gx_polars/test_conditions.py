"""Row conditions by type: decimals, NaN beside null, pairs with an unknown value, the end of a text."""

import math
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from data_quality.gx_polars.comparisons import NotNative
from data_quality.gx_polars.conditions import COLUMN_CONDITIONS
from tests.data_quality.gx_polars.engines import C, frame, judged, ours


@pytest.mark.parametrize(
    ("dtype", "values", "arguments", "unexpected"),
    [
        (pl.Int64, [-2, -1, 0, 1], {"min_value": -1.5, "max_value": 0.5}, [-2, 1]),  # between two whole numbers
        (pl.Int64, [2**63 - 1, -(2**63)], {"min_value": -1e300, "max_value": 1e300}, []),  # beyond int64 every value is inside
        (pl.Int64, [2**63 - 1], {"min_value": 1e300}, [2**63 - 1]),
        (pl.Decimal(18, 2), [Decimal("0.10"), Decimal("0.11")], {"max_value": 0.1}, [Decimal("0.11")]),  # one tenth, not the float nearest to it
        (pl.Float64, [math.nan, 1.0, None, math.inf], {"min_value": 0}, [math.nan]),  # NaN satisfies nothing, null is not judged
        (pl.Float64, [math.nan, 1.0, None], {"max_value": 5, "strict_max": True}, [math.nan]),
        (pl.Date, [date(2027, 1, 1), None, date(2026, 12, 31)], {"min_value": date(2027, 1, 1)}, [date(2026, 12, 31)]),
        (pl.String, ["a", None], {"min_value": 1}, None),  # text and a number do not compare
    ],
)  # fmt: skip
def test_between_by_type(dtype, values, arguments, unexpected):
    """The condition itself, without Great Expectations around it."""
    data = pl.DataFrame({"a": pl.Series(values, dtype=dtype)})
    if unexpected is None:
        with pytest.raises(NotNative):
            COLUMN_CONDITIONS["column_values.between"]("a", data.schema["a"], arguments)
    else:
        bad = COLUMN_CONDITIONS["column_values.between"]("a", data.schema["a"], arguments)
        assert str(data.filter(bad)["a"].to_list()) == str(unexpected)


def test_a_pair_with_one_unknown_value_does_not_satisfy():
    """Such a pair is neither greater nor equal. Arrow-backed pandas raises an error here."""
    data = frame(a=[2, None, 1, None], b=[1, 1, None, None])
    for kind, count in ((C + "pair_values_a_to_be_greater_than_b", 2), (C + "pair_values_to_be_equal", 3)):
        mine, rival = judged(kind, {"column_A": "a", "column_B": "b", "ignore_row_if": "both_values_are_missing"}, data)
        assert rival is None
        assert mine["unexpected_count"] == count
        assert mine["element_count"] == 4


@pytest.mark.parametrize("pattern", ["^a$", "b$", "^$", "a$|b", "[$]a", "a\\\\$"])
def test_the_end_of_a_text_is_python_s(pattern):
    """`$` also matches before a last line break. A pattern that cannot be rewritten safely is left to pandas."""
    import re

    texts = ["a", "a\n", "b", "ab\n", "", "\n", "a\n\n", "$a", "a$"]
    result = ours(C + "values_to_match_regex", {"column": "a", "regex": pattern}, frame(a=texts))
    assert result.result["partial_unexpected_list"] == [text for text in texts if not re.search(pattern, text)]
