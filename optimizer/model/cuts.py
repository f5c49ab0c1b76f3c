"""Rows that take one false answer away and no true one: what the integer check adds when a solver's answer does not hold.

Everything a plan uses grows with the projects chosen: who adds one spends no less and needs no fewer people. So what a set of options breaks, every
larger set with the same hires breaks, and the smallest part of an answer that still breaks the rule is cut off with all that contain it. A hire alone can
make less of something needed: it takes the place of people bought. So hires stay in what is cut off, and another hire lifts the cut.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from optimizer.linear.rows import Row, Selection, owner_of, row
from optimizer.linear.rule_families import CUT
from optimizer.model.consequences import complete
from optimizer.problem.records import Problem

LONG_COVER = 30  # columns beyond which a cover is no use as a cut
COEF_MAX = 10**5  # as in highs.py: a row of larger numbers would be rounded again there


def cut_off(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """A row in w alone that every choice that keeps `violated` satisfies and `chosen` does not."""
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
    """The cut for a row in w alone.

    Above an upper bound: as long as the chosen columns of positive coefficient in a minimal cover C all stay and no column of
    negative coefficient joins, the sum stays above the bound. So one of C must go or one of those must join:
    sum over C of (1 - w) + sum over N of w >= 1. A lower bound is an upper bound of the negated row.
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
    for a, j in reversed(inside):  # the smallest go first: what is left is minimal
        if a <= spare:
            spare -= a
        else:
            cover.append(j)
    if len(cover) > LONG_COVER:
        return _rounded_about(violated, terms, sign * bound, chosen, number)
    cut = [(j, -1) for j in cover] + [(j, 1) for j in joining]
    return _cut(violated, number, cut, 1 - len(cover), None)


def _rounded_about(violated: Row, terms: list[tuple[int, int]], bound: int, chosen: Selection, number: int) -> Row:
    """The row rounded to whole numbers a solver can tell apart, about a choice (Chvatal and Gomory with the chosen columns complemented).

    In sum over C of a (1 - w) less sum over the others of a w >= a(C) - bound everything is divided and rounded to the side that keeps every true
    point: what rounding lets in is counted from the choice on, so the choice itself, and what differs from it in little, is cut off. A cover of
    hundreds says next to nothing.
    """
    size = 1
    while max(abs(a) for _, a in terms) >= COEF_MAX * size or abs(bound) >= 10 * COEF_MAX * size:
        size *= 10
    rounded = [(j, -(-a // size) if j in chosen else a // size) for j, a in terms]
    over = sum(a for j, a in terms if j in chosen) - bound
    return _cut(violated, number, rounded, None, sum(a for j, a in rounded if j in chosen) - -(-over // size))


def no_good_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """Every choice but this one."""
    terms = [(j, -1 if j in chosen else 1) for j in range(len(problem.options))]
    return _cut(violated, number, terms, 1 - len(chosen), None)


def _cut(violated: Row, number: int, terms: Iterable[tuple[int, int]], lower: int | None, upper: int | None) -> Row:
    name, label = f"cut{number}[{violated.name}]", f"integer form of: {violated.label}"
    return row(name, CUT, label, terms, lower, upper, owner=owner_of(violated))


def _with_all_bought(problem: Problem, violated: Row) -> Row:
    """A capacity row with everything bought that can be: what it breaks then, it always breaks."""
    keep = violated.cols < len(problem.options)
    most = sum(int(a) * int(problem.layout.most[j]) for j, a in zip(violated.cols[~keep], violated.coefs[~keep], strict=True))
    return replace(violated, cols=violated.cols[keep], coefs=violated.coefs[keep], upper=(violated.upper or 0) - most)


def _tail_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    """Rounded about the choice and the synergies that come with it; what people bought cost may be lost in rounding, and then it is the choice alone."""
    point = complete(problem, chosen)
    ones = frozenset(j for j in point if problem.layout.most[j] == 1)
    terms = list(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cut = _rounded_about(violated, terms, violated.upper or 0, ones, number)
    return cut if cut.excess(point) else no_good_cut(problem, violated, chosen, number)


def _spend_cut(problem: Problem, violated: Row, chosen: Selection, number: int) -> Row:
    weight = dict(zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True))
    cover = set(chosen)
    for j in sorted(chosen - problem.hire_options, key=lambda j: (weight.get(j, 0), j)):
        if violated.excess(complete(problem, frozenset(cover - {j}))) > 0:
            cover.remove(j)
    return _cut(violated, number, cover_unless_hired(problem, cover), None, len(cover) - 1)


def cover_unless_hired(problem: Problem, cover: Collection[int]) -> Iterator[tuple[int, int]]:
    """Terms of a row over a cover with the hires of a choice in it: all of the cover at once is too much, unless somebody else is hired."""
    yield from ((j, 1) for j in cover)
    yield from ((j, -1) for j in problem.hire_options if j not in cover)
