"""Comparisons are exact for whole numbers beyond what floats hold, or refused."""

import polars as pl
import pytest

from data_quality.gx_polars.comparisons import InexactBound
from data_quality.gx_polars.conditions import COLUMN_CONDITIONS
from tests.data_quality.gx_polars.engines import C, frame, ours, raised

BIG = 2**53


def test_whole_numbers_are_compared_as_whole_numbers():
    """2**53 + 1 is above 2**53 - 1 and is shown as it is, beside a null that would make floats of a pandas column."""
    result = ours(C + "values_to_be_between", {"column": "a", "max_value": BIG - 1}, frame(a=[BIG - 1, BIG + 1, None]))
    assert result.result["partial_unexpected_list"] == [BIG + 1]


def test_a_bound_that_may_have_been_rounded_is_an_error_not_an_answer():
    """Great Expectations rounds 2**53 + 1 to a float before an engine sees it, and a wrong answer would look like a right one."""
    result = ours(C + "values_to_be_between", {"column": "a", "max_value": BIG + 1}, frame(a=[1]))
    assert raised(result)
    assert "may stand for another whole number" in str(result.exception_info)


def test_a_member_that_may_have_been_rounded_is_refused():
    """A member of a set may have been rounded just as a bound may."""
    with pytest.raises(InexactBound):
        COLUMN_CONDITIONS["column_values.in_set"]("a", pl.Int64(), {"value_set": [float(BIG)]})


def test_whole_numbers_beyond_int64_are_never_answered_wrongly():
    """Such columns are left to the pandas engine, which raises an error for a member beyond int64."""
    wide = pl.DataFrame({"a": pl.Series([1, 2**63 + 5, 2**63 + 6], dtype=pl.UInt64), "when": [0, 0, 0]})
    assert raised(ours(C + "values_to_be_in_set", {"column": "a", "value_set": [2**63 + 5]}, wide))
    assert ours(C + "values_to_be_between", {"column": "a", "max_value": 5}, wide).result["unexpected_count"] == 2
