"""The group `raw`: the files in the drop zone, their text exactly as exported, their shape, and unread columns.

Unread columns are columns that no feed reads.
"""

import dagster as dg
import polars as pl

from assets.inputs import DATA_ENGINEERING
from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.sources.deliveries.drop_zone import unread_files
from cutline.sources.deliveries.intake import seconds_until_stable, take_in_deliveries
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.schema_drift import table_shapes
from cutline.sources.undeclared_dashes import undeclared_dashes


@dg.asset(
    group_name="raw", kinds={"file"}, owners=DATA_ENGINEERING,
    description="Every file in the drop zone, with the hash of its content, its day, and whether it is used, superseded, the same as an earlier one, newer than the night's day, or not complete yet.",
)  # fmt: skip
def deliveries(context: dg.AssetExecutionContext, portfolio: Portfolio, clock: Clock) -> pl.DataFrame:
    settings = portfolio.settings()
    clock.wait(seconds_until_stable(settings, portfolio.exports, portfolio.store, clock.now()))
    found = take_in_deliveries(settings, portfolio.exports, portfolio.store, clock.now())
    portfolio.note_arrivals(clock.now(), unread_files(settings, portfolio.exports))
    context.add_output_metadata(dict(found["status"].value_counts().sort("status").iter_rows()))
    return found


def _raw_asset(table: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=f"raw_{table}", group_name="raw", kinds={"polars", "csv", "excel"}, owners=DATA_ENGINEERING,
        description=f"Every row that the sources hold for {table}, as text, with the rows of superseded files. {TABLES[table].meaning}",
    )  # fmt: skip
    def read(portfolio: Portfolio, deliveries: pl.DataFrame) -> pl.LazyFrame:
        return read_raw(table, portfolio.settings(), deliveries, portfolio.store.path)

    return read


RAW_TABLES = [_raw_asset(table) for table in EXPORTED]
RAW = {table: dg.AssetIn(f"raw_{table}", dagster_type=pl.LazyFrame) for table in EXPORTED}


@dg.asset(
    group_name="raw", kinds={"polars"}, owners=DATA_ENGINEERING, ins=RAW,
    description="The cells of columns that no source maps, row by row. They are kept until somebody maps the column or ignores it.",
)  # fmt: skip
def kept_aside(**raw: pl.LazyFrame) -> pl.LazyFrame:
    shown = ("source_system", "source_file", "file_hash", "source_row", "aside")
    return pl.concat(frame.filter(pl.col("aside").is_not_null()).select(shown) for frame in raw.values())


@dg.asset(
    group_name="raw",
    kinds={"polars"},
    owners=DATA_ENGINEERING,
    ins=RAW,
    description="The headers of the files in use, and the kind of content in each column.",
)
def export_shapes(portfolio: Portfolio, **raw: pl.LazyFrame) -> pl.DataFrame:
    settings = portfolio.settings()
    return pl.concat(table_shapes(table, raw[table], settings) for table in EXPORTED)


@dg.asset(
    group_name="raw", kinds={"polars"}, owners=DATA_ENGINEERING, ins=RAW,
    description="The amounts and FTE that are a dash where nobody has declared whether a dash is zero or unknown.",
)  # fmt: skip
def dashes_among_figures(portfolio: Portfolio, **raw: pl.LazyFrame) -> pl.DataFrame:
    settings = portfolio.settings()
    return pl.concat(undeclared_dashes(table, raw[table], settings) for table in EXPORTED)


ASSETS = [deliveries, *RAW_TABLES, kept_aside, export_shapes, dashes_among_figures]
