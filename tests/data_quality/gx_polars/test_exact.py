"""Where being right needs care: whole numbers beyond what floats hold, decimals, NaN beside null, and what the rival cannot answer."""

import math
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from data_quality.gx_polars.comparisons import InexactBound, NotNative
from data_quality.gx_polars.conditions import COLUMN_CONDITIONS
from data_quality.gx_polars.duplicates import repeated_keys
from tests.data_quality.gx_polars.engines import fallbacks, judged, ours, raised

C = "expect_column_"
BIG = 2**53


def frame(**columns: list) -> pl.DataFrame:
    return pl.DataFrame(columns).with_columns(pl.lit(0).alias("when"))


def test_whole_numbers_are_compared_as_whole_numbers():
    """2**53 + 1 is above 2**53 - 1 and is shown as it is, beside a null that would make floats of a pandas column."""
    result = ours(C + "values_to_be_between", {"column": "a", "max_value": BIG - 1}, frame(a=[BIG - 1, BIG + 1, None]))
    assert result.result["partial_unexpected_list"] == [BIG + 1]


def test_a_bound_that_may_have_been_rounded_is_an_error_not_an_answer():
    """GX makes a float of 2**53 + 1 before any engine sees it; a wrong answer would look like any other."""
    result = ours(C + "values_to_be_between", {"column": "a", "max_value": BIG + 1}, frame(a=[1]))
    assert raised(result)
    assert "may stand for another whole number" in str(result.exception_info)


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
    """Neither greater nor equal can be said of it; arrow-backed pandas raises there."""
    data = frame(a=[2, None, 1, None], b=[1, 1, None, None])
    for kind, count in ((C + "pair_values_a_to_be_greater_than_b", 2), (C + "pair_values_to_be_equal", 3)):
        mine, rival = judged(kind, {"column_A": "a", "column_B": "b", "ignore_row_if": "both_values_are_missing"}, data)
        assert rival is None
        assert mine["unexpected_count"] == count
        assert mine["element_count"] == 4


def test_sums_do_not_wrap_around():
    """Three times the largest int64, exactly."""
    result = ours(C + "sum_to_be_between", {"column": "a", "min_value": 0}, frame(a=[2**63 - 1] * 3))
    assert result.result["observed_value"] == 3 * (2**63 - 1)


def test_statistics_of_nothing_are_not_known():
    """An empty or all-null column has no mean, least or greatest value: not met, and not an error."""
    for statistic in ("mean", "min", "max", "median", "stdev"):
        result = ours(
            f"{C}{statistic}_to_be_between", {"column": "a", "min_value": 0}, frame(a=[None, None]).cast({"a": pl.Int64})
        )
        assert not raised(result)
        assert not result.success


@pytest.mark.parametrize("form", [{"result_format": "SUMMARY"}, {"result_format": "COMPLETE"}, {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}])  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (C + "values_to_be_between", {"column": "a", "min_value": 2}),
        (C + "values_to_be_unique", {"column": "a"}),
        (C + "values_to_not_be_null", {"column": "a"}),
        ("expect_compound_columns_to_be_unique", {"column_list": ["a", "b"]}),
        (C + "pair_values_to_be_equal", {"column_A": "a", "column_B": "b", "ignore_row_if": "either_value_is_missing"}),
        (C + "values_to_be_between", {"column": "a", "min_value": 2, "row_condition": ("!=", 0)}),
    ],
)
def test_the_rows_are_named_as_the_pandas_engine_names_them(kind, arguments, form):
    """Row numbers, or the columns asked for, in every result format; natively, without a pandas frame of everything."""
    data = pl.DataFrame({"id": ["p", "q", "r", "s"], "a": [1, 1, None, 3], "b": [1, 1, 3, 3], "when": [0, 1, 1, 1]})
    fallbacks()
    mine, rival = judged(kind, arguments, data, form)
    assert mine == rival
    assert any("index" in name for name in mine)
    assert not fallbacks()


def test_complete_names_every_row_and_as_many_values_as_the_rival():
    """Places are not cut off where the format asks for all of them, values where the pandas engine cuts them."""
    data = pl.DataFrame({"a": list(range(500)), "when": [0] * 500})
    for kind in (C + "values_to_be_between", C + "values_to_be_null"):
        arguments = {"column": "a", "max_value": -1} if "between" in kind else {"column": "a"}
        mine, rival = judged(kind, arguments, data, {"result_format": "COMPLETE"})
        assert mine == rival
        assert len(mine["unexpected_index_list"]) == 500


def test_duplicates_are_what_grouping_finds_whatever_the_hashes_say(monkeypatch):
    """With a hash that makes everything suspect, and with one that suspects too many, the answer is the same."""
    import data_quality.gx_polars.duplicates as duplicates

    data = pl.LazyFrame({"a": [1, 1, 2, None, None], "b": ["x", "x", "y", None, None]})
    expected = [(1, "x", 2), (None, None, 2)]
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected
    monkeypatch.setattr(duplicates, "_hash", lambda _: pl.col("b").is_null().cast(pl.UInt64) * 0)
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected
    monkeypatch.setattr(duplicates, "SUSPECTS_MAX", 0)
    assert sorted(repeated_keys(data, ["a", "b"]).collect().rows(), key=str) == expected


def test_zero_and_minus_zero_are_one_value():
    """Equal floats may hash apart: floats are grouped, not hashed."""
    assert repeated_keys(pl.LazyFrame({"a": [0.0, -0.0, math.nan, math.nan, 1.0]}), ["a"]).collect()["__rows"].to_list() == [2, 2]


def test_a_member_that_may_have_been_rounded_is_refused():
    """As a bound."""
    with pytest.raises(InexactBound):
        COLUMN_CONDITIONS["column_values.in_set"]("a", pl.Int64(), {"value_set": [float(BIG)]})


@pytest.mark.parametrize("pattern", ["^a$", "b$", "^$", "a$|b", "[$]a", "a\\\\$"])
def test_the_end_of_a_text_is_python_s(pattern):
    """Before a last line break too; what cannot be rewritten safely is left to pandas."""
    import re

    texts = ["a", "a\n", "b", "ab\n", "", "\n", "a\n\n", "$a", "a$"]
    result = ours(C + "values_to_match_regex", {"column": "a", "regex": pattern}, frame(a=texts))
    assert result.result["partial_unexpected_list"] == [text for text in texts if not re.search(pattern, text)]


def test_whole_numbers_beyond_int64_are_never_answered_wrongly():
    """Left to the pandas engine, which raises on a member that int64 does not hold."""
    wide = pl.DataFrame({"a": pl.Series([1, 2**63 + 5, 2**63 + 6], dtype=pl.UInt64), "when": [0, 0, 0]})
    assert raised(ours(C + "values_to_be_in_set", {"column": "a", "value_set": [2**63 + 5]}, wide))
    assert ours(C + "values_to_be_between", {"column": "a", "max_value": 5}, wide).result["unexpected_count"] == 2


def test_a_column_that_polars_would_read_as_a_pattern_is_refused():
    """`^a.*$` would silently mean other columns."""
    with pytest.raises(ValueError, match="patterns"):
        ours(C + "values_to_not_be_null", {"column": "b"}, pl.DataFrame({"^a.*$": [None], "b": [1]}))
