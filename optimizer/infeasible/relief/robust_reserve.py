"""Finds the least additional money, by purse, with which a selection can be paid in every case of the robust budgets.

A case is a choice of projects that come in at their high cost. Amounts are in whole minor units.
"""

from collections.abc import Iterable, Mapping, Sequence

from optimizer.infeasible.ample_resources import with_more_money
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.families.money.budget import funding_row, purses_behind
from optimizer.model.funding.needs import funds_by_reach
from optimizer.model.funding.network import shortfalls
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.records import Problem, Purse

Purses = frozenset[Purse]


def least_reserve(lazy: LazyRules, problem: Problem, chosen: Selection) -> tuple[dict[Purse, int], int] | None:
    """Returns the additional money by purse, and a lower bound of the total of any additional money that is enough.

    Returns None if no amount is enough.

    The needs of sets of purses are gathered, and money is given to the purses to cover them, until no set of purses is short of
    money in any case.
    """
    point, needs, extra = point_of(problem, chosen), dict[Purses, int](), dict[Purse, int]()
    while short := _short_rows(lazy, with_more_money(problem, extra), chosen):
        for each, purses in short:
            if not purses:
                return None
            needs[purses] = each.excess(point) + sum(extra.get(purse, 0) for purse in purses)
        extra = _distribute(needs, _in_order_of_preference(problem, needs))
    return {purse: by for purse, by in extra.items() if by}, _total_at_least(needs)


def _short_rows(lazy: LazyRules, problem: Problem, chosen: Selection) -> list[tuple[Row, Purses]]:
    """The rows of purses that a selection violates, each with its purses.

    The rows at planned cost are returned; if none is violated, the rows of the worst cases of the robust budgets.
    """
    planned = [(funding_row(problem, each.pairs, each.purses), each.purses) for each in shortfalls(problem, chosen)]
    budgets = lazy.limiting("money")
    found = [] if planned else lazy.missing(problem, chosen, budgets)
    return planned or [(each, purses_behind(behind)) for each, behind in found]


def _in_order_of_preference(problem: Problem, needs: Iterable[Purses]) -> list[Purse]:
    """The purses of all needs, in ascending order of preference for additional money.

    A purse with a budget is preferred to a purse without one, and then the purse of the fund that may pay for the most projects.
    """
    rank = {fund: i for i, fund in enumerate(funds_by_reach(problem))}
    purses = {purse for each in needs for purse in each}
    return sorted(purses, key=lambda purse: (purse in problem.budgets, rank[purse[0]], purse))


def _distribute(needs: Mapping[Purses, int], order: Sequence[Purse]) -> dict[Purse, int]:
    """Gives money to the purses in `order`, so that the need of every set of purses is covered.

    A purse gets the largest amount that is still missing in a set of which it is the last purse in the order.
    """
    given: dict[Purse, int] = {}
    for purse in order:
        ending = [each for each in needs if purse in each and each <= {*given, purse}]
        given[purse] = max((needs[each] - sum(given.get(other, 0) for other in each) for each in ending), default=0)
        given[purse] = max(given[purse], 0)
    return given


def _total_at_least(needs: Mapping[Purses, int]) -> int:
    """A lower bound of the total: the sum of the needs of sets that have no purse in common.

    The sets are taken twice, small sets first and greatest needs first, and the larger of the two sums is returned.
    """
    totals = []
    for key in (lambda each: (len(each), -needs[each]), lambda each: (-needs[each], len(each))):
        taken, total = set[Purse](), 0
        for each in sorted(needs, key=key):
            if taken.isdisjoint(each):
                taken |= each
                total += needs[each]
        totals.append(total)
    return max(totals, default=0)
