"""Cuts: rows that remove a selection that violates a rule in integers, and no selection that keeps all rules.

Adding projects to a selection never reduces its spend or the people that it needs. So if a set of options violates a rule, every
larger set with the same hires violates the rule too. The cut therefore removes the smallest part of the solver's selection that
still violates the rule, and with it every selection that contains this part. A hire is the exception, because it can reduce the
number of people that must be bought. So the hires of the selection stay in the part that is cut off, and selections with further
hires are not cut off.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from optimizer.linear.rows import Row, Selection, owner_of, row
from optimizer.linear.rule_families import CUT
from optimizer.model.consequences import point_of
from optimizer.problem.records import Problem

LONG_COVER = 30  # columns; a cut over a longer cover removes next to nothing
COEF_MAX = 10**5  # as in solver/scaling.py, which would round a cut with larger coefficients a second time


def cut_off(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """Returns a cut: a row that has only columns of options, that `chosen` violates, and that every selection keeping `violated`
    satisfies.

    number: makes the name of the cut unique.
    """
    width = len(problem.options)
    if not len(violated.cols) or violated.cols[-1] < width:
        return cover_cut(violated, chosen, number)
    if violated.traits.limits == "people":
        return cover_cut(_with_all_bought(problem, violated), chosen, number)
    if violated.traits.limits == "money":
        return _spend_cut(problem, violated, chosen, number)
    if violated.traits.limits == "value":
        return _tail_cut(problem, violated, chosen, number)
    return no_good_cut(problem, violated, chosen, number)


def cover_cut(violated: Row, chosen: Selection, number: int) -> Row:
    """The cover cut for a row that has only columns of options.

    Let the selection exceed an upper bound, let C be a minimal cover of chosen columns with positive coefficients, and N the
    columns with negative coefficients that are not chosen. If all columns of C are chosen and no column of N, the sum exceeds the
    bound. So a column of C must be dropped or a column of N must be added: sum over C of (1 - w) + sum over N of w >= 1. A lower
    bound is treated as an upper bound of the negated row.
    """
    point = dict.fromkeys(chosen, 1)
    sign = 1 if violated.excess(point) > 0 else -1
    bound = violated.upper if sign > 0 else violated.lower
    assert bound is not None
    terms = [(j, sign * a) for j, a in zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True)]
    inside = sorted(((a, j) for j, a in terms if j in chosen and a > 0), reverse=True)
    joining = [j for j, a in terms if j not in chosen and a < 0]
    spare = sign * violated.activity(point) - sign * bound - 1
    cover = []
    for a, j in reversed(inside):  # the smallest are left out first, so that the cover is minimal
        if a <= spare:
            spare -= a
        else:
            cover.append(j)
    if len(cover) > LONG_COVER:
        return _rounded_around(violated, terms, sign * bound, chosen, number)
    cut = [(j, -1) for j in cover] + [(j, 1) for j in joining]
    return _cut(violated, number, cut, 1 - len(cover), None)


def _rounded_around(violated: Row, terms: list[tuple[int, int]], bound: int, chosen: Selection, number: int) -> Row:
    """The row rounded around the selection: a Chvatal-Gomory cut with the chosen columns complemented.

    The row is written as: sum over chosen columns of a (1 - w) - sum over the other columns of a w >= sum over chosen columns of
    a - bound. Its coefficients and its bound are divided by a power of ten and rounded to the side that keeps every point of the
    row. The error of rounding is zero at the selection itself, so the cut removes the selection, and also selections that differ
    little from it. This cut replaces a cover cut over so many columns that the cover cut would remove next to nothing.
    """
    size = 1
    while max(abs(a) for _, a in terms) >= COEF_MAX * size or abs(bound) >= 10 * COEF_MAX * size:
        size *= 10
    rounded = [(j, -(-a // size) if j in chosen else a // size) for j, a in terms]
    over = sum(a for j, a in terms if j in chosen) - bound
    return _cut(violated, number, rounded, None, sum(a for j, a in rounded if j in chosen) - -(-over // size))


def no_good_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The no-good cut, which every selection except `chosen` satisfies."""
    terms = [(j, -1 if j in chosen else 1) for j in range(len(problem.options))]
    return _cut(violated, number, terms, 1 - len(chosen), None)


def _cut(violated: Row, number: int, terms: Iterable[tuple[int, int]], lower: int | None, upper: int | None) -> Row:
    name, label = f"cut{number}[{violated.name}]", f"integer form of: {violated.label}"
    return row(name, CUT, label, terms, lower, upper, owner=owner_of(violated))


def _with_all_bought(problem: Problem, violated: Row) -> Row:
    """The capacity row, with the people of all offers added to its bound, so that only columns of options are left in the row.

    A selection that violates the new row violates the capacity row however many people are bought.
    """
    keep = violated.cols < len(problem.options)
    most = sum(
        int(a) * int(problem.layout.upper_limits[j]) for j, a in zip(violated.cols[~keep], violated.coefs[~keep], strict=True)
    )
    return replace(violated, cols=violated.cols[keep], coefs=violated.coefs[keep], upper=(violated.upper or 0) - most)


def _tail_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The row of a floor rounded around the selection and the synergies that the selection earns.

    If rounding loses the cost of people bought, so that the selection satisfies the rounded row, a no-good cut is returned. It
    removes only the selection itself.
    """
    point = point_of(problem, chosen)
    ones = frozenset(j for j in point if problem.layout.upper_limits[j] == 1)
    terms = list(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cut = _rounded_around(violated, terms, violated.upper or 0, ones, number)
    return cut if cut.excess(point) else no_good_cut(problem, violated, chosen, number)


def _spend_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The cover cut for a row about money.

    Options are left out of the cover, the cheapest first, as long as the remaining options still violate the row.
    """
    weight = dict(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cover = set(chosen)
    for j in sorted(chosen - problem.hire_options, key=lambda j: (weight.get(j, 0), j)):
        if violated.excess(point_of(problem, frozenset(cover - {j}))) > 0:
            cover.remove(j)
    return _cut(violated, number, cover_unless_hired(problem, cover), None, len(cover) - 1)


def cover_unless_hired(problem: Problem, cover: Collection[int]) -> Iterator[tuple[int, int]]:
    """The terms of a cut over a cover that includes hires.

    The cut forbids a selection that contains the whole cover, unless the selection has a hire that is not in the cover.
    """
    yield from ((j, 1) for j in cover)
    yield from ((j, -1) for j in problem.hire_options if j not in cover)
