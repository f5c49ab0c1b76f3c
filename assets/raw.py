"""raw_*: text exactly as exported, with file, row and hash; one for each canonical table."""

import dagster as dg
import polars as pl

from assets.resources import Portfolio
from cutline.sources.mapping import read_raw
from cutline.tables import EXPORTED, TABLES

OWNERS = ["team:data-engineering"]


def _raw_asset(table: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=f"raw_{table}", group_name="raw", kinds={"polars", "csv", "excel"}, owners=OWNERS,
        description=f"Every row the sources hold for {table}, as text, superseded files included. {TABLES[table].meaning}",
    )  # fmt: skip
    def read(context: dg.AssetExecutionContext, portfolio: Portfolio) -> pl.DataFrame:
        raw = read_raw(table, portfolio.settings(), portfolio.exports)
        context.add_output_metadata({"files": raw["source_file"].unique().sort().to_list()})
        return raw

    return read


RAW_ASSETS = [_raw_asset(table) for table in EXPORTED]
