"""Sums, means and percentiles of a group that are null if their values are unknown, computed in integers.

Ratios and rounding are in `ratios.py`. Texts of figures are in `figures_in_words.py`.
"""

import polars as pl

from cutline.metrics.ratios import ratio

PER_PROJECT = ("project_id",)


def sum_if_all_known(column: pl.Expr) -> pl.Expr:
    """The sum of a group as Int64: null if one value is null, 0 if the group has no values. A sum beyond Int64 raises an error.

    >>> pl.LazyFrame({"a": [1, 2], "b": [1, None]}).select(sum_if_all_known(pl.col("a", "b"))).collect().row(0)
    (3, None)
    """
    return pl.when(column.is_not_null().all()).then(column.cast(pl.Int128).sum()).cast(pl.Int64)


def sum_if_any_known(column: pl.Expr) -> pl.Expr:
    """The sum of the values of a group that are known, as Int64; null if no value is known."""
    return pl.when(column.is_not_null().any()).then(column.cast(pl.Int128).sum()).cast(pl.Int64)


def mean(column: pl.Expr) -> pl.Expr:
    """The mean of the known values of a group, rounded half up; null if no value is known."""
    return ratio(column.cast(pl.Int128).sum(), column.count().cast(pl.Int64), 1)


def percentile(column: pl.Expr, percent: int) -> pl.Expr:
    """The percentile of the known values of a group by linear interpolation, rounded half up; null if no value is known.

    The percentile stands at position (n - 1) x percent / 100 of the n sorted values, where the first value has position 0
    (Hyndman and Fan 1996, definition 7).

    >>> pl.LazyFrame({"a": [10, 40, 20, None]}).select(p10=percentile(pl.col("a"), 10), p50=percentile(pl.col("a"), 50)).collect().row(0)
    (12, 20)
    """
    ordered = column.drop_nulls().sort()
    last = column.count().cast(pl.Int64) - 1
    below, part = last * percent // 100, last * percent % 100
    low = ordered.get(below, null_on_oob=True)
    high = ordered.get((below + 1).clip(upper_bound=last), null_on_oob=True)
    return (low * (100 - part) + high * part + 50) // 100
