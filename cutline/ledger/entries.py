"""The plan as double-entry bookings that tie to the minor unit.

Each allocation debits a project, its reserve, or the people bought, and credits a fund. A move of money debits the purse
that receives it and credits the purse that gives it.
"""

import polars as pl

from cutline.ledger.frames import MOVED_SCHEMA, RELEASED, RESERVED


def build_ledger(allocations: pl.DataFrame, moved: pl.DataFrame | None = None) -> pl.DataFrame:
    """entry, account, project_id, fund_id, cost_class, fiscal_year, amount_minor, release (null for a move): two rows for each
    allocation and move.

    The debit is positive and the credit negative, so that the ledger sums to 0. A project's account is project:PROJECT:CLASS.
    A reserved amount is debited to reserve:PROJECT:CLASS, because the project is not yet committed to it. An allocation
    without a project is debited to people:CLASS.

    allocations: ALLOCATION_SCHEMA, with the column release if some of the money is reserved. moved: MOVED_SCHEMA.
    """
    if "release" not in allocations.columns:
        allocations = allocations.with_columns(release=pl.lit(RELEASED))
    reserve = pl.format("reserve:{}:{}", "project_id", "cost_class")
    project = pl.format("project:{}:{}", "project_id", "cost_class")
    fund = pl.format("fund:{}:{}:FY{}", "fund_id", "cost_class", "fiscal_year")
    paid = allocations.sort("fiscal_year", "fund_id", "cost_class", "project_id", "release", nulls_last=True).with_row_index(
        "entry", offset=1
    )
    people = pl.format("people:{}", "cost_class")
    held = pl.when(pl.col("release") == RESERVED).then(reserve).otherwise(project)
    debit = paid.with_columns(account=pl.when(pl.col("project_id").is_null()).then(people).otherwise(held), side=pl.lit(0))
    credit = paid.with_columns(account=fund, amount_minor=-pl.col("amount_minor"), side=pl.lit(1))
    shifted = (pl.DataFrame(schema=MOVED_SCHEMA) if moved is None else moved).sort(list(MOVED_SCHEMA))
    shifted = shifted.with_row_index("entry", offset=1 + paid.height)
    into, out = (
        shifted.select(
            "entry", project_id=pl.lit(None, pl.String), fund_id=f"{end}_fund_id", cost_class=f"{end}_class", fiscal_year=f"{end}_year",
            amount_minor=pl.col("amount_minor") * sign, side=pl.lit(side, pl.Int32),
        ).with_columns(account=fund)
        for end, sign, side in (("to", 1, 0), ("from", -1, 1))
    )  # fmt: skip
    return (
        pl.concat([debit, credit, into, out], how="diagonal")
        .sort("entry", "side")
        .select(
            pl.col("entry").cast(pl.Int64),
            "account",
            "project_id",
            "fund_id",
            "cost_class",
            "fiscal_year",
            "amount_minor",
            "release",
        )
    )
