"""The money a decision rests on: which cost lines and benefits count, in which currency, and what they are worth today."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from cutline.calendar import Calendar
from cutline.discounting import FACTOR_SCALE, Discounting
from cutline.errors import DataBlocked, Finding
from cutline.money import convert
from cutline.settings import Settings
from cutline.tables import SHARE_SCALE, TABLES

Tables = Mapping[str, pl.DataFrame]
PRESENT: Mapping[str, str] = MappingProxyType({"amount_minor": "present_minor"})
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


def deciding_costs(lines: pl.DataFrame) -> pl.DataFrame:
    """The cost lines a decision rests on: a project's forecast where it has one, else its plan; never the baseline."""
    live = lines.filter(pl.col("kind") != "baseline")
    has_forecast = (pl.col("kind") == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(pl.col("kind") == "forecast").otherwise(pl.col("kind") == "plan"))


def deciding_benefits(lines: pl.DataFrame) -> pl.DataFrame:
    """The benefits a decision rests on: a project's forecast where it has one, else its plan; never the baseline, nor what has come already.

    A line that does not say is of the plan.
    """
    kind = pl.col("kind").fill_null("plan")
    live = lines.filter(kind.is_in(["plan", "forecast"]))
    has_forecast = (kind == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(kind == "forecast").otherwise(kind == "plan"))


def present_value(
    lines: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int, columns: Mapping[str, str] = PRESENT
) -> pl.LazyFrame:
    """`lines` (period_index from 0 to periods - 1, chance: 1e-8) with the present value of the amounts in `columns` under their new names.

    Each line is expected, discounted and rounded half away from zero to a minor unit by itself, so that sums of lines are exact and do not
    depend on their order.
    """
    factors = discounting.factors(calendar, periods)
    table = pl.LazyFrame(
        {"period_index": range(periods), "factor": factors}, schema={"period_index": pl.Int64, "factor": pl.Int64}
    )
    scale = FACTOR_SCALE * SHARE_SCALE**2

    def present(name: str) -> pl.Expr:
        product = pl.col(name).cast(pl.Int128) * pl.col("chance") * pl.col("factor")
        return ((product.abs() + scale // 2) // scale * product.sign()).cast(pl.Int64)

    return (
        lines.join(table, on="period_index", how="left", maintain_order="left")
        .with_columns(present(name).alias(new) for name, new in columns.items())
        .drop("factor")
    )


def expected(amount: pl.Expr, chance: pl.Expr) -> pl.Expr:
    """`amount` times `chance` (1e-8), rounded half away from zero to a minor unit."""
    product = amount.cast(pl.Int128) * chance
    return ((product.abs() + SHARE_SCALE**2 // 2) // SHARE_SCALE**2 * product.sign()).cast(pl.Int64)


def periods_of(lines: pl.DataFrame) -> int:
    """How many periods from 0 on the lines reach."""
    last = lines["period_index"].max()
    return (last if isinstance(last, int) else 0) + 1
