"""Ratios, proportions and rounding of integers, at the halves and at the edges."""

import polars as pl
import pytest

from cutline.metrics.ratios import EXACT_MAX, proportion, ratio, rounded


def computed(expression: pl.Expr) -> int | None:
    return pl.select(expression).item()


@pytest.mark.parametrize(
    ("above", "below", "scale", "expected"),
    [
        (8, 9, 1000, 889),
        (1, 2, 1, 1),  # a half is rounded up
        (-1, 2, 1, 0),  # a negative half as well, so it is rounded towards zero
        (-3, 2, 1, -1),
        (5, 0, 1, None),
        (5, -2, 1, None),
        (None, 2, 1, None),
        (5, None, 1, None),
        (2**62, 2**62, 10_000, 10_000),  # the product exceeds 64 bits, and the ratio does not
    ],
)
def test_a_ratio_is_rounded_half_up_or_null(above, below, scale, expected):
    """A ratio is null, never infinite, if its denominator is not positive or if a side is unknown."""
    assert computed(ratio(pl.lit(above, pl.Int64), pl.lit(below, pl.Int64), scale)) == expected


@pytest.mark.parametrize(
    ("amount", "above", "below", "expected"),
    [
        (100, 2, 3, 67),
        (1, 1, 2, 1),
        (100, 2, 0, None),
        (None, 2, 3, None),
        (EXACT_MAX, 1, 1, EXACT_MAX),
        (EXACT_MAX + 1, 1, 1, None),  # beyond the amounts for which the product is exact
        (1, -EXACT_MAX - 1, 1, None),
    ],
)
def test_a_proportion_is_exact_or_null(amount, above, below, expected):
    """A proportion is null where its product might not fit 128 bits."""
    assert computed(proportion(*(pl.lit(each, pl.Int64) for each in (amount, above, below)))) == expected


@pytest.mark.parametrize(("amount", "expected"), [(4, 0), (5, 1), (14, 1), (15, 2), (-5, 0), (-6, -1), (None, None)])
def test_tenths_are_rounded_half_up(amount, expected):
    """15 tenths are 2, and -5 tenths are 0."""
    assert computed(rounded(pl.lit(amount, pl.Int64), 10)) == expected
