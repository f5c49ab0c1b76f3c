"""What finance books: the plan's allocations as a ledger that ties to the cent."""

import dagster as dg
import polars as pl

from assets.resources import Portfolio
from cutline.estimates import COSTING_TABLES
from cutline.ledger import allocation_frame, build_ledger, check_ledger, chosen_frame
from optimizer.plan import Plan

LEDGER_TABLES = (*COSTING_TABLES, "funds")


@dg.asset(
    group_name="finance", kinds={"polars"}, owners=["team:finance"], deps=["verified"],
    ins={table: dg.AssetIn(f"core_{table}") for table in LEDGER_TABLES},
    description="Every allocation as two entries: project debited, fund credited. Checked against the cost lines and the funds; blocks when a cent is adrift.",
)  # fmt: skip
def ledger(portfolio: Portfolio, plan: Plan, **tables: pl.DataFrame) -> pl.DataFrame:
    entries = build_ledger(allocation_frame(plan.allocations))
    check_ledger(entries, chosen_frame(plan.chosen), tables, portfolio.settings())
    return entries
