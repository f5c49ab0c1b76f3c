"""What moved the exposure from one night to the next."""

import random

import polars as pl
import pytest

from cutline.metrics.risk.exposure import risk_exposure
from cutline.metrics.risk.exposure_change import exposure_change, risk_changes
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.risk.rows import risks, some_risks
from tests.cutline.metrics.row_order import shuffled

BEFORE = risks(
    ("P", "new chance", 1000, 1000), ("P", "new impact", 1000, 1000), ("P", "both", 1000, 1000), ("P", "gone", 2000, 1000), ("P", "closed", 2000, 1000),
    ("P", "same", 2000, 1000), ("P", "assessed", None, 1000), ("P", "lost", 2000, 1000), ("P", "never", None, 1000), ("P", "reopened", 2000, 1000, None, None, "closed"),
)  # fmt: skip


NOW = risks(
    ("P", "new chance", 3000, 1000), ("P", "new impact", 1000, 4000), ("P", "both", 3000, 4000), ("P", "closed", 2000, 1000, None, None, "closed"),
    ("P", "same", 2000, 1000), ("P", "assessed", 500, 1000), ("P", "lost", 2000, None), ("P", "never", 9000, None), ("P", "reopened", 2000, 1000),
    ("P", "new", 1000, 500),
)  # fmt: skip


def test_what_moved_each_risk_by_hand():
    """From 10 % to 30 % of 1,000 is a likelihood part of 200. 30 % of another 3,000 is an impact part of 900."""
    columns = ("risk_id", "change_minor", "new_minor", "closed_minor", "likelihood_minor", "impact_minor", "driver")
    assert risk_changes(BEFORE, NOW).select(columns).collect().rows() == [
        ("assessed", 50, 50, 0, 0, 0, "assessed"),
        ("both", 1100, 0, 0, 200, 900, "likelihood and impact"),
        ("closed", -200, 0, -200, 0, 0, "closed"),
        ("gone", -200, 0, -200, 0, 0, "gone"),
        ("lost", -200, 0, -200, 0, 0, "unassessed"),
        ("never", 0, 0, 0, 0, 0, "unchanged"),
        ("new", 50, 50, 0, 0, 0, "new"),
        ("new chance", 200, 0, 0, 200, 0, "likelihood"),
        ("new impact", 300, 0, 0, 0, 300, "impact"),
        ("reopened", 200, 200, 0, 0, 0, "new"),
        ("same", 0, 0, 0, 0, 0, "unchanged"),
    ]


def test_what_moved_a_project_is_the_sum_of_its_risks():
    """From 1,100 to 2,400: 300 are new, 600 are closed, 400 are likelihood and 1,200 are impact.

    Three risks are not assessed on one night or on both: "assessed", "lost" and "never".
    """
    assert exposure_change(BEFORE, NOW).collect().rows() == [("P", 1100, 2400, 1300, 300, -600, 400, 1200, 3)]


def test_after_the_response_the_residual_figures_move():
    """The probability after the response fell from 20 % to 5 % of 1,000. The one before the response did not change."""
    before, now = risks(("P", "r", 5000, 1000, 2000)), risks(("P", "r", 5000, 1000, 500))
    assert exposure_change(before, now, "residual").collect().rows() == [("P", 200, 50, -150, 0, 0, -150, 0, 0)]
    assert exposure_change(before, now).collect().rows() == [("P", 500, 500, 0, 0, 0, 0, 0, 0)]


def test_an_unknown_exposure_has_no_known_change():
    """The only open risk of P was not assessed before. Q had no open risk before, which is a known exposure of zero."""
    found = exposure_change(risks(("P", "r", None, 1000)), risks(("P", "r", 1000, 1000), ("Q", "r", 1000, 1000))).collect()
    assert found.rows() == [("P", None, 100, None, None, None, None, None, 1), ("Q", 0, 100, 100, 100, 0, 0, 0, 0)]


@pytest.mark.parametrize("basis", ["inherent", "residual"])
@pytest.mark.parametrize("seed", range(20))
def test_the_parts_sum_to_the_change_to_the_minor_unit(seed, basis):
    """The exposure of each night is that of `risk_exposure`, and the order of the rows does not matter."""
    before, now = (risks(*some_risks(random.Random(seed * 2 + i))) for i in range(2))
    found = exposure_change(before, now, basis).collect()
    parts = ("new_minor", "closed_minor", "likelihood_minor", "impact_minor")
    assert found.drop_nulls("change_minor").height
    for _, was, is_, change, *split, _ in found.drop_nulls("change_minor").iter_rows():
        assert sum(split) == change == is_ - was
    lines = risk_changes(before, now, basis).collect()
    assert lines.select(pl.sum_horizontal(parts) == pl.col("change_minor")).to_series().all()
    column = "exposure_minor" if basis == "inherent" else "residual_exposure_minor"
    assert found["before_minor"].sum() == risk_exposure(before).collect()[column].sum()
    assert found["now_minor"].sum() == risk_exposure(now).collect()[column].sum()
    assert exposure_change(shuffled(before, seed), shuffled(now, seed), basis).collect().equals(found)


def test_an_unchanged_impact_has_no_part_to_the_minor_unit():
    """From 33.33 % to 66.67 % of 7 the exposure goes from 2 to 5.

    All 3 are likelihood, although 33.34 % of 7 would round to 2.
    """
    found = risk_changes(risks(("P", "r", 3333, 7)), risks(("P", "r", 6667, 7))).select("likelihood_minor", "impact_minor")
    assert found.collect().rows() == [(3, 0)]


def test_every_column_is_documented_and_no_risks_have_no_rows():
    """Each column has a meaning and an origin. An empty register gives an empty result with the same columns."""
    by_project, by_risk = exposure_change(risks(), risks()), risk_changes(risks(), risks())
    assert_documented(exposure_change, by_project)
    assert_documented(risk_changes, by_risk)
    assert by_project.collect().is_empty()
    assert by_risk.collect().is_empty()
