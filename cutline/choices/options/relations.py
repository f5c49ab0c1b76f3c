"""The projects that a plan must contain, the dependencies between projects, and the approved plan that the new one should stay
close to.
"""

import polars as pl

from cutline.choices.options.stop_options import STOP_TEXT, projects_that_may_stop
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT
from cutline.contracts.statuses import is_finished, is_in_flight, is_mandated, is_open, mandate_binds
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def required_projects(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, rule, text: the projects that must be in the plan, with one row for each reason.

    The reasons are a mandate that has not expired, being in flight (where the settings say that such projects continue, or
    the project can be stopped at a cost), and a decision to force the project in. A mandate of a project that is finished or
    cancelled requires nothing.
    """
    projects = tables["projects"]
    mandated = projects.filter(is_mandated() & mandate_binds(settings.calendar.horizon_start)).select(
        "project_id",
        rule=pl.lit("mandate"),
        text=pl.format("{} mandate: {}", pl.col("mandate"), pl.col("mandate_reason").fill_null("no reason given")),
    )
    running = projects.filter(is_in_flight() & settings.planning.in_flight_must_continue).select(
        "project_id", rule=pl.lit(REQUIRED_IN_FLIGHT), text=pl.lit("in flight, and projects in flight continue")
    )
    ending = projects_that_may_stop(tables, settings).select(
        "project_id", rule=pl.lit(REQUIRED_IN_FLIGHT), text=pl.lit(STOP_TEXT)
    )
    forced = tables["decisions"].filter(pl.col("decision") == "force_in").select(
        "project_id",
        rule=pl.lit("force_in"),
        text=pl.format("forced in by {}: {}", pl.col("decided_by").fill_null("unknown"), pl.col("reason").fill_null("no reason given")),
    )  # fmt: skip
    gone = projects.filter(~is_open()).select("project_id")
    return (
        pl.concat([mandated.join(gone, on="project_id", how="anti"), running, ending, forced]).unique().sort("project_id", "rule")
    )


def binding_dependencies(tables: Tables) -> pl.DataFrame:
    """type, from_project_id, to_project_id, lag_periods, group_id of the dependencies that still bind.

    A dependency on a finished project is met, and so is every group of which one member is finished. `together` binds both
    ways, so it has two rows.
    """
    delivered = tables["projects"].filter(is_finished())["project_id"].implode()
    columns = ("type", "from_project_id", "to_project_id", "lag_periods", "group_id")
    stated = tables["dependencies"].select(columns).with_columns(pl.col("lag_periods").fill_null(0))
    turned = stated.filter(pl.col("type") == "together").rename(
        {"from_project_id": "to_project_id", "to_project_id": "from_project_id"}
    )
    rows = pl.concat([stated, turned.select(columns)]).unique(
        maintain_order=True
    )  # a dependency of type `together` may be stated both ways
    met = pl.col("to_project_id").is_in(delivered) & (pl.col("type") != "any_of")
    any_of_met = rows.filter((pl.col("type") == "any_of") & pl.col("to_project_id").is_in(delivered)).select(
        "from_project_id", "group_id"
    )
    return (
        rows.filter(~met)
        .join(
            any_of_met.with_columns(type=pl.lit("any_of")).unique(),
            on=["type", "from_project_id", "group_id"],
            how="anti",
            nulls_equal=True,
        )
        .sort("type", "from_project_id", "to_project_id")
    )


def approved_options(decisions: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The option key of every project that a decision approves; a decision that names no mode approves IMPLICIT_MODE."""
    return (
        decisions.filter(pl.col("decision") == "approve")
        .select(
            "project_id",
            pl.col("mode_id").fill_null(IMPLICIT_MODE),
            start_index=calendar.index_expr(pl.col("start_period")),
        )
        .sort("project_id")
    )
