"""Tables that gather columns of other metric tables: every measure of a project in one row, and sums over projects."""

from collections.abc import Mapping

import polars as pl

from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import BECAUSE, NOTHING_SET_ASIDE, SetAside
from cutline.metrics.alignment.weighted_scores import weighted_scores
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.progress.health import health
from cutline.metrics.risk.exposure import risk_exposure
from cutline.metrics.value.investment_appraisal import appraisal, cost_of_delay
from cutline.metrics.value.rates_of_return import returns
from cutline.metrics.value.totals import totals

# The tables that the gathered measures rest on, of which a row without a project may have been set aside.
TABLES_BEHIND = ("cost_lines", "benefits", "modes", "scores", "risks", "evm", "milestones")
_SIDE_BY_SIDE = MetricTable(
    "projects",
    (appraisal, returns, cost_of_delay, weighted_scores, risk_exposure, earned_value, health),
    gathers=("finance", "scores", "risk", "earned_value", "health"),
    description="every measure of a project in one row",
    keys=("project_id", "name", "computed_rag", "reported_rag"),  # the ratings know what was set aside
)
METRIC_TABLES = (
    _SIDE_BY_SIDE,
    MetricTable(
        "totals", (totals,), "worth, cost and risk exposure by programme, by portfolio and in total: exact sums over projects"
    ),
)


def gathered_metrics(projects: pl.DataFrame, measured: Mapping[str, pl.DataFrame], aside: SetAside = NOTHING_SET_ASIDE) -> Frames:
    """projects: every measure of a project in one row. totals: their sums by programme, by portfolio and over all projects.

    aside: what was set aside on this night.
    """
    parts = [
        measured["finance"], measured["scores"], measured["risk"],
        measured["earned_value"].select("project_id", "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "cpi_milli", "spi_milli", "eac_minor", "spi_t_milli", "forecast_finish"),
        measured["health"].select("project_id", "computed_rag", "reported_rag"),
    ]  # fmt: skip
    joined = projects.select("project_id", "name").unique("project_id", keep="any").sort("project_id")
    for part in parts:
        joined = joined.join(part.drop(BECAUSE, strict=False), on="project_id", how="left", maintain_order="left")
    known = _with_reasons_of_finance(aside.mask(joined, _SIDE_BY_SIDE.functions, _SIDE_BY_SIDE.keys), measured["finance"])
    return {
        "projects": known,
        "totals": aside.flag(totals(known.lazy(), projects.lazy().unique("project_id", keep="any")).collect()),
    }


def _with_reasons_of_finance(known: pl.DataFrame, finance: pl.DataFrame) -> pl.DataFrame:
    """`known`, with the reason of the table finance for each project that has no other."""
    joined = known.join(finance.select("project_id", of_finance=BECAUSE), on="project_id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(BECAUSE, "of_finance").alias(BECAUSE)).drop("of_finance")
