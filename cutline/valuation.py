"""The money a decision rests on: which cost lines count, in which currency, and what they are worth today."""

from collections.abc import Mapping
from decimal import Decimal, localcontext

import polars as pl

from cutline.calendar import MONTHS, Calendar
from cutline.errors import DataBlocked, Finding
from cutline.money import convert
from cutline.settings import FinanceSection, Settings
from cutline.tables import SHARE_SCALE

Tables = Mapping[str, pl.DataFrame]
FACTOR_SCALE = 10**12
SUM_MAX = 9 * 10**18  # any sum of lines fits int64 when all of them together do


def in_portfolio_currency(name: str, tables: Tables, settings: Settings) -> pl.DataFrame:
    """Table `name` with amount_minor in the portfolio's currency: a line's own currency, else its project's, else the portfolio's.

    Raises DataBlocked when a currency has no rate, or when the amounts together do not fit int64.
    """
    currencies = tables["projects"].select("project_id", project_currency="currency").unique("project_id", keep="first")
    lines = (
        tables[name]
        .join(currencies, on="project_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("currency", "project_currency").alias("currency"))
        .drop("project_currency")
    )
    converted = convert(lines.lazy(), tables["rates"].lazy(), settings.portfolio.currency, ["amount_minor"]).collect()
    total = converted["amount_minor"].cast(pl.Int128).abs().sum()
    if total > SUM_MAX:
        raise DataBlocked(
            f"the amounts of {name} do not fit",
            [
                Finding(
                    f"table {name}",
                    f"amounts of {total:,} minor units together",
                    f"at most {SUM_MAX:,}",
                    "check the unit its source declares",
                )
            ],
        )
    return converted


def deciding_costs(lines: pl.DataFrame) -> pl.DataFrame:
    """The cost lines a decision rests on: a project's forecast where it has one, else its plan; never the baseline."""
    live = lines.filter(pl.col("kind") != "baseline")
    has_forecast = (pl.col("kind") == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(pl.col("kind") == "forecast").otherwise(pl.col("kind") == "plan"))


def discount_factors(finance: FinanceSection, calendar: Calendar, count: int) -> list[int]:
    """Factor of periods 0 to count-1 in units of 1e-12: (1 + r) ** -(years to the start, middle or end of the period).

    Computed in decimal arithmetic, so that it is the same on every machine.
    """
    shift = {"start": Decimal(0), "mid": Decimal("0.5"), "end": Decimal(1)}[finance.discounting]
    with localcontext() as context:
        context.prec = 40
        base = 1 + Decimal(finance.discount_rate_bp) / SHARE_SCALE
        years = Decimal(MONTHS[calendar.grain]) / 12
        return [round(base ** (-(t + shift) * years) * FACTOR_SCALE) for t in range(count)]


def present_value(lines: pl.DataFrame, finance: FinanceSection, calendar: Calendar) -> pl.DataFrame:
    """`lines` (period_index >= 0, amount_minor, chance: 1e-8) with `present_minor`: each line expected, discounted and rounded half away
    from zero to a minor unit, so that sums of lines are exact and do not depend on their order.
    """
    last = lines["period_index"].max()
    factors = discount_factors(finance, calendar, (last if isinstance(last, int) else 0) + 1)
    table = pl.DataFrame(
        {"period_index": range(len(factors)), "factor": factors}, schema={"period_index": pl.Int64, "factor": pl.Int64}
    )
    product = pl.col("amount_minor").cast(pl.Int128) * pl.col("chance") * pl.col("factor")
    scale = FACTOR_SCALE * SHARE_SCALE**2
    rounded = (product.abs() + scale // 2) // scale * product.sign()
    return (
        lines.join(table, on="period_index", how="left", maintain_order="left")
        .with_columns(present_minor=rounded.cast(pl.Int64))
        .drop("factor")
    )
