"""Distributions through three points."""

import numpy as np
import pytest
from scipy import special

from cutline.metrics.risk.distributions import amounts
from tests.cutline.metrics.risk.lines import WIDE

NORMAL = special.ndtri((np.arange(2**14) + 0.5) / 2**14)  # draws in equal steps of chance


def test_pert_has_the_mean_and_variance_of_its_definition():
    """The mean is (low + 4 likely + high) / 6, and the variance is (mean - low)(high - mean) / 7."""
    low, likely, high = WIDE
    drawn = amounts(WIDE, NORMAL, "pert")
    mean = (low + 4 * likely + high) / 6
    assert drawn.mean() == pytest.approx(mean, rel=1e-4)
    assert drawn.var() == pytest.approx((mean - low) * (high - mean) / 7, rel=1e-3)
    assert low <= drawn.min() < drawn.max() <= high


def test_pert_between_its_nodes_is_the_beta_distribution():
    """Linear interpolation between two nodes differs by less than two hundred-thousandths of the range, wherever the peak is."""
    for peak in range(11):
        exact = special.betaincinv(1 + 4 * peak / 10, 5 - 4 * peak / 10, special.ndtr(NORMAL)) * 10**7
        assert np.abs(amounts((0, peak * 10**6, 10**7), NORMAL, "pert") - exact).max() < 200


def test_triangular_has_the_mean_and_variance_of_its_definition():
    """The mean is a third of the sum, and the variance is (a2 + b2 + c2 - ab - ac - bc) / 18."""
    a, c, b = WIDE
    drawn = amounts(WIDE, NORMAL, "triangular")
    assert drawn.mean() == pytest.approx((a + b + c) / 3, rel=1e-4)
    assert drawn.var() == pytest.approx((a * a + b * b + c * c - a * b - a * c - b * c) / 18, rel=1e-3)


@pytest.mark.parametrize("percentile", [5, 10, 25])
def test_lognormal_passes_through_its_two_percentiles(percentile):
    """The low amount lies at the percentile of the settings and the high one at its complement.

    The median is their geometric mean.
    """
    at = special.ndtri(np.array([percentile / 100, 0.5, 1 - percentile / 100]))
    assert amounts((100, 150, 400), at, "lognormal", percentile).tolist() == [100, 200, 400]
    assert amounts((-400, -150, -100), at, "lognormal", percentile).tolist() == [-400, -200, -100]


def test_a_range_that_holds_zero_has_no_lognormal():
    """Such a range is treated as triangular."""
    assert np.array_equal(amounts((-50, 0, 100), NORMAL, "lognormal"), amounts((-50, 0, 100), NORMAL, "triangular"))


@pytest.mark.parametrize("shape", ["pert", "triangular", "lognormal"])
@pytest.mark.parametrize("points", [WIDE, (1000, 1000, 2000), (1000, 2000, 2000), (-2000, -1500, -1000), (5, 5, 5)])
def test_amounts_grow_with_the_draw_and_are_whole(shape, points):
    """The cases include a peak at either end, amounts below zero, and a range of no width."""
    drawn = amounts(points, NORMAL, shape)
    assert (np.diff(drawn) >= 0).all()
    assert (drawn == np.floor(drawn)).all()
    assert (np.ptp(drawn) == 0) == (points[0] == points[2])
