"""The least more money with which a selection can be paid, and the purses that should get it."""

import networkx as nx

from optimizer.linear.rows import Selection
from optimizer.model.consequences import complete
from optimizer.model.funding.needs import funds_by_reach, linked_by_transfers, spend_by_project
from optimizer.model.funding.network import SINK, SOURCE, funding_network, shortfall_in
from optimizer.problem.records import Problem, Purse

_EXTRA = 10**6  # a unit of more money weighs more than any preference among purses


def least_extra(problem: Problem, chosen: Selection) -> dict[Purse, int] | None:
    """The least more money, by purse in minor units, with which a choice can be paid: what the greatest flow lacks, put where it lacks.

    Of purses that would do equally well, one that has a budget before one that has none, and of those the fund that may pay for most. None where no
    amount would do, because the shares of the funds leave a rest that nobody may pay.
    """
    needs = spend_by_project(problem, chosen, complete(problem, chosen))
    rank = {fund: i for i, fund in enumerate(reversed(funds_by_reach(problem)))}
    extra: dict[Purse, int] = {}
    for pairs in linked_by_transfers(problem, sorted(needs)):
        own = {pair: needs.get(pair, {}) for pair in pairs}
        asked = sum(amount for by_project in own.values() for amount in by_project.values())
        graph = funding_network(problem, own)
        if not shortfall_in(graph, own):
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
