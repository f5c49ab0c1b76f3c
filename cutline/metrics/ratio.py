"""Ratios of integers, in integers."""

import polars as pl


def ratio(above: pl.Expr, below: pl.Expr, scale: int) -> pl.Expr:
    """`above` / `below` in units of 1 / scale, rounded half up, as Int64; null where a side is unknown or `below` is not positive.

    Worked example: 8 / 9 in thousandths is 889.
    """
    wide = below.cast(pl.Int128)
    rounded = (above.cast(pl.Int128) * scale * 2 + wide) // (wide * 2)
    return pl.when(below > 0).then(rounded).cast(pl.Int64)
