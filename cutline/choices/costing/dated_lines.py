"""Dates the lines of costs, benefits and demand: finds the period that a line falls into.

This module also finds the start of each project by its own schedule, because lines with an offset are dated from that
start.
"""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.modes import planned_default_modes
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings

C = pl.col


def dated(lines: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """`lines` (start_index, period_offset, period_start) with period_index: the start plus the offset, else the period of the
    stated day.

    This function dates the lines of the options, the spent lines of the ledger, and the lines of the tables that are only
    compared.
    """
    return lines.with_columns(
        period_index=pl.coalesce(C("start_index") + C("period_offset"), calendar.index_expr(C("period_start")))
    )


def dated_at_own_start(lines: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`lines` dated from the start that the schedule of their project has, with start_index, default_mode, period_index,
    is_default_mode.

    is_default_mode: whether a line belongs to the default mode of its project or to the whole project.
    """
    starts = own_starts(tables, settings)
    of_default = C("mode_id").is_null() | (C("mode_id") == C("default_mode")).fill_null(value=True)
    return (
        lines.join(starts, on="project_id", how="left", maintain_order="left")
        .join(planned_default_modes(tables["modes"]), on="project_id", how="left", maintain_order="left")
        .pipe(dated, settings.horizon())
        .with_columns(is_default_mode=of_default)
    )


def own_start(calendar: Calendar) -> pl.Expr:
    """The period in which a project starts by its own schedule, from its `earliest_start` and `status`; 0 if no day is stated.

    A day within a period means that period. A project in flight may have started before the horizon; any other project does
    not start before it.
    """
    period = calendar.index_expr(C("earliest_start")).fill_null(0)
    return pl.when(is_in_flight()).then(period).otherwise(period.clip(lower_bound=0))


def own_starts(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_id, start_index: the start of each project by its own schedule (`own_start`)."""
    starts = tables["projects"].select("project_id", start_index=own_start(settings.horizon()))
    return starts.unique("project_id", keep="first")
