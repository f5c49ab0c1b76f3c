"""Row conditions of Great Expectations, as Polars sees them."""

import polars as pl
import pytest
from great_expectations.expectations.row_conditions import (
    AndCondition,
    Column,
    ComparisonCondition,
    NullityCondition,
    OrCondition,
)

from data_quality.gx_polars.comparisons import NotNative
from data_quality.gx_polars.row_conditions import row_condition_expression

FRAME = pl.DataFrame({"row": [0, 1, 2, 3], "a": [1, 2, None, 4], "b": ["x", "y", "x", None]})


def compared(name, sign, value):
    return ComparisonCondition(column=Column(name), operator=sign, parameter=value)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        (compared("a", ">", 1), [1, 3]),  # an unknown value meets no comparison
        (compared("a", "IN", [1, 4]), [0, 3]),
        (compared("a", "NOT_IN", [1, 4]), [1, 2]),  # and is in no set
        (NullityCondition(column=Column("b"), is_null=True), [3]),
        (NullityCondition(column=Column("b"), is_null=False), [0, 1, 2]),
        (AndCondition(conditions=[compared("a", "<", 4), compared("b", "==", "x")]), [0]),
        (OrCondition(conditions=[compared("a", "==", 4), compared("b", "==", "y")]), [1, 3]),
    ],
)
def test_the_rows_that_meet_a_condition(condition, rows):
    """Never null: a row meets the condition or it does not."""
    met = FRAME.select(row_condition_expression(condition, FRAME.schema).alias("met"))["met"]
    assert FRAME.filter(met)["row"].to_list() == rows
    assert met.null_count() == 0


def test_text_in_the_language_of_pandas_is_left_to_pandas():
    """It cannot be translated safely."""
    with pytest.raises(NotNative):
        row_condition_expression("a > 1", FRAME.schema)


def test_a_condition_on_a_column_that_is_not_there_is_an_error():
    """Named, so that a typing error is found."""
    with pytest.raises(KeyError, match="nowhere"):
        row_condition_expression(compared("nowhere", ">", 1), FRAME.schema)
