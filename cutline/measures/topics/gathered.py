"""Tables that gather columns of other metric tables: every measure of a project in one row, and sums over projects."""

from collections.abc import Mapping

import polars as pl

from cutline.measures.metric_table import Frames, MetricTable
from cutline.metrics.alignment.weighted_scores import weighted_scores
from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.progress.health import health
from cutline.metrics.risk.exposure import risk_exposure
from cutline.metrics.value.investment_appraisal import appraisal, cost_of_delay
from cutline.metrics.value.rates_of_return import returns
from cutline.metrics.value.totals import totals

METRIC_TABLES = (
    MetricTable(
        "projects",
        (appraisal, returns, cost_of_delay, weighted_scores, risk_exposure, earned_value, health),
        gathers=("finance", "scores", "risk", "earned_value", "health"),
        description="every measure of a project in one row",
    ),
    MetricTable(
        "totals", (totals,), "worth, cost and risk exposure by programme, by portfolio and in total: exact sums over projects"
    ),
)


def gathered_metrics(projects: pl.DataFrame, measured: Mapping[str, pl.DataFrame]) -> Frames:
    """projects: every measure of a project in one row. totals: their sums by programme, by portfolio and over all projects."""
    parts = [
        measured["finance"], measured["scores"], measured["risk"],
        measured["earned_value"].select("project_id", "planned_minor", "earned_minor", "actual_minor", "budget_at_completion_minor", "cpi_milli", "spi_milli", "eac_minor", "spi_t_milli", "forecast_finish"),
        measured["health"].select("project_id", "computed_rag", "reported_rag"),
    ]  # fmt: skip
    joined = projects.select("project_id", "name").unique("project_id", keep="any").sort("project_id")
    for part in parts:
        joined = joined.join(part, on="project_id", how="left", maintain_order="left")
    return {
        "projects": joined,
        "totals": totals(joined.lazy(), projects.lazy().unique("project_id", keep="any")).collect(),
    }
