"""The present value of lines of costs and benefits: expected, discounted and rounded line by line.

This module applies the factors of `discounting.py`, which also defines at which point of a period money moves.
"""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.valuation.discounting import FACTOR_SCALE, Discounting
from cutline.valuation.rounding import rounded_quotient

PRESENT_AMOUNT: Mapping[str, str] = MappingProxyType({"amount_minor": "present_minor"})


def present_value(
    lines: pl.LazyFrame, discounting: Discounting, calendar: Calendar, periods: int, columns: Mapping[str, str] = PRESENT_AMOUNT
) -> pl.LazyFrame:
    """`lines` with the present value of the amounts in `columns`, under the new names that `columns` gives.

    lines: period_index (0 to periods - 1), chance (the probability in units of 1e-8) and int64 money columns. Each line is
    multiplied with its probability, discounted, and rounded half away from zero to a minor unit, one line at a time. Sums
    of lines are therefore exact and do not depend on the order of the lines.
    """
    factors = discounting.factors(calendar, periods)
    table = pl.LazyFrame(
        {"period_index": range(periods), "factor": factors}, schema={"period_index": pl.Int64, "factor": pl.Int64}
    )
    scale = FACTOR_SCALE * SHARE_SCALE**2

    def present(name: str) -> pl.Expr:
        return rounded_quotient(pl.col(name).cast(pl.Int128) * pl.col("chance") * pl.col("factor"), scale)

    return (
        lines.join(table, on="period_index", how="left", maintain_order="left")
        .with_columns(present(name).alias(new) for name, new in columns.items())
        .drop("factor")
    )


def expected_amount(amount: pl.Expr, chance: pl.Expr) -> pl.Expr:
    """`amount` times `chance` (the probability in units of 1e-8), rounded half away from zero to a minor unit."""
    return rounded_quotient(amount.cast(pl.Int128) * chance, SHARE_SCALE**2)


def periods_reached(lines: pl.DataFrame) -> int:
    """The number of periods, counted from period 0, up to the last period of the lines."""
    last = lines["period_index"].max()
    return (last if isinstance(last, int) else 0) + 1
