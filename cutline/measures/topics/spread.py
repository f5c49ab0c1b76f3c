"""The topic spread: percentiles of cost and value of projects, of the portfolio and of the plan."""

import polars as pl

from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.choices.options.mode_flows import three_point_lines
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.metrics.risk.simulated_spread import simulated_spread
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency

SPREAD_TABLES = (*COSTING_TABLES, "benefits", "demand", "discount_rates", "risks")
METRIC_TABLES = (
    MetricTable(
        "spread",
        (simulated_spread,),
        "percentiles of cost and value of each project in its default mode, and of all projects together",
    ),
)
PLAN_METRIC_TABLES = (
    MetricTable(
        "plan_spread", (simulated_spread,), "percentiles of cost and value of the options in the plan, and of the whole plan"
    ),
)


def spread_metrics(tables: Tables, settings: Settings) -> Frames:
    """spread: percentiles of each project in its default mode and of all projects together."""
    lines = three_point_lines(tables, settings).lazy()
    return {
        "spread": simulated_spread(lines, settings.uncertainty, in_portfolio_currency("risks", tables, settings).lazy()).collect()
    }


def plan_spread_metrics(tables: Tables, chosen: pl.DataFrame, settings: Settings) -> Frames:
    """plan_spread: percentiles of the options of the plan. chosen: their option keys."""
    lines = three_point_lines(tables, settings, chosen).lazy()
    risks = in_portfolio_currency("risks", tables, settings).join(chosen, on="project_id", how="semi").lazy()
    return {"plan_spread": simulated_spread(lines, settings.uncertainty, risks).collect()}
