"""Leaves out what a project has done so far if a row of it was set aside: a sum that lacks a row is no figure to plan with."""

import polars as pl

from cutline.contracts.statuses import is_finished
from cutline.contracts.tables.records import Tables
from cutline.sources.typed_rows.quarantine import BY_RULE, SET_ASIDE

PROGRESS = ("actuals", "evm")
# What the cost of a finished project is measured from.
OUTCOMES = ("cost_lines", "modes", *PROGRESS)


def certain_rows(tables: Tables, quarantine: pl.DataFrame) -> Tables:
    """`tables` without the sums that lack a row. quarantine: QUARANTINE_SCHEMA.

    - A project of which a row of `evm` or `actuals` was set aside loses all its rows of both: its estimate to complete is
      unknown, so that it keeps its plan.
    - A finished project of which any row of OUTCOMES was set aside loses its rows of all of them: its outcome is unknown, so
      that it is in no multiplier of its class.
    """
    lost = quarantine.filter(pl.col("action").is_in([SET_ASIDE, BY_RULE])).select("table", "project_id").unique()
    return without_sums(
        tables, *(lost.filter(pl.col("table").is_in(names))["project_id"].to_list() for names in (PROGRESS, OUTCOMES))
    )


def without_sums(tables: Tables, without_progress: list[str], without_outcome: list[str]) -> Tables:
    """`tables` without the progress and the outcomes that lack a row, as in `certain_rows`.

    without_progress, without_outcome: the projects of which a row of PROGRESS, or of OUTCOMES, was set aside.
    """
    if not without_outcome:
        return tables
    over = tables["projects"].filter(is_finished() & pl.col("project_id").is_in(without_outcome))["project_id"].to_list()
    lost = {name: [*over, *without_progress] if name in PROGRESS else over for name in OUTCOMES}
    return {
        **tables,
        **{name: tables[name].filter(~pl.col("project_id").is_in(lost[name])) for name in OUTCOMES if name in tables},
    }
