"""The topic trend: how ratings, cost and finish dates move from night to night."""

from datetime import date

import polars as pl

from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.contracts.tables.records import Tables
from cutline.measures.metric_table import Frames, MetricTable
from cutline.measures.set_aside import NOTHING_SET_ASIDE, SetAside
from cutline.metrics.progress.confidence_trend import confidence_trend, edition
from cutline.settings.all_settings import Settings

TREND_TABLES = ("projects", "milestones", "rates")
METRIC_TABLES = (MetricTable("confidence_trend", (confidence_trend,), "ratings, cost and finish dates, night by night"),)
EDITION_MEMORY: dict[str, pl.DataType] = {
    "project_id": pl.String(), "as_of_date": pl.Date(), "reported_rag": pl.String(), "whole_life_cost_minor": pl.Int64(), "finish_date": pl.Date(),
}  # fmt: skip
EDITIONS_KEPT = 400


def trend_metrics(
    tables: Tables, history: pl.DataFrame, settings: Settings, day: date, aside: SetAside = NOTHING_SET_ASIDE
) -> Frames:
    """confidence_trend: ratings, cost and finish dates of past nights and of this night.

    history: the result of `with_edition` of the last published night. day: the day of the night.
    aside: what was set aside on this night.
    """
    return {"confidence_trend": confidence_trend(with_edition(tables, history, settings, day, aside).lazy()).collect()}


def with_edition(
    tables: Tables, history: pl.DataFrame, settings: Settings, day: date, aside: SetAside = NOTHING_SET_ASIDE
) -> pl.DataFrame:
    """`history` (columns of EDITION_MEMORY) with the projects as they are on `day`.

    Rows that `history` already has for that day are replaced. The oldest days are dropped, so that EDITIONS_KEPT days remain.
    A project whose own row was set aside has no rating and no cost; one whose currency was not understood has no cost; a
    project of which a milestone was set aside has no finish date.
    """
    lazy = comparable_tables(tables, settings, "projects", "milestones")
    read = edition(lazy["projects"], lazy["milestones"], day).collect()
    dated = pl.when(~pl.col("project_id").is_in(aside.projects("milestones"))).then("finish_date").alias("finish_date")
    is_priced = ~pl.col("project_id").is_in(aside.projects_with_empty("currency"))
    priced = pl.when(is_priced).then("whole_life_cost_minor").alias("whole_life_cost_minor")
    unread = pl.DataFrame({"project_id": aside.projects_of_rows("projects")}, schema={"project_id": pl.String})
    lost = unread.join(read, on="project_id", how="anti").with_columns(as_of_date=pl.lit(day))
    tonight = pl.concat([read.with_columns(dated, priced), lost], how="diagonal")
    kept = pl.concat(
        [
            history.filter(pl.col("as_of_date") != day),
            tonight.select(pl.col(name).cast(dtype) for name, dtype in EDITION_MEMORY.items()),
        ]
    )
    days = kept["as_of_date"].unique().sort().tail(EDITIONS_KEPT)
    return kept.filter(pl.col("as_of_date").is_in(days.implode())).sort("as_of_date", "project_id")
