"""The headline's lines about how projects are doing."""

import polars as pl

from cutline.reports.headline.condition_lines import health_by_rules, progress, range_of_plan
from cutline.settings.all_settings import Settings


def test_the_range_of_the_plan_has_cost_and_value():
    """P10 and P90 with P50 between them, and how many projects state no range; unknown without a P50."""
    row = {
        "level": "portfolio", "projects": 3, "without_range": 1, "unknown": 1, "cost_p10_minor": 1_000, "cost_p50_minor": 2_000, "cost_p90_minor": 3_000,
        "npv_p10_minor": -100, "npv_p50_minor": 100, "npv_p90_minor": 500,
    }  # fmt: skip
    text = range_of_plan(pl.DataFrame([row, {**row, "level": "project", "npv_p50_minor": None}]), Settings())
    assert text == (
        "present value of cost €10 to €30, with an even chance of more or less than €20; "
        "net present value -€1 to €5, with an even chance of more or less than €1 (P10 to P90); 1 of 3 projects state no range; "
        "1 of 3 projects are unknown and in no figure"
    )
    assert (
        range_of_plan(pl.DataFrame([{**row, "npv_p50_minor": None}], schema_overrides={"npv_p50_minor": pl.Int64}), Settings())
        == "not known"
    )


def test_progress_is_that_of_all_projects_together():
    """Indices that are known, the estimate at completion beside the budget, and how many projects are unknown."""
    row = {
        "level": "all", "projects": 2, "left_out": 1, "cpi_milli": 950, "spi_milli": None, "spi_t_milli": 1_100, "eac_minor": 1_000,
        "budget_at_completion_minor": 900,
    }  # fmt: skip
    groups = pl.DataFrame([{**row, "level": "programme", "projects": 9}, row], schema_overrides={"spi_milli": pl.Int64})
    assert progress(groups, Settings()) == "2 projects: CPI 0.95, SPI(t) 1.10; €10 at completion of €9 budgeted; 1 unknown"
    assert progress(groups.with_columns(projects=0), Settings()) == "no project reports earned value"


def test_health_counts_what_the_rules_say_of_every_open_project():
    """A project of which the rules cannot say a rating is unknown, and not left out of the count."""
    health = pl.DataFrame({
        "reported_rag": ["green", "red", "amber", None], "computed_rag": ["red", "red", None, "green"], "reported_is": ["better", "same", None, None],
    })  # fmt: skip
    assert (
        health_by_rules(health) == "4 open projects by the rules: 2 red, 0 amber, 1 green, 1 unknown; "
        "3 report a rating, 1 of them a better and 0 a worse one than the rules allow"
    )
    assert health_by_rules(health.clear()) == "no open project"
