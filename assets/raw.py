"""deliveries and raw_*: what lies in the drop zone, and its text exactly as exported, one frame for each canonical table."""

import dagster as dg
import polars as pl

from assets.resources import Clock, Portfolio
from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.sources.deliveries.intake import seconds_to_wait, take_in
from cutline.sources.mapping.raw_tables import read_raw

OWNERS = ["team:data-engineering"]


@dg.asset(
    group_name="raw", kinds={"file"}, owners=OWNERS,
    description="Every file in the drop zone: its content's hash, its day, and whether it is used, superseded, sent before, or not whole yet.",
)  # fmt: skip
def deliveries(context: dg.AssetExecutionContext, portfolio: Portfolio, clock: Clock) -> pl.DataFrame:
    settings = portfolio.settings()
    clock.wait(seconds_to_wait(settings, portfolio.exports, portfolio.store, clock.now()))
    found = take_in(settings, portfolio.exports, portfolio.store, clock.now())
    context.add_output_metadata(dict(found["status"].value_counts().iter_rows()))
    return found


def _raw_asset(table: str) -> dg.AssetsDefinition:
    @dg.asset(
        name=f"raw_{table}", group_name="raw", kinds={"polars", "csv", "excel"}, owners=OWNERS,
        description=f"Every row the sources hold for {table}, as text, superseded files included. {TABLES[table].meaning}",
    )  # fmt: skip
    def read(portfolio: Portfolio, deliveries: pl.DataFrame) -> pl.LazyFrame:
        return read_raw(table, portfolio.settings(), deliveries, portfolio.store.path)

    return read


RAW_ASSETS = [deliveries, *(_raw_asset(table) for table in EXPORTED)]
