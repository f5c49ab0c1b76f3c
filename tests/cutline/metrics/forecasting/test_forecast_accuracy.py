"""How far outcomes lay from what was submitted."""

import polars as pl

from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from tests.cutline.metrics.documentation import assert_documented
from tests.cutline.metrics.forecasting.rows import known_outcomes


def test_accuracy_by_hand():
    """Of 100 submitted, projects cost 80, 100, 120, 300 and an unknown amount.

    The mean is 150 %, the median 110 %, P10 86 %, P90 246 %, and the bias 50 %.
    """
    rows = [("rail", "S", 100, actual) for actual in (300, 80, None, 120, 100)]
    found = forecast_accuracy(known_outcomes(*rows), "project_class").collect()
    cost = found.row(0, named=True)
    assert (cost["by"], cost["id"], cost["measure"], cost["outcomes"], cost["known"]) == ("project_class", "rail", "cost", 5, 4)
    spread = [cost[name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")]
    assert spread == [15_000, 11_000, 8_600, 24_600, 5_000]
    assert found.row(1)[5:] == found.row(0)[5:]


def test_the_bias_weighs_by_size_the_mean_does_not():
    """A small project costs twice its submission, and a large one costs what was submitted."""
    cost = (
        forecast_accuracy(known_outcomes(("rail", "S", 10, 20), ("rail", "S", 990, 990)), "sponsor").collect().row(0, named=True)
    )
    assert (cost["mean_bp"], cost["bias_bp"]) == (15_000, 100)


def test_accuracy_of_nothing_is_unknown_and_of_one_is_itself():
    """A group without a known ratio has a row of nulls. Projects without a sponsor form a group."""
    found = forecast_accuracy(known_outcomes((None, None, 100, None), ("rail", "S", 100, 130)), "sponsor").collect()
    by_id = {row["id"]: row for row in found.filter(pl.col("measure") == "cost").to_dicts()}
    assert [by_id[None][name] for name in ("outcomes", "known", "mean_bp", "median_bp", "p10_bp", "p90_bp", "bias_bp")] == [
        1,
        0,
    ] + [None] * 5
    assert {by_id["S"][name] for name in ("mean_bp", "median_bp", "p10_bp", "p90_bp")} == {13_000}
    assert forecast_accuracy(known_outcomes(), "sponsor").collect().is_empty()


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(forecast_accuracy, forecast_accuracy(known_outcomes(), "sponsor"))
