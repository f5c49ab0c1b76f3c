"""The group `core`: the canonical tables, without the rows that rules set aside, and ids that may be one project.

The step that makes the canonical tables also makes the table `quarantine` of the group `quarantine`.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import DATA_ENGINEERING, asset_names, own_names
from assets.quarantine import REJECTED, all_rejected
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from assets.typed import contract_schema
from cutline.approvals.approved_plan import with_approved_plan
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.sources.crosswalk import crosswalk_of, suggest_entries
from cutline.sources.typed_rows.quarantine import SET_ASIDE
from data_quality.gate.screening import night_of_typed_tables, set_rows_aside


@dg.multi_asset(
    name="screen",
    ins=asset_names("typed", EXPORTED) | REJECTED,
    outs={
        f"core_{table}": dg.AssetOut(
            group_name="core", kinds={"polars", "parquet"}, owners=DATA_ENGINEERING, metadata={"dagster/column_schema": contract_schema(table)},
            description=f"{TABLES[table].meaning} One row for each {TABLES[table].grain}; without the rows that rules set aside.",
        )
        for table in EXPORTED
    }
    | {
        "quarantine": dg.AssetOut(
            group_name="quarantine", kinds={"polars"}, owners=DATA_ENGINEERING,
            description="Every cell for which a row was set aside, because it could not be read or because a rule objected: file, row, cell, column, what was found, what was expected.",
        )
    },
)  # fmt: skip
def screen_tables(
    portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Sets aside the rows that break a rule, if portfolio.toml says that the night goes on without them."""
    held = all_rejected(frames).filter(pl.col("action") == SET_ASIDE)
    tables = {table: frames[f"typed_{table}"] for table in EXPORTED}
    night = night_of_typed_tables(tables, held, portfolio.settings(), deliveries, portfolio.day(clock.now()))
    screened, by_rules = set_rows_aside(night)
    screened = {**screened, "decisions": with_approved_plan(screened, portfolio.approvals())}
    yield dg.Output(pl.concat([held, by_rules]), "quarantine")
    for table, frame in screened.items():
        yield dg.Output(frame, f"core_{table}")


@dg.asset(
    group_name="core", kinds={"polars"}, owners=DATA_ENGINEERING, ins=own_names("core", EXPORTED),
    description="Ids that may be the same project under another name. A person reviews them; Cutline never merges two ids by itself.",
)  # fmt: skip
def identity_suggestions(**tables: pl.DataFrame) -> pl.DataFrame:
    return suggest_entries(tables, crosswalk_of(tables["crosswalk"]))


ASSETS = [screen_tables, identity_suggestions]
