"""Sums do not overflow, and statistics of nothing are unknown."""

import polars as pl

from tests.data_quality.gx_polars.engines import C, frame, ours, raised


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
