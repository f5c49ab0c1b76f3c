"""Integer division that rounds half away from zero, as finance rounds.

The modules of `cutline.valuation` round amounts with this function.
"""

import polars as pl


def rounded_quotient(product: pl.Expr, divisor: int | pl.Expr) -> pl.Expr:
    """Divide `product` (Int128) by a positive `divisor`, and round half away from zero to an Int64.

    >>> frame = pl.DataFrame({"amount": [5, -5, 4]}, schema={"amount": pl.Int128})
    >>> frame.select(rounded_quotient(pl.col("amount"), 10)).to_series().to_list()
    [1, -1, 0]
    """
    return ((product.abs() * 2 + divisor) // (divisor * 2) * product.sign()).cast(pl.Int64)
