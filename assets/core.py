"""core_*: canonical typed tables, and what could not become one: rejected_*, quarantine, row_accounting."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.resources import Portfolio
from cutline.sources.parsing import ACCOUNTING_SCHEMA, QUARANTINE_SCHEMA, account, parse
from cutline.tables import EXPORTED, PROVENANCE, TABLES

OWNERS = ["team:data-engineering"]


def contract_schema(table: str) -> dg.TableSchema:
    """The columns of a canonical table with their meaning, as Dagster shows them."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name, str(column.dtype), column.meaning + (f" ({column.unit})" if column.unit else ""),
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in (*TABLES[table].columns, *PROVENANCE)
        ]
    )  # fmt: skip


def _core_asset(table: str) -> dg.AssetsDefinition:
    core, rejected = f"core_{table}", f"rejected_{table}"
    contract = TABLES[table]

    @dg.multi_asset(
        name=f"parse_{table}",
        ins={"raw": dg.AssetIn(f"raw_{table}")},
        outs={
            core: dg.AssetOut(
                group_name="core", kinds={"polars", "parquet"}, owners=OWNERS, description=f"{contract.meaning} One row for each {contract.grain}.",
                metadata={"dagster/column_schema": contract_schema(table)},
            ),
            rejected: dg.AssetOut(group_name="quarantine", kinds={"polars"}, owners=OWNERS, description=f"Cells of {table} that break its contract."),
        },
    )  # fmt: skip
    def parse_table(portfolio: Portfolio, raw: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
        parsed = parse(table, raw, portfolio.settings())
        yield dg.Output(parsed.accepted, core)
        yield dg.Output(parsed.quarantine, rejected)

    return parse_table


CORE_ASSETS = [_core_asset(table) for table in EXPORTED]


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=OWNERS, description="Every cell that breaks a contract: file, row, column, found, expected.",
    ins={table: dg.AssetIn(f"rejected_{table}") for table in EXPORTED},
)  # fmt: skip
def quarantine(**rejected: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *(rejected[table] for table in EXPORTED)])


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=OWNERS, description="Every file: rows read = accepted + quarantined + superseded.",
    ins={table: dg.AssetIn(f"raw_{table}") for table in EXPORTED},
)  # fmt: skip
def row_accounting(quarantine: pl.DataFrame, **raw: pl.DataFrame) -> pl.DataFrame:
    parts = [account(table, raw[table], quarantine.filter(pl.col("table") == table)) for table in EXPORTED]
    return pl.concat([pl.DataFrame(schema=ACCOUNTING_SCHEMA), *parts])
