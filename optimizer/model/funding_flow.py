"""Who pays what: the money of a chosen set divided over funds as an exact integer flow, and the rows that make such a flow exist.

A purse is what a fund holds of one cost class in one fiscal year. Spends can be divided over purses exactly when every set of purses can carry
what only it may pay, with what may be moved into it (Gale 1957, A theorem on flows in networks; Hoffman 1960 with limits on the arcs). That makes
funding, shares and carry-over a matter of rows in the choice: no columns for who pays what.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np

from optimizer.linear.rows import Point, Selection
from optimizer.model.consequences import complete
from optimizer.plan import Allocation, Moved
from optimizer.problem.overtime import ELASTIC_CLASS
from optimizer.problem.records import Problem, Purse

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


def fund(problem: Problem, chosen: Selection) -> Funding | list[Shortfall]:
    """Divide the spend of a choice over the purses: every booking, or every shortfall where it cannot be done.

    The fund that may pay for the fewest projects pays first, and money is moved only where it must be (least-cost flow). Projects with the
    same payers and no limits are one supply; within it they are served in content order, so few are split.
    """
    needs = needs_of(problem, chosen, complete(problem, chosen))
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


def needs_of(problem: Problem, chosen: Selection, point: Point) -> dict[Pair, dict[int | None, int]]:
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
    needs = needs_of(problem, chosen, complete(problem, chosen))
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
