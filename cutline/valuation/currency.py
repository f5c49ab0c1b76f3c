"""Amounts in the portfolio's currency."""

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.errors import DataBlocked, Finding
from cutline.settings.all_settings import Settings
from cutline.valuation.money import convert

SUM_MAX = 9 * 10**18  # any sum of lines fits int64 when all of them together do


def in_portfolio_currency(name: str, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Table `name` with its money in the portfolio's currency: a line's own currency, else its project's, else the portfolio's.

    Raises DataBlocked when a currency has no rate, or when the amounts of a column together do not fit int64.
    """
    money = [column.name for column in TABLES[name].columns if column.kind == "money"]
    currencies = tables["projects"].select("project_id", project_currency="currency").unique("project_id", keep="first")
    own = pl.coalesce("currency", "project_currency") if "currency" in tables[name].columns else pl.col("project_currency")
    lines = (
        tables[name]
        .join(currencies, on="project_id", how="left", maintain_order="left")
        .with_columns(own.alias("currency"))
        .drop("project_currency")
    )
    converted = convert(lines.lazy(), tables["rates"].lazy(), settings.portfolio.currency, money).collect()
    _check_sums(name, converted.select(pl.col(money).cast(pl.Int128).abs().sum()))
    return converted.select(tables[name].columns)


def _check_sums(name: str, totals: pl.DataFrame) -> None:
    found = [
        Finding(
            f"table {name}, {column}",
            f"amounts of {total:,} minor units together",
            f"at most {SUM_MAX:,}",
            "check the unit its source declares",
        )
        for column, total in totals.row(0, named=True).items()
        if total > SUM_MAX
    ]
    if found:
        raise DataBlocked(f"the amounts of {name} do not fit", found)
