"""The rows of the family `budget`: funds pay for the chosen projects and do not overspend."""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row
from optimizer.model.funding_flow import Pair, most_of
from optimizer.problem.overtime import ELASTIC_CLASS
from optimizer.problem.records import Problem, Purse

FULL_ENUMERATION = 6  # distinct sets of payers up to which every union gets its row at once
MOST_ROWS = 512  # of a cost class at once; rows beyond are found when a choice needs them


def funding_row(problem: Problem, pairs: Iterable[Pair], purses: frozenset[Purse]) -> Row:
    """What only `purses` may pay of the spends of `pairs` <= what they hold and what may be moved into them."""
    pairs = tuple(sorted(pairs))
    own = np.zeros(len(problem.options), dtype=np.int64)
    for pair in pairs:
        options, amounts = problem.spend.at(pair)
        own[options] += _forced(problem, options, amounts, pair, purses)
    paid = np.flatnonzero(own)
    bought = [
        problem.layout.bought[year]
        for kind, year in pairs
        if kind == ELASTIC_CLASS and year in problem.layout.bought and {(f, kind, year) for f in problem.elastic_payers} <= purses
    ]
    held = sum(problem.budgets.get(purse, 0) for purse in purses)
    into = sum(each.most for each in problem.transfers if each.target in purses and each.source not in purses)
    name, label = _called(pairs, purses)
    cols = np.concatenate([paid, np.array(bought, dtype=np.int64)])
    coefs = np.concatenate([own[paid], np.ones(len(bought), dtype=np.int64)])
    return Row(f"budget[{name}]", "budget", label, cols, coefs, None, held + into, "minor")


def funding_rows(problem: Problem) -> list[Row]:
    """The rows of every class and year of the horizon: one for each distinct set of payers, and for every union where these are few; the
    same over every stretch of years between which money may be carried.

    The sets left out where there are many are found by `fund` when a choice needs them.
    """
    rows = [funding_row(problem, pairs, purses) for pairs, purses in purse_sets(problem)]
    return [each for each in rows if len(each.cols)]


def purse_sets(problem: Problem) -> Iterator[tuple[tuple[Pair, ...], frozenset[Purse]]]:
    """The sets of purses that have their row from the start, each with the classes and years whose spends it must carry."""
    spent = {kind for kind, _ in problem.spend.places}
    for kind in sorted(spent | ({ELASTIC_CLASS} if problem.elastic else set())):
        stretches = list(_stretches(problem, kind))
        for union, years in product(_unions(problem, MOST_ROWS // max(len(stretches), 1)), stretches):
            if all(_carries(problem, union, kind, year) for year in years[:-1]):
                pairs = tuple((kind, year) for year in years)
                yield pairs, frozenset((f, k, y) for f in union for k, y in pairs)


def purses_by_row(problem: Problem) -> dict[str, frozenset[Purse]]:
    """The name of every row of `funding_rows` with the purses it is about."""
    return {f"budget[{_called(tuple(sorted(pairs)), purses)[0]}]": purses for pairs, purses in purse_sets(problem)}


def _forced(problem: Problem, options: IntArray, amounts: IntArray, pair: Pair, purses: frozenset[Purse]) -> IntArray:
    """What of the options' spends of a class and year nobody outside `purses` may pay."""
    outside = [tuple(f for f in payers if (f, *pair) not in purses) for payers in problem.payer_sets]
    is_closed = np.array([not others for others in outside], dtype=bool)
    sets = problem.payer_set[problem.projects_of[options]]
    forced = np.where(is_closed[sets], amounts, 0)
    for i in np.flatnonzero(problem.has_payer_limit[problem.projects_of[options]]).tolist():
        project, amount = int(problem.projects_of[options[i]]), int(amounts[i])
        limits = [most_of(problem, project, f, amount) for f in outside[sets[i]]]
        forced[i] = 0 if None in limits else max(amount - sum(each or 0 for each in limits), 0)
    return forced


def _called(pairs: tuple[Pair, ...], purses: frozenset[Purse]) -> tuple[str, str]:
    """Name and words of a row: `capex FY2027 to FY2029, F + G` where every year has the same funds."""
    funds = {pair: tuple(sorted(f for f, *at in purses if tuple(at) == pair)) for pair in pairs}
    if len(set(funds.values())) > 1 or len({kind for kind, _ in pairs}) > 1:
        parts = [_called((pair,), purses) for pair in pairs]
        return "&".join(name for name, _ in parts), " and ".join(label for _, label in parts)
    (kind, first), (_, last) = pairs[0], pairs[-1]
    own = funds[pairs[0]]
    stretch = f"{first}-{last}" if len(pairs) > 1 else f"{first}"
    words = f"FY{first} to FY{last}" if len(pairs) > 1 else f"FY{first}"
    return f"{'+'.join(own)},{kind},{stretch}", f"{kind} {words}, {' + '.join(own) or 'no fund may pay'}"


def _carries(problem: Problem, funds: Iterable[str], kind: str, year: int) -> bool:
    """Whether one of `funds` may carry money of the class from the year to the next."""
    into = (kind, year + 1)
    return any(t.source[0] in funds and t.source[1:] == (kind, year) and t.target[1:] == into for t in problem.transfers)


def _stretches(problem: Problem, kind: str) -> Iterator[tuple[int, ...]]:
    """Every year, and every run of years through which money of the class may be carried."""
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
    # Where a fund pays a share only, the rest falls on others: then any set of funds may be the one that does not hold enough.
    distinct = payers | {frozenset((fund,)) for fund in problem.funds} if problem.payer_limits else payers
    sets = sorted(distinct, key=in_content_order)
    size = len(sets) if len(sets) <= FULL_ENUMERATION and 2 ** len(sets) <= most else 1
    unions = {frozenset().union(*some) for k in range(1, size + 1) for some in combinations(sets, k)}
    unions |= {frozenset(problem.funds)} | ({frozenset[str]()} if problem.payer_limits else set())
    return sorted(unions, key=in_content_order)
