"""Converts amounts into the portfolio's currency at the locked rates of the table `rates`."""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import MONEY_MAX, RATE_SCALE
from cutline.errors import DataBlocked, Finding
from cutline.settings.all_settings import Settings
from cutline.valuation.rounding import rounded_quotient

SUM_MAX = 9 * 10**18  # if the sum of all lines fits int64, the sum of any subset of lines fits


def in_portfolio_currency(name: str, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Table `name` with its money columns converted into the portfolio's currency.

    The currency of a line is its own, or else that of its project, or else that of the portfolio. Raises DataBlocked when a
    currency has no rate, or when the amounts of a column do not fit int64 together.
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
            f"amounts that sum to {total:,} minor units",
            f"at most {SUM_MAX:,}",
            "check the unit that its source declares",
        )
        for column, total in totals.row(0, named=True).items()
        if total > SUM_MAX
    ]
    if found:
        raise DataBlocked(f"the amounts of {name} are too large to add up", found)


def convert(lines: pl.LazyFrame, rates: pl.LazyFrame, currency: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Convert `columns` of `lines` from their `currency` into the portfolio's currency, in integers, rounded half away from zero.

    lines: a frame with the column `currency` (null means the portfolio's currency) and int64 money columns.
    rates: the canonical table `rates`. The newest row of each pair of currencies is the locked rate.
    Raises DataBlocked, which names every currency without a rate, and when a converted amount exceeds MONEY_MAX.
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
            "some currencies have no locked rate",
            [
                Finding(
                    f"rates, {code} to {currency}", "no row", "one rate", f"add a row for {code} to {currency} to the table rates"
                )
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
            "converted amounts are larger than any amount of money can be",
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
