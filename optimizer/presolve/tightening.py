"""Tightens rows, or leaves them out, given groups of columns of which at most one is chosen.

The tightened rows admit the same plans and fewer fractional points of the relaxation. Tightening is exact and happens before rows
are scaled for a solver.
"""

from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import IntegerModel, Row
from optimizer.presolve.row_activity import KnownFacts, activity_of, sums_by
from optimizer.problem.records import Problem


def with_exclusion_groups(problem: Problem, model: IntegerModel, known: KnownFacts) -> KnownFacts:
    """Returns `known` with projects that exclude one another merged into one group, the largest sets first.

    A project that can be stopped keeps a group of its own, because the option that stops it excludes no other project.
    """
    group, must = known.group.copy(), known.is_required.copy()
    taken = {option.project for option in problem.options if option.is_stop}
    sets = [np.unique(known.group[each.cols]) for each in model.rows if each.traits.at_most_one_of == "projects"]
    for members in sorted(sets, key=lambda each: (-len(each), each.tolist())):
        free = [p for p in members.tolist() if p not in taken]
        if len(free) > 1:
            taken.update(free)
            group[np.isin(group, free)] = free[0]
            must[free[0]] = must[free].any()
    return replace(known, group=group, is_required=must)


def tightened(model: IntegerModel, matrix: Matrix, known: KnownFacts, in_groups: KnownFacts) -> list[Row]:
    """Returns the rows of a model without the rows that can never bind, and with smaller coefficients that admit the same plans.

    In a row sum of a w <= b let `over` be the most by which the sum can exceed b, with each group at its greatest coefficient. If
    the greatest coefficient a_g of a group is more than `over`, then a_g - over is subtracted from each coefficient of the group
    (none falls below zero) and from b. If an option of the group is chosen, the bound leaves the other groups as much as before.
    If no option of the group is chosen, the other groups cannot exceed the new bound. A coefficient below a_g - over < 0 frees
    more than the other groups can use, so it is raised to a_g - over. Coefficient tightening as in Savelsbergh (1994,
    Preprocessing and probing techniques for mixed integer programming problems, section 1.2) is the special case of groups of one
    column. Tightening one group does not change `over`, so all groups are tightened at once. docs/decisions/0034 has the proof.
    """
    activity, count, has_money = activity_of(matrix, in_groups), len(model.rows), _has_money(model)
    stays = has_money | np.array([_must_stay(each) for each in model.rows], dtype=bool)
    sign = np.where(matrix.upper < FREE, 1, -1)  # a lower bound is an upper bound of the negated row
    over = np.where(sign > 0, activity.high - matrix.upper, matrix.lower - activity.low)
    may_change = ~stays & ((matrix.upper < FREE) != (matrix.lower > -FREE)) & (over > 0)
    greatest = np.where(sign[activity.part_row] > 0, activity.greatest, -activity.least)
    is_binary = in_groups.upper_limits[activity.column[activity.starts]] == 1
    spare = np.where(may_change[activity.part_row] & is_binary, greatest - over[activity.part_row], 0)
    coef, by = activity.coef * sign[activity.row], spare[activity.part]
    less = np.where(by > 0, np.maximum(coef - by, 0), np.where(by < 0, np.maximum(coef, by), coef))
    fall = sums_by(activity.part_row, np.maximum(spare, 0), count)
    never = ~stays & (activity.high <= matrix.upper) & (activity.low >= matrix.lower)
    differs = sums_by(activity.row, (less != coef).astype(np.int64), count) + _without_a_choice(matrix, in_groups) > 0
    ends = np.searchsorted(activity.row, np.arange(count + 1))
    rows, turned = [], less * sign[activity.row]
    for i in np.flatnonzero(~never).tolist():
        inside = slice(ends[i], ends[i + 1])
        each = model.rows[i]
        if differs[i] and not has_money[i]:
            each = _with(each, activity.column[inside], turned[inside], int(fall[i]))
        rows.append(_required(each, known))
    return rows


def _with(each: Row, columns: IntArray, coefs: IntArray, fall: int) -> Row:
    """Returns the row with new coefficients, and with its only bound tightened by `fall`."""
    order = np.argsort(columns)
    order = order[coefs[order] != 0]
    upper, lower = (None if bound is None else bound + by for bound, by in ((each.upper, -fall), (each.lower, fall)))
    return replace(each, cols=columns[order], coefs=coefs[order], upper=upper, lower=lower)


def _required(each: Row, known: KnownFacts) -> Row:
    """If the project of a choice row is in every plan, returns the row with the lower bound 1: an option must be chosen."""
    is_in = each.traits.at_most_one_of == "options" and len(each.cols) and bool(known.is_required[known.group[each.cols[0]]])
    return replace(each, lower=1) if is_in else each


def _must_stay(each: Row) -> bool:
    """Whether a row must not be changed, because it defines a group or has a unit of its own."""
    return each.traits.at_most_one_of is not None or each.traits.defines == "cost"


def _has_money(model: IntegerModel) -> BoolArray:
    """For each row whether it has a column that counts money.

    Rows with such a column are not changed, because a solver gets them in a unit that later rows share (solver/scaling.py).
    """
    is_money = np.zeros(len(model.upper_limits), dtype=bool)
    is_money[list(model.money)] = True
    return np.array([bool(model.money) and bool(is_money[each.cols].any()) for each in model.rows], dtype=bool)


def _without_a_choice(matrix: Matrix, known: KnownFacts) -> IntArray:
    """For each row the number of its entries whose column cannot be chosen."""
    gone = matrix.entries.copy()
    gone.data = (known.upper_limits[gone.indices] == 0).astype(np.int64)
    return np.asarray(gone.sum(axis=1)).ravel()
