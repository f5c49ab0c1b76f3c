"""Brings amounts into the portfolio's currency at the locked rates of the table `rates`."""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import MONEY_MAX
from cutline.errors import DataBlocked, Finding
from cutline.settings.all_settings import Settings
from cutline.valuation.rounding import rounded_quotient

RATE_SCALE = 10**9  # a locked rate is an int64 in units of 1e-9
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


def convert(lines: pl.LazyFrame, rates: pl.LazyFrame, currency: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Bring `columns` of `lines` from their `currency` into the portfolio's at the locked rates, half away from zero, in integers.

    lines: a frame with `currency` (null means the portfolio's) and int64 money columns.
    rates: canonical `rates`; the newest row of each pair is the locked one.
    Raises DataBlocked naming every currency without a rate.
    """
    locked = (
        rates.filter((pl.col("kind") == "currency") & (pl.col("to_currency") == currency))
        .sort("rate_date")
        .group_by("from_currency")
        .agg(pl.col("rate_e9").last())
    )
    joined = lines.join(locked, left_on="currency", right_on="from_currency", how="left", maintain_order="left")
    foreign = pl.col("currency").is_not_null() & (pl.col("currency") != currency)
    missing = joined.filter(foreign & pl.col("rate_e9").is_null()).select("currency").unique().sort("currency").collect()
    if missing.height:
        raise DataBlocked(
            "currencies without a locked rate",
            [
                Finding(f"rates, {code} to {currency}", "no row", "one rate", f"add a rates row for {code} to {currency}")
                for code in missing["currency"]
            ],
        )
    _check_range(joined.filter(foreign), columns)
    return joined.with_columns(
        pl.when(foreign)
        .then(rounded_quotient(pl.col(name).cast(pl.Int128) * pl.col("rate_e9"), RATE_SCALE))
        .otherwise(pl.col(name))
        .alias(name)
        for name in columns
    ).drop("rate_e9")


def _check_range(lines: pl.LazyFrame, columns: Sequence[str]) -> None:
    beyond = [pl.col(name).cast(pl.Int128).abs() * pl.col("rate_e9") // RATE_SCALE > MONEY_MAX for name in columns]
    bad = lines.filter(pl.any_horizontal(beyond)).select("currency", *columns).head(5).collect()
    if bad.height:
        raise DataBlocked(
            "converted amounts beyond any money",
            [
                Finding(
                    f"{currency}, locked rate",
                    f"{amounts[0]:,} minor units",
                    f"at most {MONEY_MAX:,} after conversion",
                    "check the rate and the amount",
                )
                for currency, *amounts in bad.iter_rows()
            ],
        )
