"""Multipliers of a class, and costs that are corrected by them."""

import polars as pl
import pytest

from cutline.metrics.forecasting.reference_classes import corrected_costs, reference_corrections
from cutline.settings.measuring import ForecastingSection
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.forecasting.rows import known_outcomes, line, tables


@pytest.mark.parametrize(
    ("percent", "multiplier"), [(50, 12_000), (80, 15_400), (90, 16_200), (10, 9_800), (1, 9_080), (99, 16_920)]
)
def test_the_percentile_of_the_settings(percent, multiplier):
    """Of 0.9, 1.1, 1.2, 1.5 and 1.7, P80 lies a fifth of the way from 1.5 to 1.7."""
    rows = known_outcomes(*(("rail", "S", 100, actual) for actual in (170, 90, 150, 110, 120)))
    found = reference_corrections(rows, ForecastingSection(percentile=percent)).collect().row(0, named=True)
    assert found == {"project_class": "rail", "known": 5, "unknown": 0, "multiplier_bp": multiplier, "reason": None}


def test_too_few_outcomes_or_no_class_correct_nothing():
    """Outcomes that are unknown do not count towards the number that the settings require."""
    rows = [("rail", "S", 100, 120)] * 4 + [("rail", "S", 100, None)] + [(None, "S", 100, 120)] * 9
    found = reference_corrections(known_outcomes(*rows), ForecastingSection()).collect()
    assert found.rows() == [
        (None, 9, 0, None, "projects without a class are no reference class"),
        ("rail", 4, 1, None, "only 4 finished projects of the class with a known outcome, 5 are needed"),
    ]


def test_open_projects_beside_their_correction():
    """1.01 x 1.255 is 1.26755, rounded half up.

    A project that is not corrected says why. Finished and cancelled projects are not listed.
    """
    classes = {"A": "rail", "B": "road", "C": "ship", "D": None, "E": "rail"}
    rows = [{"project_id": p, "project_class": c, "status": "proposed"} for p, c in classes.items()]
    rows += [{"project_id": "F", "status": "cancelled"}, {"project_id": "G", "status": "closed"}]
    lines = [{"project_id": p, **line("plan", 101)} for p in "ABCDFG"] + [{"project_id": "E", **line("plan", None)}]
    columns = {"project_class": pl.String, "known": pl.Int64, "multiplier_bp": pl.Int64, "reason": pl.String}
    corrections = pl.LazyFrame([("rail", 5, 12_550, None), ("road", 1, None, "only 1")], schema=columns, orient="row")
    found = corrected_costs(tables(projects=rows, cost_lines=lines), corrections).drop("project_class").collect()
    assert found.rows() == [
        ("A", 101, 12_550, 127, None),
        ("B", 101, None, None, "only 1"),
        ("C", 101, None, None, "no finished project of the class"),
        ("D", 101, None, None, "projects without a class are no reference class"),
        ("E", None, 12_550, None, "its submitted cost is unknown"),
    ]


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    corrections = reference_corrections(known_outcomes(), ForecastingSection())
    assert_documented(reference_corrections, corrections)
    assert_documented(corrected_costs, corrected_costs(tables(), corrections))
