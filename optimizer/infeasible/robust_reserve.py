"""The least more money with which a selection can be paid in every case of the robust budgets: which purses get it, and what no less would do. In whole minor units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import complete
from optimizer.model.families.money.budget import funding_row, purses_behind
from optimizer.model.funding.needs import funds_by_reach
from optimizer.model.funding.network import shortfalls
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.records import Problem, Purse

Purses = frozenset[Purse]


def least_reserve(lazy: LazyRules, problem: Problem, chosen: Selection) -> tuple[dict[Purse, int], int] | None:
    """More money by purse, and the total that every way of giving it needs at least; None where no amount would do.

    What sets of purses lack is gathered until, with what they are given for it, none lacks anything in any case.
    """
    point, lacks, extra = complete(problem, chosen), dict[Purses, int](), dict[Purse, int]()
    while short := _short(lazy, _with_money(problem, extra), chosen):
        for each, purses in short:
            if not purses:
                return None
            lacks[purses] = each.excess(point) + sum(extra.get(purse, 0) for purse in purses)
        extra = _spread(lacks, _order(problem, lacks))
    return {purse: by for purse, by in extra.items() if by}, _at_least(lacks)


def _short(lazy: LazyRules, problem: Problem, chosen: Selection) -> list[tuple[Row, Purses]]:
    """Rows that a selection breaks with these budgets, as planned or, where it can be paid then, in the worst case; with their purses."""
    planned = [(funding_row(problem, each.pairs, each.purses), each.purses) for each in shortfalls(problem, chosen)]
    budgets = lazy.limiting("money")
    found = [] if planned else lazy.missing(problem, chosen, budgets)
    return planned or [(each, purses_behind(behind)) for each, behind in found]


def _with_money(problem: Problem, extra: Mapping[Purse, int]) -> Problem:
    budgets = {**problem.budgets, **{purse: problem.budgets.get(purse, 0) + by for purse, by in extra.items()}}
    other = replace(problem, budgets=budgets)
    other.__dict__["layout"] = problem.layout
    return other


def _order(problem: Problem, lacks: Iterable[Purses]) -> list[Purse]:
    """The purse that should rather get the money comes later: one that has a budget, the fund that may pay for most."""
    rank = {fund: i for i, fund in enumerate(funds_by_reach(problem))}
    purses = {purse for each in lacks for purse in each}
    return sorted(purses, key=lambda purse: (purse in problem.budgets, rank[purse[0]], purse))


def _spread(lacks: Mapping[Purses, int], order: Sequence[Purse]) -> dict[Purse, int]:
    """So much to each purse, one after another, that every set whose last purse it is has what it lacks."""
    given: dict[Purse, int] = {}
    for purse in order:
        ending = [each for each in lacks if purse in each and each <= {*given, purse}]
        given[purse] = max((lacks[each] - sum(given.get(other, 0) for other in each) for each in ending), default=0)
        given[purse] = max(given[purse], 0)
    return given


def _at_least(lacks: Mapping[Purses, int]) -> int:
    """What sets without a purse in common lack together: the small sets first, or the sets that lack most."""
    totals = []
    for key in (lambda each: (len(each), -lacks[each]), lambda each: (-lacks[each], len(each))):
        taken, total = set[Purse](), 0
        for each in sorted(lacks, key=key):
            if taken.isdisjoint(each):
                taken |= each
                total += lacks[each]
        totals.append(total)
    return max(totals, default=0)
