"""Sums, means and percentiles of values of which some are unknown."""

import polars as pl
import pytest
from polars.exceptions import InvalidOperationError

from cutline.contracts.units import INT64_MAX
from cutline.metrics.aggregates import mean, percentile, sum_if_all_known, sum_if_any_known


@pytest.mark.parametrize(
    ("values", "strict", "lax", "average", "middle"),
    [
        ([1, 2], 3, 3, 2, 2),  # 1.5 is rounded half up
        ([-1, -2], -3, -3, -1, -1),
        ([7], 7, 7, 7, 7),
        ([1, None], None, 1, 1, 1),
        ([None], None, None, None, None),
        ([], 0, None, None, None),
        ([9, 1, 4], 14, 14, 5, 4),
    ],
)
def test_sums_means_and_medians_at_the_edges(values, strict, lax, average, middle):
    """One sum is null if any value is unknown, the other only if all are.

    The sum of no values is 0, or null if a known value is needed.
    """
    column = pl.col("a")
    frame = pl.LazyFrame({"a": values}, schema={"a": pl.Int64})
    found = frame.select(a=sum_if_all_known(column), b=sum_if_any_known(column), c=mean(column), d=percentile(column, 50))
    assert found.collect().row(0) == (strict, lax, average, middle)


def test_a_sum_that_does_not_fit_is_an_error():
    """The sum must not wrap round to a negative amount."""
    with pytest.raises(InvalidOperationError):
        pl.LazyFrame({"a": [INT64_MAX, 1]}).select(sum_if_all_known(pl.col("a"))).collect()
