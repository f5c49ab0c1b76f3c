"""Distributions through three points: an optimistic, a likely and a pessimistic amount.

The functions of this module give the amount that belongs to a standard normal draw. The draws are in `quasi_random.py`.
Correlation and portfolios are in `simulated_spread.py`.
"""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

Shape = Literal["pert", "triangular", "lognormal"]
Draws = NDArray[np.float64]

# Standard normal draws at which the quantiles of a PERT distribution are computed. Between two of these draws, quantiles
# are interpolated linearly. An interpolated quantile differs from the exact value by at most 1.1e-5 of the range.
NODES = np.linspace(-8.0, 8.0, 513)
PERT_WEIGHT = 4  # weight of the likely amount in the mean (Malcolm et al. 1959)


def amounts(points: tuple[int, int, int], normal: Draws, shape: Shape, low_percentile: int = 10) -> Draws:
    """The amount that belongs to each standard normal draw, in whole minor units, rounded half up.

    A larger draw never gives a smaller amount. points: low <= likely <= high, minor units. low_percentile: only read for
    the shape lognormal.

    - pert: beta distribution on low to high with the mean (low + 4 likely + high) / 6 (Malcolm, Roseboom, Clark and Fazar 1959;
      Vose 2008, chapter 10).
    - triangular: on low to high with its peak at likely.
    - lognormal: low and high are its percentiles low_percentile and 100 - low_percentile; likely is not used. If all
      amounts of the range are negative, the distribution is that of the amounts without their sign, mirrored at zero. A
      range that contains zero has no lognormal distribution and is treated as triangular. The shapes pert and triangular
      need no mirroring: they take amounts of any sign.

    >>> amounts((0, 50, 100), np.array([0.0]), "triangular").tolist(), amounts((100, 150, 400), np.array([0.0]), "lognormal").tolist()
    ([50.0], [200.0])
    """
    low, likely, high = points
    if low == high:
        return np.full_like(normal, float(likely))
    if shape == "lognormal" and (low > 0 or high < 0):
        raw = _lognormal(low, high, normal, low_percentile)
    elif shape == "pert":
        raw = low + (high - low) * np.interp(normal, NODES, _pert((likely - low) / (high - low)))
    else:
        raw = _triangular(low, likely, high, ndtr(normal))
    return np.floor(raw + 0.5)


@lru_cache(maxsize=4096)
def _pert(peak: float) -> Draws:
    """Quantiles at NODES of the PERT distribution on 0 to 1 with its peak at `peak`."""
    quantiles: Draws = betaincinv(1 + PERT_WEIGHT * peak, 1 + PERT_WEIGHT * (1 - peak), ndtr(NODES))
    return quantiles


def _triangular(low: int, likely: int, high: int, chance: Draws) -> Draws:
    width, rise, fall = float(high - low), float(likely - low), float(high - likely)
    left = low + np.sqrt(chance * width * rise)
    right = high - np.sqrt((1 - chance) * width * fall)
    return np.where(chance * width < rise, left, right)


def _lognormal(low: int, high: int, normal: Draws, low_percentile: int) -> Draws:
    sign = 1 if low > 0 else -1
    near, far = np.log(abs(low)), np.log(abs(high))
    drawn: Draws = sign * np.exp((near + far) / 2 + (far - near) / 2 * normal / ndtri(1 - low_percentile / 100))
    return drawn
