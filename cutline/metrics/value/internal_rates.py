"""Internal rates of return of one cash flow: every real root in a range, and a flag that says how many there are.

`rates_of_return.py` makes the table of all projects.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pyxirr
from numpy.typing import NDArray
from scipy.optimize import brentq

from cutline.contracts.units import SHARE_SCALE

Flag = Literal["one", "none", "several", "out_of_range"]
LOWEST, HIGHEST = -0.99, 10.0  # range of yearly rates; a root outside it points to a fault in the data
DAYS_IN_YEAR = 365  # the definition of XIRR in spreadsheets
# Share of the sum of the absolute discounted flows. A value this small at an extreme counts as a root of even order.
ZERO_TOLERANCE = 1e-12
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Returns:
    """Yearly rates of return in basis points.

    rate_bp: the rate, if the range holds exactly one root. roots_bp: all roots in the range.
    """

    rate_bp: int | None
    flag: Flag
    roots_bp: tuple[int, ...] = ()


def irr(flows: Mapping[int, int], months: int) -> Returns:
    """The internal rates of return of net amounts by period number. months: length of a period.

    An internal rate of return is a rate at which the net present value is zero (Brealey, Myers, Allen, chapter 5). A flow
    without a change of sign has none. A flow with one change of sign has at most one (Descartes), and pyxirr finds it. For a
    flow with several changes, `real_roots` isolates every root.

    >>> irr({0: -10_000, 1: 11_000}, 12)
    Returns(rate_bp=1000, flag='one', roots_bp=(1000,))
    >>> irr({0: -100, 1: 230, 2: -132}, 12)
    Returns(rate_bp=None, flag='several', roots_bp=(1000, 2000))
    """
    times = sorted(period for period, amount in flows.items() if amount)
    amounts = [float(flows[period]) for period in times]
    if _sign_changes(amounts) == 1:
        dense = [float(flows.get(period, 0)) for period in range(times[0], times[-1] + 1)]
        rate = pyxirr.irr(dense)
        if rate is not None and rate > -1:
            return _returns([(1 + rate) ** (12 / months) - 1])
    return _all_roots([period * months / 12 for period in times], amounts)


def xirr(flows: Sequence[tuple[date, int]]) -> Returns:
    """The internal rates of return of net amounts by date. A year has 365 days.

    >>> xirr([(date(2027, 1, 1), -10_000), (date(2028, 1, 1), 11_000)])
    Returns(rate_bp=1000, flag='one', roots_bp=(1000,))
    """
    by_day: dict[date, int] = {}
    for day, amount in flows:
        by_day[day] = by_day.get(day, 0) + amount
    days = sorted(day for day, amount in by_day.items() if amount)
    return _all_roots([(day - days[0]).days / DAYS_IN_YEAR for day in days], [float(by_day[day]) for day in days])


def _all_roots(times: Sequence[float], amounts: Sequence[float]) -> Returns:
    if not _sign_changes(amounts):
        return Returns(None, "none")
    start = times[0]
    t, a = np.array([time - start for time in times]), np.array(amounts)
    found = real_roots(t, a, math.log1p(LOWEST), math.log1p(HIGHEST))
    return (
        _returns([math.expm1(root) for root in found]) if found or _sign_changes(amounts) > 1 else Returns(None, "out_of_range")
    )


def _returns(rates: list[float]) -> Returns:
    inside = [rate for rate in rates if LOWEST <= rate <= HIGHEST]
    roots = tuple(round(rate * SHARE_SCALE) for rate in inside)
    if len(inside) == 1:
        return Returns(roots[0], "one", roots)
    return Returns(None, "several" if inside else "out_of_range" if rates else "none", roots)


def _sign_changes(amounts: Sequence[float] | Array) -> int:
    signs = np.sign(amounts)
    signs = signs[signs != 0]
    return int((signs[1:] != signs[:-1]).sum())


def real_roots(times: Array, amounts: Array, low: float, high: float) -> list[float]:
    """Every root u in [low, high] of the sum of amounts x exp(-times x u), in ascending order.

    A root of even order is listed twice. times: ascending. amounts: not zero. A sum whose terms change sign n times has at most
    n zeros (Descartes; Laguerre 1883 for real exponents). Multiply the sum by exp(t x u), where t lies between two times at
    which the terms change sign: its derivative then has one change of sign less. By Rolle's theorem the zeros of that
    derivative divide the range into parts in each of which the sum crosses zero at most once.
    """
    changes = _sign_changes(amounts)
    if changes == 0:
        return []
    turns = [] if changes == 1 else real_roots(times, amounts * (times - _time_of_change(times, amounts)), low, high)
    values = [_scaled_value(u, times, amounts) for u in (low, *turns, high)]
    return _crossings([low, *turns, high], values, times, amounts)


def _time_of_change(times: Array, amounts: Array) -> float:
    """The time halfway between the first two neighbouring amounts of different sign."""
    k = int(np.argmax(np.sign(amounts[1:]) != np.sign(amounts[:-1])))
    return float(times[k] + times[k + 1]) / 2


def _crossings(edges: list[float], values: list[float], times: Array, amounts: Array) -> list[float]:
    signs = [0 if abs(value) <= ZERO_TOLERANCE else 1 if value > 0 else -1 for value in values]
    found = []
    for i, (a, b) in enumerate(itertools.pairwise(edges)):
        if signs[i] * signs[i + 1] < 0:
            found.append(float(brentq(_scaled_value, a, b, args=(times, amounts), xtol=1e-14, rtol=1e-14)))
        if signs[i + 1] == 0:
            is_extreme = i + 2 < len(edges)
            around = signs[i] * signs[i + 2] if is_extreme else 0
            found += [b, b] if around > 0 else [b]
    return ([edges[0]] if signs[0] == 0 else []) + found


def _scaled_value(u: float, times: Array, amounts: Array) -> float:
    """The sum at u divided by the sum of the absolute values of its terms. The exponents are shifted so that none overflows."""
    exponents = -times * u if u >= 0 else (times[-1] - times) * u
    terms = amounts * np.exp(exponents)
    return float(terms.sum() / np.abs(terms).sum())
