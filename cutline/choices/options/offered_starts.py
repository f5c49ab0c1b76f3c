"""The periods in which a project may start in each of its modes.

The starts of a project are limited by its own schedule, its window, its deadline, and the start of the horizon.
"""

import polars as pl

from cutline.choices.costing.dated_lines import own_start
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.modes import planned_default_first
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings


def earliest_starts(starts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The earliest of `starts` for each mode, with is_default: whether it is the default mode among those that `starts` offers
    for the project.

    starts: OPTION_KEY, finish_index, success_bp.
    """
    first = starts.sort(OPTION_KEY).unique(["project_id", "mode_id"], keep="first", maintain_order=True)
    stated = tables["modes"].select("project_id", "mode_id", "is_default", "intent").unique(["project_id", "mode_id"], keep="any")
    ranked = planned_default_first(first.join(stated, on=["project_id", "mode_id"], how="left"))
    return ranked.drop("is_default", "intent").with_columns(is_default=pl.int_range(pl.len()).over("project_id") == 0)


def starts_without_past(starts: pl.DataFrame, projects: pl.DataFrame, costs: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """The rows of `starts` from which no cost and no work falls before the horizon. A project in flight may have cost and
    work before the horizon, so all its starts are kept.
    """
    earliest = pl.concat([frame.select("project_id", "period_offset") for frame in (costs, demand)]).group_by("project_id").agg(
        first_offset=pl.col("period_offset").min()
    )  # fmt: skip
    running = projects.filter(is_in_flight())["project_id"].implode()
    return (
        starts.join(earliest, on="project_id", how="left", maintain_order="left")
        .filter(pl.col("project_id").is_in(running) | (pl.col("start_index") + pl.col("first_offset").fill_null(0) >= 0))
        .drop("first_offset")
    )


def offered_starts(projects: pl.DataFrame, modes: pl.DataFrame, calendar: Calendar, settings: Settings) -> pl.DataFrame:
    """OPTION_KEY, finish_index, success_bp, is_stated: one row for each mode and start that the window and the deadline of a
    project allow.

    projects: the canonical table.
    modes: see `offered_modes.offered_modes`.

    A project in flight has the one start of its own schedule. It has no deadline: if it is late, it is still in flight. Any
    other project may start up to its latest start. If none is stated, it may start up to
    planning.default_flexibility_periods after its earliest start. It must be finished by its deadline.

    Costs that state a day do not move with the start. A project does not start in a fiscal year after such a cost, and it
    runs until the last of them, as its mode says (`last_dated`). A cost is placed in a period, and its day within the period
    is not kept. So if such a cost decides the finish, the project may run in the period of the deadline. Any other project
    must end before that period, unless the deadline is the last day of the period.
    """
    index = calendar.index_expr
    running, first = is_in_flight(), own_start(calendar)
    flexible = first + settings.planning.default_flexibility_periods
    last = (
        pl.when(running)
        .then(first)
        .otherwise(index(pl.col("latest_start")).fill_null(flexible).clip(upper_bound=calendar.periods - 1))
    )
    windows = projects.select(
        "project_id",
        first=first,
        last=last,
        runs=running,
        due=pl.when(running)
        .then(None)
        .otherwise(index(pl.col("deadline") + pl.duration(days=1))),  # a project in flight that is late is still in flight
        due_dated=pl.when(~running).then(index(pl.col("deadline")) + 1),
    ).filter(pl.col("first") <= pl.col("last"))
    year, by_length = calendar.fiscal_year_expr, pl.col("start_index") + pl.col("duration")
    dated = pl.col("last_dated")
    is_dated = ((dated >= by_length) | (dated.is_not_null() & ~pl.col("has_length"))).fill_null(value=False)
    due = pl.when("is_dated").then("due_dated").otherwise("due")
    is_too_late = year(pl.col("start_index")) > year(pl.col("first_dated"))
    return (
        modes.join(windows, on="project_id")
        .with_columns(start_index=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int64))
        .explode("start_index")
        .filter(pl.col("runs").fill_null(value=False) | ~is_too_late.fill_null(value=False))
        .with_columns(finish_index=pl.max_horizontal(by_length, pl.col("last_dated") + 1), is_dated=is_dated)
        .filter(due.is_null() | (pl.col("finish_index") <= due))
        .select(*OPTION_KEY, "finish_index", "success_bp", "is_stated")
        .sort(*OPTION_KEY)
    )


def money_years(starts: pl.DataFrame, costs: pl.DataFrame, projects: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """OPTION_KEY, first_year, last_year: the fiscal years in which each of `starts` runs, and so may spend money.

    first_year: null for a project in flight, which may have spent before. If a cost is stated before the start (a negative
      offset), the years begin with it. last_year: null if the duration of the mode is stated, because costs may follow its
      end.

    starts: see `offered_starts`. costs: the deciding lines of cost.
    """
    lead = costs.group_by("project_id").agg(lead=pl.col("period_offset").min().clip(upper_bound=0))
    year = calendar.fiscal_year_expr
    first = pl.when(~is_in_flight()).then(year(pl.col("start_index") + pl.col("lead").fill_null(0)))
    return (
        starts.join(projects.select("project_id", "status"), on="project_id", how="left", maintain_order="left")
        .join(lead, on="project_id", how="left", maintain_order="left")
        .select(
            *OPTION_KEY,
            first_year=first.cast(pl.Int64),
            last_year=pl.when(~pl.col("is_stated")).then(year(pl.col("finish_index") - 1)).cast(pl.Int64),
        )
        .sort(OPTION_KEY)
    )


def decided_starts(decisions: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """project_id, start_index: the starts that a row of `decisions` names, whatever was decided."""
    dated = decisions.filter(pl.col("start_period").is_not_null())
    return dated.select("project_id", start_index=calendar.index_expr(pl.col("start_period")))
