"""Who pays what: the money of a chosen set divided over funds as an exact integer flow, and the rows that make such a flow exist.

A purse is what a fund holds of one cost class in one fiscal year. Spends can be divided over purses exactly when every set of purses can carry
what only it may pay, with what may be moved into it (Gale 1957, A theorem on flows in networks; Hoffman 1960 with limits on the arcs). That makes
funding, shares and carry-over a matter of rows in the choice: no columns for who pays what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

import networkx as nx
import numpy as np

from optimizer.elastic import ELASTIC_CLASS
from optimizer.plan import Allocation, Moved
from optimizer.problem import Problem, Purse
from optimizer.rows import IntArray, Point, Row, Selection
from optimizer.settle import complete

FULL_ENUMERATION = 6  # distinct sets of payers up to which every union gets its row at once
MOST_ROWS = 512  # of a cost class at once; rows beyond are found when a choice needs them
SHARE_SCALE = 10_000
_EXTRA = 10**6  # a unit of more money weighs more than any preference among purses
Pair = tuple[str, int]  # cost class, fiscal year
Payers = tuple[str, ...]


@dataclass(frozen=True)
class Shortfall:
    """Purses that cannot carry what only they may pay, and the classes and years whose spends that is."""

    pairs: tuple[Pair, ...]
    purses: frozenset[Purse]


@dataclass(frozen=True)
class Funding:
    """Every booking of a choice, and the money moved between purses for it."""

    allocations: tuple[Allocation, ...]
    moved: tuple[Moved, ...]


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


def fund(problem: Problem, chosen: Selection) -> Funding | list[Shortfall]:
    """Divide the spend of a choice over the purses: every booking, or every shortfall where it cannot be done.

    The fund that may pay for the fewest projects pays first, and money is moved only where it must be (least-cost flow). Projects with the
    same payers and no limits are one supply; within it they are served in content order, so few are split.
    """
    needs = _needs(problem, chosen, complete(problem, chosen))
    found = [_flow(problem, needs, pairs) for pairs in linked(problem, sorted(needs))]
    short = [each for each in found if isinstance(each, Shortfall)]
    if short:
        return short
    parts = [each for each in found if isinstance(each, Funding)]
    return Funding(
        tuple(chain.from_iterable(each.allocations for each in parts)), tuple(chain.from_iterable(each.moved for each in parts))
    )


def shortfalls(problem: Problem, chosen: Selection) -> list[Shortfall]:
    """The purses that cannot pay a choice, without dividing what can be paid. Quick, because a large search asks for every plan it thinks better."""
    needs = _needs_by_payers(problem, chosen, complete(problem, chosen))
    parts = [{pair: needs.get(pair, {}) for pair in pairs} for pairs in linked(problem, sorted(needs))]
    found = (_short(_network(problem, own), own) for own in parts)
    return [each for each in found if each]


def by_reach(problem: Problem) -> list[str]:
    """Funds from the one that may pay for the fewest projects to the one that may for the most: money tied to a purpose is spent first."""
    reach = Counter(fund for p, payers in enumerate(problem.payers) if p not in problem.hires for fund in payers)
    return sorted(problem.funds, key=lambda fund: reach[fund])


def most_of(problem: Problem, project: int, fund: str, amount: int) -> int | None:
    """The most a fund may pay of a project's spend of a class and year: its share, rounded down to a minor unit; None where it has no limit."""
    share = problem.payer_limits.get((project, fund))
    return None if share is None else amount * share // SHARE_SCALE


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


def _needs(problem: Problem, chosen: Selection, point: Point) -> dict[Pair, dict[int | None, int]]:
    """For each class and year what each project spends, and under None what is paid for people bought and hired."""
    needs: dict[Pair, dict[int | None, int]] = {}
    for j in sorted(chosen):
        option = problem.options[j]
        for kind, year, amount in option.spend:
            if year in problem.years:
                own, who = needs.setdefault((kind, year), {}), None if option.project in problem.hires else option.project
                own[who] = own.get(who, 0) + amount
    for year, column in problem.layout.bought.items():
        if column in point:
            own = needs.setdefault((ELASTIC_CLASS, year), {})
            own[None] = own.get(None, 0) + point[column]
    return needs


def _needs_by_payers(problem: Problem, chosen: Selection, point: Point) -> dict[Pair, dict[int | None, int]]:
    """The same with what projects of the same payers spend added up under one of them, but for those that some fund may pay only a share of."""
    is_chosen = np.zeros(len(problem.options), dtype=bool)
    is_chosen[list(chosen)] = True
    supplier = problem.first_with_payers[problem.projects_of]
    needs: dict[Pair, dict[int | None, int]] = {}
    for (kind, year), options, amounts in problem.spend.by_place():
        inside = is_chosen[options]
        if year in problem.years and inside.any():
            projects, number = np.unique(supplier[options[inside]], return_inverse=True)
            sums = np.zeros(len(projects), dtype=np.int64)
            np.add.at(sums, number, amounts[inside])
            needs[kind, year] = dict(zip(projects.tolist(), sums.tolist(), strict=True))
    for year, column in problem.layout.bought.items():
        if column in point:
            needs.setdefault((ELASTIC_CLASS, year), {})[None] = point[column]
    return needs


