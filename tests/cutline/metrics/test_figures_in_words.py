"""Figures as text."""

import polars as pl

from cutline.metrics.figures_in_words import percent_text, thousandths_text


def test_digits_behind_the_point_keep_their_zeros():
    """One thousandth is 0.001, and five basis points are 0.05 %."""
    figures = pl.DataFrame({"figure": [0, 1, 5, 1205, 12_000]})
    assert figures.select(thousandths_text(pl.col("figure"))).to_series().to_list() == [
        "0.000",
        "0.001",
        "0.005",
        "1.205",
        "12.000",
    ]
    assert figures.select(percent_text(pl.col("figure"))).to_series().to_list() == [
        "0.00 %",
        "0.01 %",
        "0.05 %",
        "12.05 %",
        "120.00 %",
    ]
