"""Weighs measures into the amount of an objective, in whole numbers, and refuses amounts that do not fit."""

from collections.abc import Mapping

import polars as pl

from cutline.errors import Finding, SettingsError

AMOUNT_MAX = 10**16  # several hundred such amounts still fit int64
BOUGHT_SPEND = ("spend", "opex")  # the measures in which people who are bought and hired count at their price


def weighed(frame: pl.DataFrame, weights: Mapping[str, int], name: str) -> pl.DataFrame:
    """`frame` with a column `name`: the sum of the columns that `weights` names, times their weights.

    Raises SettingsError for an amount that is too large for exact sums over the plan.
    """
    if set(weights.values()) == {1} and len(weights) == 1:
        return frame.with_columns(pl.col(*weights).alias(name))
    total = sum((pl.col(measure).cast(pl.Int128) * weight for measure, weight in weights.items()), pl.lit(0, pl.Int128))
    return exact(frame.with_columns(total.alias(name)), name)


def exact(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """`frame` with the column `name` as Int64. Raises SettingsError for an amount that is too large for exact sums."""
    if frame.select((~pl.col(name).is_between(-AMOUNT_MAX, AMOUNT_MAX)).any()).item():
        found = Finding(
            "portfolio.toml, planning, blends", "amounts that do not fit into whole numbers of 64 bits", "smaller weights",
            "weigh with smaller numbers, or check the unit of the amounts",
        )  # fmt: skip
        raise SettingsError("an objective cannot be kept exactly", [found])
    return frame.with_columns(pl.col(name).cast(pl.Int64))


def people_amount(weights: Mapping[str, int], present: pl.Expr, price: pl.Expr) -> pl.Expr:
    """What people who are bought or hired add to an objective. present, price: their cost as a present value, and as it is booked."""
    at_price = sum(weights.get(measure, 0) for measure in BOUGHT_SPEND)
    return price.cast(pl.Int128) * at_price - present.cast(pl.Int128) * weights.get("value", 0)


def scaled_synergies(rows: pl.DataFrame, weights: Mapping[str, int], column: str = "amount") -> pl.DataFrame:
    """Rows whose `column` is a present value, with that column in the unit of an objective: synergies count in the value only."""
    return exact(rows.with_columns(pl.col(column).cast(pl.Int128) * weights.get("value", 0)), column)
