"""The projects that a plan must contain, each with the reason, and the approved plan that a new one should stay near."""

import polars as pl

from cutline.choices.costing.cost_to_date import ACTUAL
from cutline.choices.options.stop_options import STOP_TEXT, projects_that_may_stop
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import REQUIRED_IN_FLIGHT
from cutline.contracts.statuses import is_in_flight, is_mandated, is_open, mandate_binds
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings

SPENT_TEXT = "in flight, and has spent money of the horizon: it continues until a mode states its exit cost (0 if there is none)"


def required_projects(tables: Tables, costs: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """project_id, rule, text: the projects that must be in the plan, with one row for each reason.

    A project is in the plan if one of its options is chosen: an option that runs the project, or an option that stops it.
    A mandate that has not expired requires the project, unless the project is finished or cancelled. A decision to force
    the project in requires it. If the settings say that projects in flight continue, each project in flight is required. If
    they do not, a project in flight is required in two cases:

    - A mode states what stopping the project costs. The plan then runs the project or stops it at that cost, because
      leaving it out would stop it for nothing.
    - No mode states that cost, and the project has spent money of the horizon. The project then continues, because leaving
      it out would give back to the budget what is spent already.

    costs: the deciding lines of cost, with the actual cost of projects in flight.
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
    has_spent = costs.filter((pl.col("kind") == ACTUAL) & (pl.col("amount_minor") != 0))
    committed = (
        projects.filter(is_in_flight() & pl.lit(not settings.planning.in_flight_must_continue))
        .join(has_spent, on="project_id", how="semi")
        .join(ending, on="project_id", how="anti")
        .select("project_id", rule=pl.lit(REQUIRED_IN_FLIGHT), text=pl.lit(SPENT_TEXT))
    )
    forced = tables["decisions"].filter(pl.col("decision") == "force_in").select(
        "project_id",
        rule=pl.lit("force_in"),
        text=pl.format("forced in by {}: {}", pl.col("decided_by").fill_null("unknown"), pl.col("reason").fill_null("no reason given")),
    )  # fmt: skip
    gone = projects.filter(~is_open()).select("project_id")
    return (
        pl.concat([mandated.join(gone, on="project_id", how="anti"), running, ending, committed, forced])
        .unique()
        .sort("project_id", "rule")
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