def linked(problem: Problem, pairs: list[Pair]) -> list[tuple[Pair, ...]]:
    """The classes and years that must be funded together, because money moves between them."""
    graph: nx.Graph[Pair] = nx.Graph()
    graph.add_nodes_from(pairs)
    graph.add_edges_from((each.source[1:], each.target[1:]) for each in problem.transfers)
    parts = (tuple(sorted(part)) for part in nx.connected_components(graph))
    return sorted(part for part in parts if set(part) & set(pairs))


SOURCE, SINK = ("source",), ("sink",)  # tuples of their own kind: a fund may be called anything


def _flow(problem: Problem, needs: dict[Pair, dict[int | None, int]], pairs: tuple[Pair, ...]) -> Funding | Shortfall:
    own = {pair: needs.get(pair, {}) for pair in pairs}
    graph = _network(problem, own)
    short = _short(graph, own)
    if short:
        return short
    flow = nx.max_flow_min_cost(graph, SOURCE, SINK)
    moved = [
        Moved(*each.source, *each.target, flow["purse", each.target]["purse", each.source])
        for each in problem.transfers
        if each.target[1:] in own
    ]
    return Funding(tuple(_bookings(problem, own, flow)), tuple(each for each in moved if each.amount_minor))


def _short(graph: "nx.DiGraph[Any]", own: dict[Pair, dict[int | None, int]]) -> Shortfall | None:
    """What the least cut lacks; None where everything can be paid."""
    carried, (reached, _) = nx.minimum_cut(graph, SOURCE, SINK, flow_func=nx.algorithms.flow.edmonds_karp)
    if carried == sum(amount for by_project in own.values() for amount in by_project.values()):
        return None
    short = {node[2] for node in reached if node[0] == "need"}
    purses = frozenset(node[1] for node in reached if node[0] == "purse")
    return Shortfall(tuple(sorted(short | {(kind, year) for _, kind, year in purses})), purses)


def _network(problem: Problem, own: dict[Pair, dict[int | None, int]]) -> "nx.DiGraph[Any]":
    """Needs to purses to what they hold. A need for a purse's money may go on to a purse from which money may be moved into it."""
    rank = {fund: i for i, fund in enumerate(by_reach(problem))}
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    for pair, by_project in own.items():
        for project, amount in by_project.items():
            need = ("need", _supplier(problem, project), pair)
            before = graph.edges[SOURCE, need]["capacity"] if graph.has_edge(SOURCE, need) else 0
            graph.add_edge(SOURCE, need, capacity=before + amount)
            for fund in _payers(problem, project):
                most = None if project is None else most_of(problem, project, fund, amount)
                limit = {} if most is None else {"capacity": most}
                graph.add_edge(need, ("purse", (fund, *pair)), weight=rank[fund], **limit)
        for fund in problem.funds:
            graph.add_edge(("purse", (fund, *pair)), SINK, capacity=problem.budgets.get((fund, *pair), 0))
    for each in problem.transfers:
        if each.target[1:] in own:
            graph.add_edge(("purse", each.target), ("purse", each.source), capacity=each.most, weight=len(problem.funds) + 1)
    return graph


def _payers(problem: Problem, project: int | None) -> Payers:
    return problem.elastic_payers if project is None else problem.payers[project]


def _supplier(problem: Problem, project: int | None) -> int | Payers:
    """Who has one node in the network: a project some fund may pay only a share of, else all that the same funds may pay."""
    payers = _payers(problem, project)
    return project if project is not None and any((project, fund) in problem.payer_limits for fund in payers) else payers


def _bookings(problem: Problem, own: dict[Pair, dict[int | None, int]], flow: Any) -> Iterator[Allocation]:
    rank = {fund: i for i, fund in enumerate(by_reach(problem))}
    for pair, by_project in own.items():
        for project, left in by_project.items():
            paid = flow["need", _supplier(problem, project), pair]
            for fund in sorted(_payers(problem, project), key=rank.__getitem__):
                part = min(left, paid["purse", (fund, *pair)])
                if part:
                    paid["purse", (fund, *pair)] -= part
                    left -= part
                    yield Allocation(None if project is None else problem.projects[project], fund, *pair, part)


def least_extra(problem: Problem, chosen: Selection) -> dict[Purse, int] | None:
    """The least more money, by purse in minor units, with which a choice can be paid: what the greatest flow lacks, put where it lacks.

    Of purses that would do equally well, one that has a budget before one that has none, and of those the fund that may pay for most. None where no
    amount would do, because the shares of the funds leave a rest that nobody may pay.
    """
    needs = _needs(problem, chosen, complete(problem, chosen))
    rank = {fund: i for i, fund in enumerate(reversed(by_reach(problem)))}
    extra: dict[Purse, int] = {}
    for pairs in linked(problem, sorted(needs)):
        own = {pair: needs.get(pair, {}) for pair in pairs}
        asked = sum(amount for by_project in own.values() for amount in by_project.values())
        graph = _network(problem, own)
        if not _short(graph, own):
            continue
        for _, _, edge in graph.edges(data=True):
            edge["weight"] = 0  # only what is missing counts
        purses = [(fund, *pair) for pair in own for fund in problem.funds]
        for purse in purses:
            graph.add_edge(
                ("purse", purse), ("extra", purse), weight=_EXTRA + rank[purse[0]] + (purse not in problem.budgets) * len(rank)
            )
            graph.add_edge(("extra", purse), SINK, capacity=asked)
        flow = nx.max_flow_min_cost(graph, SOURCE, SINK)
        if sum(flow[SOURCE].values()) < asked:
            return None
        extra |= {purse: by for purse in purses if (by := flow["purse", purse]["extra", purse])}
    return extra
