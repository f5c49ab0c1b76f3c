"""How far outcomes lay from what was submitted."""

import polars as pl

from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.forecasting.rows import known_outcomes


def test_accuracy_by_hand():
    """100 for 80, 100, 120, 300 and one unknown: mean 150 %, median 110 %, P10 86 %, P90 246 %; in sums 50 % too little."""
    rows = [("rail", "S", 100, actual) for actual in (300, 80, None, 120, 100)]
    found = forecast_accuracy(known_outcomes(*rows), "project_class").collect()
    cost = found.row(0, named=True)
    assert (cost["by"], cost["id"], cost["measure"], cost["outcomes"], cost["known"]) == ("project_class", "rail", "cost", 5, 4)
    spread = [cost[name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")]
    assert spread == [15_000, 11_000, 8_600, 24_600, 5_000]
    assert found.row(1)[5:] == found.row(0)[5:]


def test_the_bias_weighs_by_size_the_mean_does_not():
    """A small project at twice and a large one at its cost."""
    cost = (
        forecast_accuracy(known_outcomes(("rail", "S", 10, 20), ("rail", "S", 990, 990)), "sponsor").collect().row(0, named=True)
    )
    assert (cost["mean_bp"], cost["bias_bp"]) == (15_000, 100)


def test_accuracy_of_nothing_is_unknown_and_of_one_is_itself():
    """A group without a known ratio has a row of nulls; those who state no sponsor are a group."""
    found = forecast_accuracy(known_outcomes((None, None, 100, None), ("rail", "S", 100, 130)), "sponsor").collect()
    by_id = {row["id"]: row for row in found.filter(pl.col("measure") == "cost").to_dicts()}
    assert [by_id[None][name] for name in ("outcomes", "known", "mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")] == [
        1,
        0,
    ] + [None] * 5
    assert {by_id["S"][name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp")} == {13_000}
    assert forecast_accuracy(known_outcomes(), "sponsor").collect().is_empty()


def test_every_column_is_documented():
    """Each with a meaning and an origin, and no column that is not there."""
    assert_documented(forecast_accuracy, forecast_accuracy(known_outcomes(), "sponsor"))
