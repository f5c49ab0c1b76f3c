"""Finds the smallest increase of budgets with which a selection can be paid, and the purses that get the increase."""

import networkx as nx

from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.funding.needs import funds_by_reach, linked_by_transfers, spend_by_project
from optimizer.model.funding.network import SINK, SOURCE, funding_network, shortfall_in
from optimizer.problem.records import Problem, Purse

_EXTRA = 10**6  # the cost of one additional minor unit in the flow, so high that it outweighs any preference among purses


def least_extra_money(problem: Problem, chosen: Selection) -> dict[Purse, int] | None:
    """The smallest increase of purses, in minor units, with which a selection can be paid; None if no increase is enough.

    The increase is the amount by which the maximum flow falls short of the spend. It is given to the purses through which the
    missing flow can pass. Of several purses that would do, a purse with a budget is preferred to a purse without one, and then
    the purse of the fund that may pay for the most projects. No increase is enough if the shares of the funds leave a part of
    the spend that no fund may pay.
    """
    needs = spend_by_project(problem, chosen, point_of(problem, chosen))
    rank = {fund: i for i, fund in enumerate(reversed(funds_by_reach(problem)))}
    extra: dict[Purse, int] = {}
    for pairs in linked_by_transfers(problem, sorted(needs)):
        own = {pair: needs.get(pair, {}) for pair in pairs}
        asked = sum(amount for by_project in own.values() for amount in by_project.values())
        graph = funding_network(problem, own)
        if not shortfall_in(graph, own):
            continue
        for _, _, edge in graph.edges(data=True):
            edge["weight"] = 0  # only the money that is added has a cost
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
