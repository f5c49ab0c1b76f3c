"""Costs and benefits in four views side by side."""

import polars as pl

from cutline.metrics.value.money_views import benefit_views, cost_views

COSTS = {"project_id": pl.String, "cost_class": pl.String, "kind": pl.String, "amount_minor": pl.Int64}
BENEFITS = {"project_id": pl.String, "category": pl.String, "kind": pl.String, "amount_minor": pl.Int64}


def costs(*rows: tuple) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema=COSTS, orient="row")


def test_views_of_cost_by_hand():
    """P has a forecast for opex alone, which replaces its plan for capex too; Q has none, so its plan is expected."""
    lines = costs(
        ("P", "capex", "baseline", 60), ("P", "capex", "baseline", 40), ("P", "capex", "plan", 120), ("P", "opex", "forecast", 7),
        ("Q", "capex", "baseline", 100), ("Q", "capex", "plan", 120),
    )  # fmt: skip
    posted = costs(("Q", "capex", None, 30), ("Q", "capex", None, -5)).drop("kind")
    assert cost_views(lines, posted).collect().rows() == [
        ("P", "capex", 100, 120, None, None, None, None, None),
        ("P", "opex", None, None, 7, None, 7, None, None),
        ("Q", "capex", 100, 120, None, 25, 120, 20, 95),
    ]


def test_a_view_with_an_unknown_line_is_unknown():
    """The known lines are not a substitute for the whole, in the plan as little as in the postings."""
    lines = costs(("P", "opex", "plan", 5), ("P", "opex", "plan", None), ("P", "opex", "baseline", 5))
    posted = costs(("P", "opex", None, 1), ("P", "opex", None, None)).drop("kind")
    assert cost_views(lines, posted).collect().rows() == [("P", "opex", 5, None, None, None, None, None, None)]


def test_a_benefit_line_without_a_kind_is_planned():
    """60 without a kind and 30 planned are 90, which is 10 below the baseline."""
    rows = [
        ("P", "revenue", "baseline", 100),
        ("P", "revenue", None, 60),
        ("P", "revenue", "plan", 30),
        ("P", "savings", "actual", 4),
    ]
    found = benefit_views(pl.LazyFrame(rows, schema=BENEFITS, orient="row")).collect()
    assert found.rows() == [("P", "revenue", 100, 90, None, None, 90, -10), ("P", "savings", None, None, None, 4, None, None)]
