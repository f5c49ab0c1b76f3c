"""The newest snapshot of each risk, and its expected impact."""

from datetime import date

import polars as pl

from cutline.metrics.risk.exposure import risk_exposure
from tests.cutline.metrics.risk.rows import risks


def test_each_half_of_a_response_counts_by_itself():
    """If only the probability fell, 10 % of 1,000 remain; if only the impact fell, 30 % of 500.

    A risk not assessed before its response adds nothing.
    """
    found = risk_exposure(
        risks(("P", "a", 3000, 1000, 1000), ("Q", "a", 3000, 1000, None, 500), ("R", "a", None, 1000, 1000, 500))
    )
    assert found.collect()["residual_exposure_minor"].to_list() == [100, 150, None]


def test_nothing_likely_or_of_no_impact_is_a_known_nothing():
    """A probability or an impact of zero is an assessment: the exposure is known to be zero. Half a minor unit is rounded up."""
    found = risk_exposure(risks(("P", "a", 0, 1000), ("P", "b", 5000, 0), ("Q", "a", 5000, 1)))
    assert found.collect().rows() == [("P", 0, 0, 2, 0), ("Q", 1, 1, 1, 0)]


def test_a_snapshot_without_a_day_is_of_the_day_of_its_export():
    """It counts if its export is newer than the dated snapshot. On the same day, the later row counts."""
    rows = (("P", "r", 1000, 1000, None, None, None, date(2027, 1, 10)), ("P", "r", 2000, 1000))
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 9)))).collect()["exposure_minor"].to_list() == [100]
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 11)))).collect()["exposure_minor"].to_list() == [200]
    assert risk_exposure(risks(*rows, as_of_date=pl.lit(date(2027, 1, 10)))).collect()["exposure_minor"].to_list() == [200]
    assert risk_exposure(risks(*rows)).collect()["exposure_minor"].to_list() == [100]  # no day at all: older than any
