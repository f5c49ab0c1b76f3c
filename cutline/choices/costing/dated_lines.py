"""Dates cost lines and benefits from a project's own earliest start, and names its default mode."""

import polars as pl

from cutline.choices.mode_intents import intent_rank, running_modes
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables import Tables
from cutline.settings.loading import Settings

C = pl.col


def dated(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Lines of costs or benefits with period_index, counted from the project's own earliest start as the plan has it, and is_default_mode: whether
    they are of its default mode or of the whole project.
    """
    calendar = settings.horizon()
    starts = own_starts(tables, settings)
    when = pl.coalesce(C("start_index") + C("period_offset"), calendar.index_expr(C("period_start")))
    return (
        lines.join(starts, on="project_id", how="left", maintain_order="left")
        .join(default_modes(tables), on="project_id", how="left", maintain_order="left")
        .with_columns(
            period_index=when, is_default_mode=C("mode_id").is_null() | (C("mode_id") == C("default_mode")).fill_null(value=True)
        )
    )


def own_starts(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, start_index: each project's earliest start as its own schedule has it; only a project in flight has one before the horizon."""
    calendar = settings.horizon()
    earliest, running = C("earliest_start"), is_in_flight()
    after = calendar.index_expr(earliest - pl.duration(days=1)).fill_null(-1) + 1  # a start within a period is the next
    start = pl.when(running).then(calendar.index_expr(earliest).fill_null(0)).otherwise(after.clip(lower_bound=0))
    return tables["projects"].select("project_id", start_index=start).unique("project_id", keep="first")


def default_modes(tables: Tables) -> pl.DataFrame:
    """project_id, default_mode: of the modes that may be run on, the one marked as the default, else the first that simply goes on by
    id (intent full or unknown, then lean, accelerate, pause); projects without are absent.
    """
    order = (C("is_default").fill_null(value=False), intent_rank(), C("mode_id"))
    first = (
        running_modes(tables["modes"])
        .sort("project_id", *order, descending=[False, True, False, False])
        .unique("project_id", keep="first", maintain_order=True)
    )
    return first.select("project_id", default_mode="mode_id")
