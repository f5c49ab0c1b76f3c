"""The topic condition: health of projects, delivery rates, outcomes of finished projects and corrected estimates."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.forecasting.forecast_accuracy import forecast_accuracy
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import corrected_costs, reference_corrections
from cutline.metrics.progress.delivery import delivery_rates
from cutline.metrics.progress.health import MEASURES, health
from cutline.settings.all_settings import Settings

CONDITION_TABLES = (*COSTING_TABLES, "benefits", "risks")
CONDITION_METRICS = ("finance", "earned_value", "risk")  # the metric tables from which the tables of this topic are computed
OUTCOME_KEYS = ("project_id", "project_class", "sponsor")
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


def condition_metrics(
    tables: Tables, measured: Mapping[str, pl.DataFrame], settings: Settings, day: date, aside: SetAside = NOTHING_SET_ASIDE
) -> Frames:
    """health, delivery, outcomes, accuracy, corrections and corrected_costs.

    The table health has a row for each open project. The rows that `health` computes for finished and cancelled projects
    are dropped here. measured: the metric tables finance, earned_value and risk of this night. day: the day of the
    night. aside: what was set aside on this night.
    """
    lazy = comparable_tables(tables, settings, *CONDITION_TABLES)
    found = aside.mask(outcomes(lazy).collect(), (outcomes,), OUTCOME_KEYS).lazy()
    corrections = reference_corrections(found, settings.forecasting)
    by = [forecast_accuracy(found, name) for name in ("project_class", "sponsor")]
    earned, exposure, costs = (measured[name].lazy() for name in ("earned_value", "risk", "finance"))
    unknown = aside.touched((health,), MEASURES)
    marks = health(lazy, earned, exposure, costs, settings.health, day, unknown.lazy())
    own = marks.join(lazy["projects"].filter(~is_open()), on="project_id", how="anti").sort("project_id").collect()
    late = aside.projects("milestones")
    corrected = corrected_costs(lazy, corrections).collect()
    return {
        "health": aside.explained(own, unknown),
        "delivery": aside.flag(delivery_rates(lazy["projects"], lazy["milestones"], found, settings.health, day, late).collect()),
        "outcomes": found.collect(),
        "accuracy": aside.flag(pl.concat(by).collect()),
        "corrections": aside.flag(corrections.collect()),
        "corrected_costs": aside.mask(corrected, (corrected_costs,), ("project_id", "project_class")),
    }
