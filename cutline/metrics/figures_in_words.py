"""Writes thousandths and basis points as text, for the sentences that reports show."""

import polars as pl


def thousandths_text(milli: pl.Expr) -> pl.Expr:
    """Thousandths that are not negative as a decimal number: 1500 becomes `1.500`."""
    return pl.format("{}.{}", milli // 1000, (milli % 1000).cast(pl.String).str.zfill(3))


def percent_text(bp: pl.Expr) -> pl.Expr:
    """Basis points that are not negative as a percentage: 1205 becomes `12.05 %`."""
    return pl.format("{}.{} %", bp // 100, (bp % 100).cast(pl.String).str.zfill(2))
