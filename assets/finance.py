"""What finance books: the plan's allocations as a ledger that ties to the cent."""

import dagster as dg
import polars as pl

from assets.inputs import FINANCE, own_names
from assets.resources.portfolio import Portfolio
from cutline.choices.costing.decision_costs import COSTING_TABLES
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import allocation_frame, bought_frame, chosen_frame, moved_frame
from cutline.ledger.stage_gates import split_at_gates
from optimizer.plan import Plan

LEDGER_TABLES = (*COSTING_TABLES, "capacity", "funds")


@dg.asset(
    group_name="finance", kinds={"polars"}, owners=FINANCE, deps=["verified"],
    ins=own_names("core", LEDGER_TABLES),
    description="Every allocation as two entries: project debited, fund credited; what waits for a stage gate debited to its reserve; money moved likewise. Checked against the cost lines, the prices of people and the funds; blocks when a cent is adrift.",
)  # fmt: skip
def ledger(portfolio: Portfolio, plan: Plan, **tables: pl.DataFrame) -> pl.DataFrame:
    chosen, settings = chosen_frame(plan.chosen), portfolio.settings()
    parts = split_at_gates(allocation_frame(plan.allocations), chosen, tables, settings)
    entries = build_ledger(parts, moved_frame(plan.moved))
    check_ledger(entries, chosen, tables, settings, bought_frame(plan.bought))
    return entries


ASSETS = [ledger]
