"""typed_*: text become typed rows; core_*: the canonical tables, after the rules; and what did not become one: rejected_*, quarantine."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.resources import Clock, Portfolio
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.tables.records import PROVENANCE
from cutline.sources.crosswalk import Crosswalk, crosswalk_of, suggest
from cutline.sources.schema_drift import shape
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA, account, moved_to_quarantine
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import BY_RULE, EMPTIED, QUARANTINE_SCHEMA, SET_ASIDE
from cutline.sources.typed_rows.quarantine_register import keep_register
from data_quality.gate import screen, screening

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


def _typed_asset(table: str) -> dg.AssetsDefinition:
    typed, rejected = f"typed_{table}", f"rejected_{table}"
    identities = {} if table == "crosswalk" else {"typed_crosswalk": dg.AssetIn()}

    @dg.multi_asset(
        name=f"parse_{table}",
        ins={"raw": dg.AssetIn(f"raw_{table}"), **identities},
        outs={
            typed: dg.AssetOut(
                group_name="typed", kinds={"polars", "parquet"}, owners=OWNERS, description=f"Every row of {table} that could be read, before any rule has looked.",
                metadata={"dagster/column_schema": contract_schema(table)},
            ),
            rejected: dg.AssetOut(group_name="quarantine", kinds={"polars"}, owners=OWNERS, description=f"Cells of {table} that break its contract."),
        },
    )  # fmt: skip
    def parse_table(portfolio: Portfolio, raw: pl.LazyFrame, **crosswalk: pl.DataFrame) -> Iterator[dg.Output[pl.DataFrame]]:
        ids = crosswalk_of(crosswalk["typed_crosswalk"]) if crosswalk else Crosswalk()
        accepted, quarantined = parse(table, raw, portfolio.settings(), ids).collect()
        yield dg.Output(accepted, typed)
        yield dg.Output(quarantined, rejected)

    return parse_table


TYPED_ASSETS = [_typed_asset(table) for table in EXPORTED]


REJECTED = {f"rejected_{table}": dg.AssetIn() for table in EXPORTED}
RAW = {table: dg.AssetIn(f"raw_{table}", dagster_type=pl.LazyFrame) for table in EXPORTED}


def _all(rejected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *(rejected[f"rejected_{table}"] for table in EXPORTED)])


@dg.multi_asset(
    name="screen",
    ins={f"typed_{table}": dg.AssetIn() for table in EXPORTED} | {f"rejected_{table}": dg.AssetIn() for table in EXPORTED},
    outs={
        f"core_{table}": dg.AssetOut(
            group_name="core", kinds={"polars", "parquet"}, owners=OWNERS, metadata={"dagster/column_schema": contract_schema(table)},
            description=f"{TABLES[table].meaning} One row for each {TABLES[table].grain}; without the rows that rules set aside.",
        )
        for table in EXPORTED
    }
    | {
        "quarantine": dg.AssetOut(
            group_name="quarantine", kinds={"polars"}, owners=OWNERS,
            description="Every cell for which a row was set aside: file, row, cell, column, found, expected; by reading, or by a rule.",
        )
    },
)  # fmt: skip
def screen_tables(
    portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame, **frames: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame]]:
    """Sets aside the rows of rules that portfolio.toml says to do without."""
    held = _all(frames).filter(pl.col("action") == SET_ASIDE)
    tables = {table: frames[f"typed_{table}"] for table in EXPORTED}
    night = screening(tables, held, portfolio.settings(), deliveries, clock.now().date())
    screened, by_rules = screen(night)
    yield dg.Output(pl.concat([held, by_rules]), "quarantine")
    for table, frame in screened.items():
        yield dg.Output(frame, f"core_{table}")


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=OWNERS, ins=REJECTED,
    description="Every cell that was not understood and became unknown, because its source says so (on_bad_row = 'null').",
)  # fmt: skip
def emptied_cells(**rejected: pl.DataFrame) -> pl.DataFrame:
    return _all(rejected).filter(pl.col("action") == EMPTIED)


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=OWNERS,
    description="Bad cells over the nights: since when each is known, and which a corrected delivery released.",
)  # fmt: skip
def quarantine_register(
    portfolio: Portfolio, clock: Clock, deliveries: pl.DataFrame, quarantine: pl.DataFrame, emptied_cells: pl.DataFrame
) -> pl.DataFrame:
    sources = [source.name for source in portfolio.settings().sources]
    register = keep_register(portfolio.store.register(), pl.concat([quarantine, emptied_cells]), deliveries, sources, clock.now())
    portfolio.store.keep_register(register)
    return register


@dg.asset(
    group_name="quarantine", kinds={"polars"}, owners=OWNERS, ins=RAW | {f"rejected_{table}": dg.AssetIn() for table in EXPORTED},
    description="Every file: rows read = accepted + quarantined + superseded.",
)  # fmt: skip
def row_accounting(quarantine: pl.DataFrame, **frames: Any) -> pl.DataFrame:
    parts = [account(table, frames[table], frames[f"rejected_{table}"]) for table in EXPORTED]
    return moved_to_quarantine(
        pl.concat([pl.DataFrame(schema=ACCOUNTING_SCHEMA), *parts]), quarantine.filter(pl.col("action") == BY_RULE)
    )


@dg.asset(
    group_name="raw", kinds={"polars"}, owners=OWNERS, ins=RAW,
    description="The cells of columns that nothing reads, row by row, until somebody maps or ignores them.",
)  # fmt: skip
def kept_aside(**raw: pl.LazyFrame) -> pl.LazyFrame:
    told = ("source_system", "source_file", "file_hash", "source_row", "aside")
    return pl.concat(frame.filter(pl.col("aside").is_not_null()).select(told) for frame in raw.values())


@dg.asset(
    group_name="raw",
    kinds={"polars"},
    owners=OWNERS,
    ins=RAW,
    description="What the files in use look like: headers, and what their columns hold.",
)
def export_shapes(portfolio: Portfolio, **raw: pl.LazyFrame) -> pl.DataFrame:
    settings = portfolio.settings()
    return pl.concat(shape(table, raw[table], settings) for table in EXPORTED)


@dg.asset(
    group_name="core", kinds={"polars"}, owners=OWNERS, ins={table: dg.AssetIn(f"core_{table}") for table in EXPORTED},
    description="Ids that may be the same project under another name: to be reviewed, never merged unasked.",
)  # fmt: skip
def identity_suggestions(**tables: pl.DataFrame) -> pl.DataFrame:
    return suggest(tables, crosswalk_of(tables["crosswalk"]))


INTAKE_ASSETS = [
    screen_tables,
    emptied_cells,
    quarantine_register,
    row_accounting,
    kept_aside,
    export_shapes,
    identity_suggestions,
]
