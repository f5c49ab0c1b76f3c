"""The forecast of a project replaces its plan, and no other kind of line decides."""

import polars as pl

from cutline.valuation.deciding_lines import deciding_benefits, deciding_costs

ROWS = [
    ("P", "plan", 1), ("P", "forecast", 2), ("P", "baseline", 3),  # has a forecast
    ("Q", "plan", 4), ("Q", "baseline", 5),  # has none
    ("R", "baseline", 6),  # nothing decides
]  # fmt: skip


def lines(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"project_id": pl.String, "kind": pl.String, "amount_minor": pl.Int64}, orient="row")


def test_costs_are_those_of_the_forecast_or_else_of_the_plan():
    """A baseline never decides, so a project with a baseline only has no deciding costs."""
    assert deciding_costs(lines(ROWS))["amount_minor"].to_list() == [2, 4]


def test_benefits_that_have_come_do_not_decide():
    """Actual benefits do not decide. A line without a kind belongs to the plan, which a forecast replaces."""
    rows = [*ROWS, ("P", None, 7), ("Q", None, 8), ("Q", "actual", 9)]
    assert deciding_benefits(lines(rows))["amount_minor"].to_list() == [2, 4, 8]
