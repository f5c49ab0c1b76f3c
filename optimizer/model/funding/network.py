"""The flow network of funding: from the spend over the purses that may pay it to the money that the purses hold.

A minimum cut of the network names the purses that hold too little. A purse is the money of a fund for one cost class in one
fiscal year. Spend can be divided over purses exactly if every set of purses can pay the spend that only the set may pay, with the
money that may be moved into the set (Gale 1957, A theorem on flows in networks; Hoffman 1960 with limits on the arcs). Funding,
shares and carry-over can therefore be stated as rows over the options, and the model has no columns for who pays what.
"""

from dataclasses import dataclass
from typing import Any

import networkx as nx

from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.funding.needs import Pair, Payers, funds_by_reach, linked_by_transfers, most_payable, spend_by_payers
from optimizer.problem.records import Problem, Purse

SOURCE, SINK = ("source",), ("sink",)  # tuples, so that no fund can have the same name


@dataclass(frozen=True)
class Shortfall:
    """A set of purses that hold less than the spend that only they may pay, and the cost classes and years of the spend."""

    pairs: tuple[Pair, ...]
    purses: frozenset[Purse]


def shortfalls(problem: Problem, chosen: Selection) -> list[Shortfall]:
    """The sets of purses that cannot pay a selection; an empty list if the selection can be paid.

    To save time, because a large search calls this function often, it does not compute who pays what.
    """
    needs = spend_by_payers(problem, chosen, point_of(problem, chosen))
    parts = [{pair: needs.get(pair, {}) for pair in pairs} for pairs in linked_by_transfers(problem, sorted(needs))]
    found = (shortfall_in(funding_network(problem, own), own) for own in parts)
    return [each for each in found if each]


def shortfall_in(graph: "nx.DiGraph[Any]", own: dict[Pair, dict[int | None, int]]) -> Shortfall | None:
    """The shortfall that a minimum cut of the network names; None if all spend in the network can be paid.

    own: the spend of each class and year in the network.
    """
    carried, (reached, _) = nx.minimum_cut(graph, SOURCE, SINK, flow_func=nx.algorithms.flow.edmonds_karp)
    if carried == sum(amount for by_project in own.values() for amount in by_project.values()):
        return None
    short = {node[2] for node in reached if node[0] == "need"}
    purses = frozenset(node[1] for node in reached if node[0] == "purse")
    return Shortfall(tuple(sorted(short | {(kind, year) for _, kind, year in purses})), purses)


def funding_network(problem: Problem, own: dict[Pair, dict[int | None, int]]) -> "nx.DiGraph[Any]":
    """Builds the network from the source over the spend and the purses to the sink.

    A purse has an arc to every purse from which money may be moved into it.
    """
    rank = {fund: i for i, fund in enumerate(funds_by_reach(problem))}
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    for pair, by_project in own.items():
        for project, amount in by_project.items():
            need = ("need", supplier_of(problem, project), pair)
            before = graph.edges[SOURCE, need]["capacity"] if graph.has_edge(SOURCE, need) else 0
            graph.add_edge(SOURCE, need, capacity=before + amount)
            for fund in payers_of(problem, project):
                most = None if project is None else most_payable(problem, project, fund, amount)
                limit = {} if most is None else {"capacity": most}
                graph.add_edge(need, ("purse", (fund, *pair)), weight=rank[fund], **limit)
        for fund in problem.funds:
            graph.add_edge(("purse", (fund, *pair)), SINK, capacity=problem.budgets.get((fund, *pair), 0))
    for each in problem.transfers:
        if each.target[1:] in own:
            graph.add_edge(("purse", each.target), ("purse", each.source), capacity=each.most, weight=len(problem.funds) + 1)
    return graph


def payers_of(problem: Problem, project: int | None) -> Payers:
    """The funds that may pay for a project or, with None, for people bought and hired."""
    return problem.elastic_payers if project is None else problem.payers[project]


def supplier_of(problem: Problem, project: int | None) -> int | Payers:
    """The key of a project's node in the network: its payers, so that projects with the same payers share a node.

    A project of which some fund may pay only a share has a node of its own, with the number of the project as key.
    """
    payers = payers_of(problem, project)
    return project if project is not None and any((project, fund) in problem.payer_limits for fund in payers) else payers
