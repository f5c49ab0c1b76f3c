"""The modes in which a project may run, and the periods in which it may start."""

import polars as pl

from cutline.choices.costing.dated_lines import own_start
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.modes import planned_default_first, running_modes
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.deciding_lines import deciding_costs


def earliest_starts(starts: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The earliest of `starts` for each mode, with is_default: whether it is the project's default mode among those that `starts` offers.

    starts: OPTION_KEY, finish_index, success_bp.
    """
    first = starts.sort(OPTION_KEY).unique(["project_id", "mode_id"], keep="first", maintain_order=True)
    stated = tables["modes"].select("project_id", "mode_id", "is_default", "intent").unique(["project_id", "mode_id"], keep="any")
    ranked = planned_default_first(first.join(stated, on=["project_id", "mode_id"], how="left"))
    return ranked.drop("is_default", "intent").with_columns(is_default=pl.int_range(pl.len()).over("project_id") == 0)


def offered_modes(projects: pl.DataFrame, tables: Tables, costs: pl.DataFrame) -> pl.DataFrame:
    """project_id, mode_id, duration, success_bp: the modes that may be chosen, an implicit one where none is declared."""
    declared = tables["modes"].select(
        "project_id", "mode_id", "duration_periods", "success_probability_bp", "is_eligible", "exit_cost_minor", "intent"
    )
    implicit = projects.join(declared, on="project_id", how="anti").select("project_id", mode_id=pl.lit(IMPLICIT_MODE))
    offered = running_modes(declared).join(modes_without_cost_lines(declared, costs), on=["project_id", "mode_id"], how="anti")
    lines = pl.concat([frame.select("project_id", "mode_id", "period_offset") for frame in (costs, tables["demand"])])
    last = (pl.col("period_offset").max() + 1).clip(lower_bound=1)
    of_all = lines.filter(pl.col("mode_id").is_null()).group_by("project_id").agg(reach_of_all=last)
    own = lines.group_by("project_id", "mode_id").agg(own_reach=last)  # a faster mode is done when its own lines are
    return (
        pl.concat([offered.drop("is_eligible", "exit_cost_minor", "intent"), implicit], how="diagonal")
        .join(projects.select("project_id"), on="project_id", how="semi")
        .join(of_all, on="project_id", how="left")
        .join(own, on=["project_id", "mode_id"], how="left")
        .select(
            "project_id",
            "mode_id",
            duration=pl.coalesce("duration_periods", pl.max_horizontal("reach_of_all", "own_reach"), pl.lit(1)).cast(pl.Int64),
            success_bp=pl.col("success_probability_bp").fill_null(SHARE_SCALE),
        )
    )


def modes_without_cost_lines(modes: pl.DataFrame, costs: pl.DataFrame, *, whole_project: bool = False) -> pl.DataFrame:
    """Modes without a deciding cost line of their own or of the whole project: their cost is unknown, not nothing."""
    for_all = costs.filter(pl.col("mode_id").is_null())
    bare = modes.join(for_all, on="project_id", how="anti").join(costs, on=["project_id", "mode_id"], how="anti")
    if not whole_project:
        return bare
    priced = modes.join(bare, on=["project_id", "mode_id"], how="anti")
    return bare.join(priced, on="project_id", how="anti")


def lines_of_unknown_modes(tables: Tables, name: str) -> pl.DataFrame:
    """project_id, mode_id, source_file, source_row of the lines of table `name` that name a mode their project does not have.

    A project without modes has one, called full.
    """
    lines = tables[name].filter(pl.col("mode_id").is_not_null())
    without = lines.join(tables["modes"], on="project_id", how="anti").filter(pl.col("mode_id") != IMPLICIT_MODE)
    others = lines.join(tables["modes"], on="project_id", how="semi").join(
        tables["modes"], on=["project_id", "mode_id"], how="anti"
    )
    return pl.concat([each.select("project_id", "mode_id", "source_file", "source_row") for each in (without, others)])


def offered_modes_without_costs(tables: Tables) -> pl.DataFrame:
    """Offered modes that cannot be chosen because no cost line is theirs."""
    return modes_without_cost_lines(running_modes(tables["modes"]), deciding_costs(tables["cost_lines"]))


def starts_without_past(starts: pl.DataFrame, projects: pl.DataFrame, costs: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """The starts from which no work or cost falls before the horizon; only a project in flight has a past."""
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
    """One row for each option: project_id, mode_id, start_index, finish_index, success_bp."""
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
        due=pl.when(running)
        .then(None)
        .otherwise(index(pl.col("deadline") + pl.duration(days=1))),  # a running project that is late is still running
    ).filter(pl.col("first") <= pl.col("last"))
    return (
        modes.join(windows, on="project_id")
        .with_columns(start_index=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int64))
        .explode("start_index")
        .with_columns(finish_index=pl.col("start_index") + pl.col("duration"))
        .filter(pl.col("due").is_null() | (pl.col("finish_index") <= pl.col("due")))
        .select(*OPTION_KEY, "finish_index", "success_bp")
        .sort(*OPTION_KEY)
    )


def decided_starts(decisions: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    dated = decisions.filter(pl.col("start_period").is_not_null())
    return dated.select("project_id", start_index=calendar.index_expr(pl.col("start_period")))
