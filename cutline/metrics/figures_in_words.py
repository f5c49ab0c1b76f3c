"""Puts thousandths and basis points into words, for the texts that reports show."""

import polars as pl


def thousandths_text(milli: pl.Expr) -> pl.Expr:
    """Thousandths for people, none of them negative: 1500 is `1.500`."""
    return pl.format("{}.{}", milli // 1000, (milli % 1000).cast(pl.String).str.zfill(3))


def percent_text(bp: pl.Expr) -> pl.Expr:
    """Basis points for people, none of them negative: 1205 is `12.05 %`."""
    return pl.format("{}.{} %", bp // 100, (bp % 100).cast(pl.String).str.zfill(2))
