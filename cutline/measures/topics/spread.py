"""The topic spread: percentiles of cost and value of projects, of the portfolio and of the plan."""

import polars as pl

from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.choices.options.mode_flows import open_projects, three_point_lines
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.measures.topics.money import measured_tables
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


def spread_metrics(tables: Tables, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """spread: percentiles of each project in its default mode and of all projects together. aside: what was set aside on
    this night.
    """
    risks = in_portfolio_currency("risks", tables, settings)
    everyone = open_projects(tables)["project_id"].to_list()
    known = measured_tables(tables, aside)
    return {"spread": _spread(three_point_lines(known, settings), risks, everyone, settings, aside)}


def plan_spread_metrics(tables: Tables, chosen: pl.DataFrame, settings: Settings, aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """plan_spread: percentiles of the options of the plan. chosen: their option keys. aside: what was set aside."""
    risks = in_portfolio_currency("risks", tables, settings).join(chosen, on="project_id", how="semi")
    lines = three_point_lines(measured_tables(tables, aside), settings, chosen)
    return {"plan_spread": _spread(lines, risks, chosen["project_id"].to_list(), settings, aside)}


def _spread(lines: pl.DataFrame, risks: pl.DataFrame, drawn: list[str], settings: Settings, aside: SetAside) -> pl.DataFrame:
    """The spread of `lines`. A project of `drawn` is unknown if a row that its figures rest on was set aside, even if no line
    of it is left.
    """
    behind = aside.counting(("evm", "actuals"), ("cost_lines",)) if settings.evm.replaces_plan else aside
    touched = behind.touched((simulated_spread,), ["cost_p50_minor", "npv_p50_minor"])
    resting = touched if settings.uncertainty.includes_risks else touched.filter(~pl.col("because").is_in(_of_risks(aside)))
    incomplete = sorted(set(resting["project_id"].drop_nulls()) & set(drawn))
    lost = pl.DataFrame({"project_id": incomplete}, schema={"project_id": pl.String}).with_columns(side=pl.lit("cost"))
    known = lines.filter(~pl.col("project_id").is_in(incomplete))
    found = simulated_spread(pl.concat([known, lost], how="diagonal").lazy(), settings.uncertainty, risks.lazy()).collect()
    return aside.flag(aside.explained(found, resting))


def _of_risks(aside: SetAside) -> list[str]:
    return aside.rows.filter(pl.col("table") == "risks")["because"].to_list()
