"""Scales integer rows, money columns and objectives to numbers that HiGHS can tell apart within its tolerances."""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.rows import IntegerModel, Row

# The largest coefficient of a scaled row. One unit is then ten times the difference that HiGHS ignores (1e-6 of the row).
COEF_MAX = 10**5
LONG_ROW = 60  # a row with more terms keeps its fractions (docs/decisions/0004)
OBJECTIVE_MAX = 10**7  # largest coefficient of a scaled objective


def names_one_option(each: Row) -> bool:
    """Whether a row says that a certain option must be chosen, because it is the only option of a required project."""
    return each.traits.at_most_one_of == "options" and each.lower == 1 and len(each.cols) == 1


def without_given(each: Row, given: BoolArray) -> Row:
    """The row without the columns of options that must be chosen: their amounts are subtracted from the bounds.

    given: for each column, whether its option must be chosen. The choice rows of these options stay unchanged.
    """
    inside = given[each.cols]
    if not inside.any() or names_one_option(each):
        return each
    spent = sum(each.coefs[inside].tolist())
    return replace(
        each, cols=each.cols[~inside], coefs=each.coefs[~inside],
        lower=None if each.lower is None else each.lower - spent, upper=None if each.upper is None else each.upper - spent,
    )  # fmt: skip


def power_of_ten(largest: int, limit: int) -> int:
    """The smallest power of ten by which `largest` must be divided to be at most `limit`."""
    scale = 1
    while largest > limit * scale:
        scale *= 10
    return scale


def money_unit(model: IntegerModel) -> int:
    """How many minor units one unit of a money column counts in HiGHS.

    The unit is so coarse that every row with a money column is scaled to coefficients of at most COEF_MAX.
    """
    if not model.money:
        return 1
    is_money = np.zeros(len(model.columns), dtype=bool)
    is_money[list(model.money)] = True
    inside = [each for each in model.rows if is_money[each.cols].any()]
    return max((natural_scale(each, is_money[each.cols]) for each in inside), default=1)


def natural_scale(each: Row, is_money: BoolArray) -> int:
    """The power of ten by which a row must be divided for its coefficients to be at most COEF_MAX."""
    sizes = np.abs(each.coefs[~is_money])
    # Many small amounts under one large bound are as hard to tell apart as one large amount. So a tenth of the bound counts like a
    # coefficient; if the amounts cannot reach the bound, a tenth of their sum counts instead.
    reach = min(abs(each.upper or 0), int(sizes.astype(np.float64).sum()))
    return power_of_ten(max(int(sizes.max(initial=0)), reach // 10), COEF_MAX)


@dataclass(frozen=True)
class ScaledRow:
    """A row in the form that HiGHS gets: low <= sum of coefs x cols <= high."""

    cols: IntArray
    coefs: NDArray[Any]
    low: float
    high: float


def scaled_row(each: Row, money: frozenset[int] = frozenset(), unit: int = 1) -> ScaledRow:
    """Scales a row to whole numbers of at most COEF_MAX, so that the difference between two sums is never near a tolerance.

    The row sum(a w) <= b is divided by a power of ten s and both sides are rounded down: sum(floor(a / s) w) <= floor(b / s).
    The scaled row keeps every integer point of the row (Chvatal and Gomory) and may admit a few more points, which the integer
    check then cuts off. When HiGHS got a / s with its fractions instead, the presolve of HiGHS 1.15.1 discarded the optimum of a
    problem whose budget was a cent short (docs/decisions/0004).

    There are three exceptions.
    Money: the columns in `money` count whole `unit`s, rounded down. Rows that contain money columns are divided by `unit`. The
    row that defines a money column as a cost ignores the part of the cost that rounding took away.
    Long rows: a row of more than LONG_ROW terms keeps its fractions, because rounding every term down would admit an overspend
    of a thousandth of the budget. The bound of a long row is raised by one whole unit of the scaled row, which is the distance
    that whole numbers keep between two sums.
    Stages: a stage row (the value is at least what an earlier stage reached) keeps its fractions, and its bound is relaxed by
    half a unit of the unscaled row. If the stage row were rounded down, it would admit every plan that is nearly as good.
    """
    low = -highspy.kHighsInf if each.lower is None else float(each.lower)
    high = highspy.kHighsInf if each.upper is None else float(each.upper)
    if each.unit == "count" and not each.traits.keeps_fractions and not money:
        scale = natural_scale(each, np.zeros(len(each.cols), dtype=bool)) if each.traits.has_large_weights else 1
        if scale == 1:
            return ScaledRow(each.cols, each.coefs, low, high)
    if each.traits.keeps_fractions:
        scale = power_of_ten(int(np.abs(each.coefs).max(initial=0)), COEF_MAX)
        slack = 0.5 if scale > 1 else 0.0
        return ScaledRow(each.cols, each.coefs / scale, (low - slack) / scale, (high + slack) / scale)
    paid = np.isin(each.cols, list(money)) if money else np.zeros(len(each.cols), dtype=bool)
    upper, coefs = each.upper, each.coefs
    if each.traits.defines == "cost":
        scale = min(natural_scale(each, paid), unit)
        coefs, upper = np.where(paid, -unit, coefs), unit - 1
    elif paid.any():
        scale = unit
        coefs = np.where(paid, unit, coefs)
    else:
        scale = natural_scale(each, paid)
        if (
            each.traits.limits == "people" and (coefs < 0).any()
        ):  # rounding must not make one step of people bought count for more people than the step has
            scale = min(scale, _power_of_ten_below(int(np.abs(coefs[coefs < 0]).min())))
    if scale > 1 and each.lower is not None:
        raise ValueError(f"row {each.name} has large coefficients and a lower bound: state it as an upper bound")
    if scale > 1 and len(each.cols) > LONG_ROW:
        return ScaledRow(each.cols, coefs / scale, low, high if upper is None else upper / scale + 1.0)
    return ScaledRow(each.cols, coefs // scale, low, high if upper is None else float(upper // scale))


def _power_of_ten_below(size: int) -> int:
    """The largest power of ten that is at most `size`."""
    return int(10 ** (len(str(size)) - 1))
