"""The topic condition: health of projects, delivery rates, outcomes of finished projects and corrected estimates."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import corrected_costs, reference_corrections
from cutline.metrics.progress.delivery import delivery_rates
from cutline.metrics.progress.health import health
from cutline.settings.all_settings import Settings

CONDITION_TABLES = (*COSTING_TABLES, "benefits", "risks")
CONDITION_METRICS = ("finance", "earned_value", "risk")  # the metric tables from which the tables of this topic are computed
METRIC_TABLES = (
    MetricTable(
        "health", (health,), "red, amber and green ratings by declared limits, beside the reported rating, with the reasons"
    ),
    MetricTable("delivery", (delivery_rates,), "share of projects on time and on budget, and of milestones met"),
    MetricTable("outcomes", (outcomes,), "finished projects: submitted cost and duration beside the actual ones"),
    MetricTable("accuracy", (forecast_accuracy,), "accuracy of submitted costs and durations, by class and sponsor"),
    MetricTable(
        "corrections",
        (reference_corrections,),
        "multiplier for the estimates of each class, from the outcomes of its finished projects",
    ),
    MetricTable(
        "corrected_costs",
        (corrected_costs,),
        "submitted cost of each open project, and beside it the corrected cost",
    ),
)


def condition_metrics(tables: Tables, measured: Mapping[str, pl.DataFrame], settings: Settings, day: date) -> Frames:
    """health, delivery, outcomes, accuracy, corrections and corrected_costs.

    health has open projects only. measured: the metric tables finance, earned_value and risk of this night. day: the day of the
    night.
    """
    lazy = comparable_tables(tables, settings, *CONDITION_TABLES)
    found = outcomes(lazy)
    corrections = reference_corrections(found, settings.forecasting)
    by = [forecast_accuracy(found, name) for name in ("project_class", "sponsor")]
    marks = health(
        lazy, measured["earned_value"].lazy(), measured["risk"].lazy(), measured["finance"].lazy(), settings.health, day
    )
    return {
        "health": marks.join(lazy["projects"].filter(~is_open()), on="project_id", how="anti").sort("project_id").collect(),
        "delivery": delivery_rates(lazy["projects"], lazy["milestones"], found, settings.health, day).collect(),
        "outcomes": found.collect(),
        "accuracy": pl.concat(by).collect(),
        "corrections": corrections.collect(),
        "corrected_costs": corrected_costs(lazy, corrections).collect(),
    }
