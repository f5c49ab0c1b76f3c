"""The group `finance`: the allocations of the plan as a ledger that ties to the cent."""

import dagster as dg
import polars as pl

from assets.inputs import FINANCE, own_names
from assets.resources.portfolio import Portfolio
from cutline.choices.costing.certain_rows import certain_rows
from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, bought_frame, chosen_frame, moved_frame
from cutline.ledger.stage_gates import split_at_gates, with_unread_gates
from cutline.sources.typed_rows.quarantine import OUTRANKED
from optimizer.plan import Plan

LEDGER_TABLES = (*COSTING_TABLES, "capacity", "funds")


@dg.asset(
    group_name="finance", kinds={"polars"}, owners=FINANCE, deps=["verified"],
    ins=own_names("core", LEDGER_TABLES),
    description="Every allocation as two entries: the project is debited and the fund is credited. Money that waits for a stage gate is debited to a reserve, and money that is moved is booked in the same way. The ledger is checked against the cost lines, the prices of people and the funds, and the night stops if one cent does not tie.",
)  # fmt: skip
def ledger(
    portfolio: Portfolio, plan: Plan, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame, **tables: pl.DataFrame
) -> pl.DataFrame:
    chosen, settings = chosen_frame(plan.chosen), portfolio.settings()
    lost = pl.concat([quarantine, emptied_cells]).filter(pl.col("action") != OUTRANKED)
    known = with_unread_gates(certain_rows(tables, quarantine), lost)
    parts = split_at_gates(allocation_frame(plan.allocations), chosen, known, settings)
    entries = build_ledger(parts, moved_frame(plan.moved))
    check_ledger(entries, chosen, known, settings, bought_frame(plan.bought))
    return entries


ASSETS = [ledger]
