"""Rows made tighter by groups of which at most one column is chosen: the same plans keep them, fewer mixtures of plans do. Exact, before anything is scaled."""

from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.matrix import FREE, Matrix
from optimizer.linear.rows import IntegerModel, Row
from optimizer.presolve.row_activity import KnownFacts, activity_of, sums_by
from optimizer.problem.records import Problem


def with_exclusion_groups(problem: Problem, model: IntegerModel, known: KnownFacts) -> KnownFacts:
    """With projects that exclude one another in one group, the largest sets of them first. A project that can be stopped stays by itself: its stop excludes nobody."""
    group, must = known.group.copy(), known.must.copy()
    taken = {option.project for option in problem.options if option.is_stop}
    sets = [np.unique(known.group[each.cols]) for each in model.rows if each.traits.at_most_one_of == "projects"]
    for members in sorted(sets, key=lambda each: (-len(each), each.tolist())):
        free = [p for p in members.tolist() if p not in taken]
        if len(free) > 1:
            taken.update(free)
            group[np.isin(group, free)] = free[0]
            must[free[0]] = must[free].any()
    return replace(known, group=group, must=must)


def tightened(model: IntegerModel, matrix: Matrix, known: KnownFacts, in_groups: KnownFacts) -> list[Row]:
    """The rows of a model less those that can never bind, with smaller coefficients where these mean the same.

    In sum of a w <= b let `over` be by how much the row is passed at most, each group at its greatest. A group whose greatest coefficient a_g is more than
    `over` keeps a - (a_g - over) of each of its coefficients, at least nothing, and b falls by a_g - over: whatever of the group is chosen, the others are left
    what they were, and where nothing is they cannot pass what is left. A coefficient below a_g - over < 0 frees more room than the others can use: it
    is raised to that. Coefficient tightening as in Savelsbergh (1994, Preprocessing and probing techniques for mixed integer programming problems, section 1.2)
    is the case of groups of one; `over` stays the same throughout, so all groups are done at once. docs/decisions/0034 has the proof.
    """
    has, count, has_money = activity_of(matrix, in_groups), len(model.rows), _has_money(model)
    stays = has_money | np.array([_must_stay(each) for each in model.rows], dtype=bool)
    sign = np.where(matrix.upper < FREE, 1, -1)  # a lower bound is an upper bound of the row turned round
    over = np.where(sign > 0, has.high - matrix.upper, matrix.lower - has.low)
    may_change = ~stays & ((matrix.upper < FREE) != (matrix.lower > -FREE)) & (over > 0)
    greatest = np.where(sign[has.part_row] > 0, has.greatest, -has.least)
    is_binary = in_groups.most[has.column[has.starts]] == 1
    spare = np.where(may_change[has.part_row] & is_binary, greatest - over[has.part_row], 0)
    coef, by = has.coef * sign[has.row], spare[has.part]
    less = np.where(by > 0, np.maximum(coef - by, 0), np.where(by < 0, np.maximum(coef, by), coef))
    fall = sums_by(has.part_row, np.maximum(spare, 0), count)
    never = ~stays & (has.high <= matrix.upper) & (has.low >= matrix.lower)
    differs = sums_by(has.row, (less != coef).astype(np.int64), count) + _without_a_choice(matrix, in_groups) > 0
    ends = np.searchsorted(has.row, np.arange(count + 1))
    rows, turned = [], less * sign[has.row]
    for i in np.flatnonzero(~never).tolist():
        inside = slice(ends[i], ends[i + 1])
        each = model.rows[i]
        if differs[i] and not has_money[i]:
            each = _with(each, has.column[inside], turned[inside], int(fall[i]))
        rows.append(_required(each, known))
    return rows


def _with(each: Row, columns: IntArray, coefs: IntArray, fall: int) -> Row:
    """A row with other coefficients, its one bound nearer by `fall`."""
    order = np.argsort(columns)
    order = order[coefs[order] != 0]
    upper, lower = (None if bound is None else bound + by for bound, by in ((each.upper, -fall), (each.lower, fall)))
    return replace(each, cols=columns[order], coefs=coefs[order], upper=upper, lower=lower)


def _required(each: Row, known: KnownFacts) -> Row:
    """A choice row of a project that every plan holds says so."""
    is_in = each.traits.at_most_one_of == "options" and len(each.cols) and bool(known.must[known.group[each.cols[0]]])
    return replace(each, lower=1) if is_in else each


def _must_stay(each: Row) -> bool:
    """Whether a row says what the groups are, or is stated in a unit of its own."""
    return each.traits.at_most_one_of is not None or each.traits.defines == "cost"


def _has_money(model: IntegerModel) -> BoolArray:
    """Rows with columns that count money: a solver gets them in a unit that later rows share (highs.py), so they stay."""
    is_money = np.zeros(len(model.most), dtype=bool)
    is_money[list(model.money)] = True
    return np.array([bool(model.money) and bool(is_money[each.cols].any()) for each in model.rows], dtype=bool)


def _without_a_choice(matrix: Matrix, known: KnownFacts) -> IntArray:
    """How many entries of each row are of columns that cannot be chosen."""
    gone = matrix.entries.copy()
    gone.data = (known.most[gone.indices] == 0).astype(np.int64)
    return np.asarray(gone.sum(axis=1)).ravel()
