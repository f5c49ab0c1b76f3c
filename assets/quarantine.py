"""The group `quarantine`: bad cells, since when each cell is known, and the status of every row of every file.

The table `quarantine` itself is made by the step in `core.py`, the tables `rejected_TABLE` by the steps in `typed.py`.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.inputs import DATA_ENGINEERING, asset_names
from assets.raw import RAW
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA, account_for_rows, moved_to_quarantine
from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, QUARANTINE_SCHEMA
from cutline.sources.typed_rows.quarantine_register import updated_register

REJECTED = asset_names("rejected", EXPORTED)


def all_rejected(rejected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The bad cells of all tables in one frame."""
    return pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *(rejected[f"rejected_{table}"] for table in EXPORTED)])


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=DATA_ENGINEERING, ins=REJECTED,
    description="Every cell that was not understood and is treated as unknown, because its source says so (on_bad_row = 'null').",
)  # fmt: skip
def emptied_cells(**rejected: pl.DataFrame) -> pl.DataFrame:
    return all_rejected(rejected).filter(pl.col("action") == EMPTIED)


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=DATA_ENGINEERING,
    description="The bad cells of this night and of all published nights before it: since when each is known, and which were released by a corrected delivery.",
)  # fmt: skip
def quarantine_register(
    portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame
) -> pl.DataFrame:
    sources = [source.name for source in portfolio.settings().sources]
    register = updated_register(
        portfolio.remembered.register(), pl.concat([quarantine, emptied_cells]), deliveries, sources, clock.now()
    )
    portfolio.last_look.keep_frame("quarantine", register)
    return register


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=DATA_ENGINEERING, ins=RAW | REJECTED,
    description="The rows of every file: read = accepted + quarantined + superseded.",
)  # fmt: skip
def row_accounting(quarantine: pl.DataFrame, **frames: Any) -> pl.DataFrame:
    parts = [account_for_rows(table, frames[table], frames[f"rejected_{table}"]) for table in EXPORTED]
    return moved_to_quarantine(
        pl.concat([pl.DataFrame(schema=ACCOUNTING_SCHEMA), *parts]), quarantine.filter(pl.col("action") == BY_RULE)
    )


ASSETS = [emptied_cells, quarantine_register, row_accounting]
