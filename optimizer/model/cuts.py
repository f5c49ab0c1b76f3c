"""Cuts: rows that remove an answer of the solver that breaks a rule in integers, and no selection that keeps all rules.

Adding projects to a selection never reduces what it spends or the people it needs. So if a set of options breaks a rule, every
larger set with the same hires breaks it too, and the smallest part of the answer that still breaks the rule is cut off together
with every selection that contains it. A hire is the exception: it can reduce what must be bought. So the hires of the answer
stay in the part that is cut off, and a selection with another hire is not cut off.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from optimizer.linear.rows import Row, Selection, owner_of, row
from optimizer.linear.rule_families import CUT
from optimizer.model.consequences import point_of
from optimizer.problem.records import Problem

LONG_COVER = 30  # columns; a cut over a longer cover removes next to nothing
COEF_MAX = 10**5  # as in solver/scaling.py, where a row with larger coefficients would be rounded again


def cut_off(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """A cut: a row over options alone that `chosen` breaks and every selection that keeps `violated` satisfies.

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
    """The cover cut for a row over options alone.

    Let the answer exceed an upper bound, C be a minimal cover of chosen columns with positive coefficients, and N the columns
    with negative coefficients that are not chosen. As long as all of C stay and none of N joins, the sum exceeds the bound. So
    one of C must go or one of N must join: sum over C of (1 - w) + sum over N of w >= 1. A lower bound is treated as an upper
    bound of the negated row.
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

    In the row, sum over chosen of a (1 - w) - sum over the others of a w >= sum over chosen of a - bound, everything is divided
    and rounded to the side that keeps every true point. The error of rounding is zero at the selection itself, so the selection
    is cut off, and with it selections that differ little from it. This is used where a cover would have so many columns that
    its cut removes next to nothing.
    """
    size = 1
    while max(abs(a) for _, a in terms) >= COEF_MAX * size or abs(bound) >= 10 * COEF_MAX * size:
        size *= 10
    rounded = [(j, -(-a // size) if j in chosen else a // size) for j, a in terms]
    over = sum(a for j, a in terms if j in chosen) - bound
    return _cut(violated, number, rounded, None, sum(a for j, a in rounded if j in chosen) - -(-over // size))


def no_good_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The no-good cut: every selection but this one satisfies it."""
    terms = [(j, -1 if j in chosen else 1) for j in range(len(problem.options))]
    return _cut(violated, number, terms, 1 - len(chosen), None)


def _cut(violated: Row, number: int, terms: Iterable[tuple[int, int]], lower: int | None, upper: int | None) -> Row:
    name, label = f"cut{number}[{violated.name}]", f"integer form of: {violated.label}"
    return row(name, CUT, label, terms, lower, upper, owner=owner_of(violated))


def _with_all_bought(problem: Problem, violated: Row) -> Row:
    """A capacity row in which everybody is bought who can be bought: a selection that breaks it then always breaks it."""
    keep = violated.cols < len(problem.options)
    most = sum(
        int(a) * int(problem.layout.upper_limits[j]) for j, a in zip(violated.cols[~keep], violated.coefs[~keep], strict=True)
    )
    return replace(violated, cols=violated.cols[keep], coefs=violated.coefs[keep], upper=(violated.upper or 0) - most)


def _tail_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The rounded cut, centred on the selection and the synergies that it earns.

    If rounding loses the cost of people bought, only the selection itself is cut off.
    """
    point = point_of(problem, chosen)
    ones = frozenset(j for j in point if problem.layout.upper_limits[j] == 1)
    terms = list(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cut = _rounded_around(violated, terms, violated.upper or 0, ones, number)
    return cut if cut.excess(point) else no_good_cut(problem, violated, chosen, number)


def _spend_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """The cover cut for a row about money: options are left out, the cheapest first, as long as the rest still breaks the row."""
    weight = dict(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cover = set(chosen)
    for j in sorted(chosen - problem.hire_options, key=lambda j: (weight.get(j, 0), j)):
        if violated.excess(point_of(problem, frozenset(cover - {j}))) > 0:
            cover.remove(j)
    return _cut(violated, number, cover_unless_hired(problem, cover), None, len(cover) - 1)


def cover_unless_hired(problem: Problem, cover: Collection[int]) -> Iterator[tuple[int, int]]:
    """The terms of a cut over a cover that includes hires.

    The whole cover at once is too much, unless somebody is hired who is not in the cover.
    """
    yield from ((j, 1) for j in cover)
    yield from ((j, -1) for j in problem.hire_options if j not in cover)
