"""Scales integer rows to coefficients that HiGHS can tell apart within its tolerances."""

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.rows import IntegerModel, Row

COEF_MAX = 10**5  # largest coefficient of a row: one unit is then ten times what HiGHS takes for equal (1e-6 of the row)
LONG_ROW = 400  # terms above which a row keeps its fractions (docs/decisions/0004)
OBJECTIVE_MAX = 10**7  # largest coefficient of a scaled objective


def names_one_option(each: Row) -> bool:
    return each.traits.at_most_one_of == "options" and each.lower == 1 and len(each.cols) == 1


def without_given(each: Row, given: BoolArray) -> Row:
    """The row with the options that must be chosen moved to the other side; their own choice rows stay."""
    inside = given[each.cols]
    if not inside.any() or names_one_option(each):
        return each
    spent = sum(each.coefs[inside].tolist())
    return replace(
        each, cols=each.cols[~inside], coefs=each.coefs[~inside],
        lower=None if each.lower is None else each.lower - spent, upper=None if each.upper is None else each.upper - spent,
    )  # fmt: skip


def power_of_ten(largest: int, limit: int) -> int:
    scale = 1
    while largest > limit * scale:
        scale *= 10
    return scale


def money_unit(model: IntegerModel) -> int:
    """What one unit of the money columns is to HiGHS in minor units: coarse enough for every row they stand in."""
    if not model.money:
        return 1
    is_money = np.zeros(len(model.columns), dtype=bool)
    is_money[list(model.money)] = True
    inside = [each for each in model.rows if is_money[each.cols].any()]
    return max((natural_scale(each, is_money[each.cols]) for each in inside), default=1)


def natural_scale(each: Row, is_money: BoolArray) -> int:
    """The power of ten by which a row must be divided for its coefficients to be at most COEF_MAX."""
    sizes = np.abs(each.coefs[~is_money])
    # Many small amounts under one large bound are as hard to tell apart as one large amount: the bound counts for a tenth, as far as it binds.
    reach = min(abs(each.upper or 0), int(sizes.astype(np.float64).sum()))
    return power_of_ten(max(int(sizes.max(initial=0)), reach // 10), COEF_MAX)


@dataclass(frozen=True)
class ScaledRow:
    """A row as HiGHS gets it."""

    cols: IntArray
    coefs: NDArray[Any]
    low: float
    high: float


def scaled_row(each: Row, money: frozenset[int] = frozenset(), unit: int = 1) -> ScaledRow:
    """Bounds and coefficients as HiGHS gets them: whole numbers of at most COEF_MAX, so that what separates two sums is never near a tolerance.

    Dividing sum(a w) <= b by a power of ten s and rounding down on both sides, sum(floor(a / s) w) <= floor(b / s), keeps every integer
    point of the row (Chvatal and Gomory) and may let in a few more, which the integer check then cuts off. Handing over a / s with its
    fractions instead made HiGHS 1.15.1's presolve discard the optimum when a budget was a cent short (docs/decisions/0004).

    Columns of `money` count whole `unit`s, rounded down: rows they stand in are divided by that, and the row that says what they pay for
    leaves out what rounding took. In a row of very many terms rounding each down would let in a thousandth of the budget: it keeps its fractions, and its
    bound is moved out by one whole unit, which is as far as whole numbers keep two sums apart. A stage row (value at least what was reached) is handed over with its fractions, its bound moved out by
    half a unit: rounded down, it would let in every plan that is nearly as good.
    """
    low = -highspy.kHighsInf if each.lower is None else float(each.lower)
    high = highspy.kHighsInf if each.upper is None else float(each.upper)
    if each.unit == "count" and not each.traits.keeps_fractions and not money:  # counts are small
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
        if each.traits.limits == "people" and (coefs < 0).any():  # a step of people bought must not count for more than it is
            scale = min(scale, _power_of_ten_below(int(np.abs(coefs[coefs < 0]).min())))
    if scale > 1 and each.lower is not None:
        raise ValueError(f"row {each.name} has large coefficients and a lower bound: state it as an upper bound")
    if scale > 1 and len(each.cols) > LONG_ROW:
        return ScaledRow(each.cols, coefs / scale, low, high if upper is None else upper / scale + 1.0)
    return ScaledRow(each.cols, coefs // scale, low, high if upper is None else float(upper // scale))


def _power_of_ten_below(size: int) -> int:
    return int(10 ** (len(str(size)) - 1))
