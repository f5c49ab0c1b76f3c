"""Ratios, proportions and rounding of integers, computed in integers. All functions round half up."""

import polars as pl

MILLI = 1000  # thousandths in a whole
EXACT_MAX = 2**53  # 90 trillion in cents; the product of three larger amounts would not fit 128 bits


def ratio(above: pl.Expr, below: pl.Expr, scale: int) -> pl.Expr:
    """`above` / `below` in units of 1 / scale, rounded half up, as Int64; null if `above` or `below` is null or `below` is
    not positive.

    Worked example: 8 / 9 in thousandths is 889.
    """
    wide = below.cast(pl.Int128)
    rounded = (above.cast(pl.Int128) * scale * 2 + wide) // (wide * 2)
    return pl.when(below > 0).then(rounded).cast(pl.Int64)


def proportion(amount: pl.Expr, above: pl.Expr, below: pl.Expr, scale: int = 1) -> pl.Expr:
    """`amount` x `above` / `below` in units of 1 / scale, rounded half up, as Int128.

    The result is null if `amount`, `above` or `below` is null, if `below` is not positive, or if the absolute value of one
    of these three exceeds EXACT_MAX.

    Worked example: 100 x 2 / 3 = 66.67 is 67; in thousandths it is 66,667.
    """
    fits = pl.all_horizontal(part.abs() <= EXACT_MAX for part in (amount, above, below))
    wide = below.cast(pl.Int128)
    rounded = (amount.cast(pl.Int128) * above.cast(pl.Int128) * scale * 2 + wide) // (wide * 2)
    return pl.when(fits & (below > 0)).then(rounded)


def rounded(amount: pl.Expr, scale: int) -> pl.Expr:
    """`amount`, which is given in units of 1 / scale, as a number of whole units, rounded half up, as Int64."""
    return ((amount.cast(pl.Int128) * 2 + scale) // (2 * scale)).cast(pl.Int64)
