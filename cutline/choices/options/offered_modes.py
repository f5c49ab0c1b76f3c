"""The modes in which a project may be run, with their length and probability of success.

This module also finds the modes that cannot be offered. `cutline.contracts.modes` decides which mode is the default, and
which modes run or stop a project.
"""

import polars as pl

from cutline.choices.costing.estimate_to_complete import LEFT_OVER
from cutline.contracts.calendar import Calendar
from cutline.contracts.modes import running_modes
from cutline.contracts.tables.projects import IMPLICIT_MODE
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.valuation.deciding_lines import deciding_costs


def offered_modes(projects: pl.DataFrame, tables: Tables, costs: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """project_id, mode_id, duration, success_bp, first_dated, last_dated, is_stated, has_length: the modes in which `projects`
    may be run.

    A project that declares no modes has one, called IMPLICIT_MODE. duration: the stated duration. If no duration is stated,
    it reaches to the last offset among the lines of cost and demand of the mode and of the whole project, and is at least
    one period.
    first_dated: the first period of the horizon with a cost that states a day and so does not move with the start.
    last_dated: the last period with a cost or with work that states a day; the mode runs at least up to that period. If a
      duration is stated, only costs of the kind LEFT_OVER count here: they are what a project still costs whose planned
      periods have passed and whose work is not finished (`estimate_to_complete`). Other costs may come after the end of a
      mode, so they do not make a stated duration longer.
    is_stated: whether the duration is stated. has_length: whether it is stated or follows from an offset.
    """
    declared = tables["modes"].select(
        "project_id", "mode_id", "duration_periods", "success_probability_bp", "is_eligible", "exit_cost_minor", "intent"
    )
    implicit = projects.join(declared, on="project_id", how="anti").select("project_id", mode_id=pl.lit(IMPLICIT_MODE))
    offered = running_modes(declared).join(modes_without_cost_lines(declared, costs), on=["project_id", "mode_id"], how="anti")
    lines = pl.concat([frame.select("project_id", "mode_id", "period_offset") for frame in (costs, tables["demand"])])
    last = (pl.col("period_offset").max() + 1).clip(lower_bound=1)  # null for lines that all state a day
    of_all = lines.filter(pl.col("mode_id").is_null()).group_by("project_id").agg(reach_of_all=last)
    own = lines.group_by("project_id", "mode_id").agg(own_reach=last)  # a faster mode ends with the last of its own lines
    modes = pl.concat([offered.drop("is_eligible", "exit_cost_minor", "intent"), implicit], how="diagonal")
    is_stated = pl.col("duration_periods").is_not_null()
    length = pl.coalesce("duration_periods", pl.max_horizontal("reach_of_all", "own_reach"))
    last_dated = pl.when(is_stated).then("last_left").otherwise(pl.max_horizontal("last_left", "last_dated"))
    return (
        modes.join(projects.select("project_id"), on="project_id", how="semi")
        .join(of_all, on="project_id", how="left")
        .join(own, on=["project_id", "mode_id"], how="left")
        .pipe(_with_dated_periods, costs, tables["demand"], calendar)
        .select(
            "project_id",
            "mode_id",
            "first_dated",
            duration=length.fill_null(1).cast(pl.Int64),
            success_bp=pl.col("success_probability_bp").fill_null(SHARE_SCALE),
            last_dated=last_dated,
            is_stated=is_stated,
            has_length=length.is_not_null(),
        )
    )


def _with_dated_periods(modes: pl.DataFrame, costs: pl.DataFrame, demand: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """`modes` with first_dated, last_dated and last_left: three periods, each null if no line gives it.

    Only lines that state a day are read: those of the mode and those of the whole project. A line of 0 does not count.
    first_dated: the first period of the horizon with such a line of cost.
    last_dated: the last period with such a line of cost or of work.
    last_left: the last period with a cost of the kind LEFT_OVER. Such a line holds what a project in flight still has to
      spend although its plan is over.
    """
    period = calendar.index_expr(pl.col("period_start"))
    spent = costs.filter(pl.col("amount_minor") != 0).select(
        "project_id", "mode_id", kind="kind", first=pl.when(period >= 0).then(period), last=period
    )
    work = demand.filter(pl.col("milli_fte") != 0).select(
        "project_id", "mode_id", kind=pl.lit(None, pl.String), first=pl.lit(None, pl.Int64), last=period
    )
    lines = pl.concat([spent, work])
    keys = modes.select("project_id", "mode_id")
    of_mode = pl.concat(
        [
            keys.join(lines.drop("mode_id").filter(lines["mode_id"].is_null()), on="project_id"),
            keys.join(lines, on=["project_id", "mode_id"]),
        ]
    )
    found = of_mode.group_by("project_id", "mode_id").agg(
        first_dated=pl.col("first").min(),
        last_dated=pl.col("last").max(),
        last_left=pl.col("last").filter((pl.col("kind") == LEFT_OVER).fill_null(value=False)).max(),
    )
    return modes.join(found, on=["project_id", "mode_id"], how="left", maintain_order="left")


def modes_without_cost_lines(modes: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """The rows of `modes` for which neither the mode nor the whole project has a cost line. Their cost is unknown, not 0."""
    for_all = costs.filter(pl.col("mode_id").is_null())
    return modes.join(for_all, on="project_id", how="anti").join(costs, on=["project_id", "mode_id"], how="anti")


def modes_of_projects_without_costs(modes: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """The rows of `modes` whose project has a cost line for none of its modes."""
    without = modes_without_cost_lines(modes, costs)
    priced = modes.join(without, on=["project_id", "mode_id"], how="anti")
    return without.join(priced, on="project_id", how="anti")


def lines_of_unknown_modes(tables: Tables, name: str) -> pl.DataFrame:
    """project_id, mode_id, source_file, source_row of the lines of table `name` that name a mode which their project does not
    have.

    A project without modes has one, called IMPLICIT_MODE.
    """
    lines = tables[name].filter(pl.col("mode_id").is_not_null())
    without = lines.join(tables["modes"], on="project_id", how="anti").filter(pl.col("mode_id") != IMPLICIT_MODE)
    others = lines.join(tables["modes"], on="project_id", how="semi").join(
        tables["modes"], on=["project_id", "mode_id"], how="anti"
    )
    return pl.concat([each.select("project_id", "mode_id", "source_file", "source_row") for each in (without, others)])


def offered_modes_without_costs(tables: Tables) -> pl.DataFrame:
    """The modes that would be offered if they had a cost line."""
    return modes_without_cost_lines(running_modes(tables["modes"]), deciding_costs(tables["cost_lines"]))
