"""The group `typed`: every row of the exports that could be read, in the types of its contract.

The step that reads a table also makes `rejected_TABLE` of the group `quarantine`, with the cells that could not be read.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.inputs import DATA_ENGINEERING
from assets.resources.portfolio import Portfolio
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import PROVENANCE
from cutline.sources.crosswalk import Crosswalk, crosswalk_of
from cutline.sources.typed_rows.parsing import parse


def contract_schema(table: str) -> dg.TableSchema:
    """The columns of a canonical table with their meaning, as Dagster shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name, str(column.dtype), column.meaning + (f" Unit: {column.unit}." if column.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in (*TABLES[table].columns, *PROVENANCE)
        ]
    )  # fmt: skip


def _typed_asset(table: str) -> dg.AssetsDefinition:
    typed, rejected = f"typed_{table}", f"rejected_{table}"
    identities = {} if table == "crosswalk" else {"typed_crosswalk": dg.AssetIn()}

    @dg.multi_asset(
        name=f"parse_{table}",
        ins={"raw": dg.AssetIn(f"raw_{table}"), **identities},
        outs={
            typed: dg.AssetOut(
                group_name="typed", kinds={"polars", "parquet"}, owners=DATA_ENGINEERING, description=f"Every row of {table} that could be read, before any rule has checked it.",
                metadata={"dagster/column_schema": contract_schema(table)},
            ),
            rejected: dg.AssetOut(group_name="quarantine", kinds={"polars"}, owners=DATA_ENGINEERING, description=f"The cells of {table} that break its contract."),
        },
    )  # fmt: skip
    def parse_table(portfolio: Portfolio, raw: pl.LazyFrame, **crosswalk: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
        ids = crosswalk_of(crosswalk["typed_crosswalk"]) if crosswalk else Crosswalk()
        accepted, quarantined = parse(table, raw, portfolio.settings(), ids).collect()
        yield dg.Output(accepted, typed)
        yield dg.Output(quarantined, rejected)

    return parse_table


ASSETS = [_typed_asset(table) for table in EXPORTED]
