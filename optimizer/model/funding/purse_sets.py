"""Chooses the sets of purses that have a row in the model from the start.

Another set of purses gets a row when the funding flow (network.py) finds that the set cannot pay a selection.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from optimizer.model.funding.needs import Pair
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS
from optimizer.problem.records import Problem, Purse

FULL_ENUMERATION = 6  # with at most 6 distinct sets of payers, every union of these sets has a row from the start
MOST_ROWS = 512  # the most rows that one cost class has from the start


def purse_sets(problem: Problem) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
    """The sets of purses that have a row from the start, each with the cost classes and years whose spend the set must pay."""
    spent = {kind for kind, _ in problem.spend.places}
    for kind in sorted(spent | ({BOUGHT_PEOPLE_CLASS} if problem.elastic else set())):
        stretches = list(_stretches(problem, kind))
        for union, years in product(_unions(problem, MOST_ROWS // max(len(stretches), 1)), stretches):
            if all(_carries(problem, union, kind, year) for year in years[:-1]):
                pairs = tuple((kind, year) for year in years)
                yield pairs, frozenset((f, k, y) for f in union for k, y in pairs)


def _carries(problem: Problem, funds: Iterable[str], kind: str, year: int) -> bool:
    """Whether one of the funds may carry money of a class from a year into the next."""
    into = (kind, year + 1)
    return any(t.source[0] in funds and t.source[1:] == (kind, year) and t.target[1:] == into for t in problem.transfers)


def _stretches(problem: Problem, kind: str) -> Iterator[tuple[int, ...]]:
    """Every year, and every run of years through which money of a class may be carried."""
    for i, first in enumerate(problem.years):
        yield (first,)
        for last in problem.years[i + 1 :]:
            if not _carries(problem, problem.funds, kind, last - 1):
                break
            yield tuple(range(first, last + 1))


def _unions(problem: Problem, most: int) -> list[frozenset[str]]:
    place = {fund: i for i, fund in enumerate(problem.funds)}

    def in_content_order(funds: frozenset[str]) -> list[int]:
        return sorted(place[fund] for fund in funds)

    payers = {frozenset(each) for each in problem.payers} | ({frozenset(problem.elastic_payers)} if problem.elastic else set())
    # If a fund may pay only a share, other funds must pay the rest. Any set of funds can then be the set that holds too little.
    distinct = payers | {frozenset((fund,)) for fund in problem.funds} if problem.payer_limits else payers
    sets = sorted(distinct, key=in_content_order)
    size = len(sets) if len(sets) <= FULL_ENUMERATION and 2 ** len(sets) <= most else 1
    unions = {frozenset().union(*some) for k in range(1, size + 1) for some in combinations(sets, k)}
    unions |= {frozenset(problem.funds)} | ({frozenset[str]()} if problem.payer_limits else set())
    return sorted(unions, key=in_content_order)
