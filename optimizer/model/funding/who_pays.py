"""Divides the spend of a selection over purses into bookings, and finds the money that is moved between purses.

The division is an integer flow of least cost in the network of network.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import networkx as nx

from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.funding.needs import Pair, funds_by_reach, linked_by_transfers, spend_by_project
from optimizer.model.funding.network import SINK, SOURCE, Shortfall, funding_network, payers_of, shortfall_in, supplier_of
from optimizer.plan import Allocation, Moved
from optimizer.problem.records import Problem


@dataclass(frozen=True)
class Funding:
    """All bookings of a selection, and the money that is moved between purses for them."""

    allocations: tuple[Allocation, ...]
    moved: tuple[Moved, ...]


def fund_selection(problem: Problem, chosen: Selection) -> Funding | list[Shortfall]:
    """Divides the spend of a selection over the purses. Returns all bookings, or all shortfalls if the spend cannot be paid.

    The fund that may pay for the fewest projects pays first, and money is moved only if the selection cannot be paid without the
    move; the costs of the flow bring this about. Projects with the same payers and without shares are one node of the flow. The
    projects of a node are served in content order, so that few projects are split between funds.
    """
    needs = spend_by_project(problem, chosen, point_of(problem, chosen))
    found = [_flow(problem, needs, pairs) for pairs in linked_by_transfers(problem, sorted(needs))]
    short = [each for each in found if isinstance(each, Shortfall)]
    if short:
        return short
    parts = [each for each in found if isinstance(each, Funding)]
    return Funding(
        tuple(chain.from_iterable(each.allocations for each in parts)), tuple(chain.from_iterable(each.moved for each in parts))
    )


def _flow(problem: Problem, needs: dict[Pair, dict[int | None, int]], pairs: tuple[Pair, ...]) -> Funding | Shortfall:
    own = {pair: needs.get(pair, {}) for pair in pairs}
    graph = funding_network(problem, own)
    short = shortfall_in(graph, own)
    if short:
        return short
    flow = nx.max_flow_min_cost(graph, SOURCE, SINK)
    moved = [
        Moved(*each.source, *each.target, flow["purse", each.target]["purse", each.source])
        for each in problem.transfers
        if each.target[1:] in own
    ]
    return Funding(tuple(_bookings(problem, own, flow)), tuple(each for each in moved if each.amount_minor))


def _bookings(problem: Problem, own: dict[Pair, dict[int | None, int]], flow: Any) -> Iterator[Allocation]:
    rank = {fund: i for i, fund in enumerate(funds_by_reach(problem))}
    for pair, by_project in own.items():
        for project, left in by_project.items():
            paid = flow["need", supplier_of(problem, project), pair]
            for fund in sorted(payers_of(problem, project), key=rank.__getitem__):
                part = min(left, paid["purse", (fund, *pair)])
                if part:
                    paid["purse", (fund, *pair)] -= part
                    left -= part
                    yield Allocation(None if project is None else problem.projects[project], fund, *pair, part)
