"""The smallest increase of budgets with which a selection can be paid, and the purses that should get it."""

import networkx as nx

from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.funding.needs import funds_by_reach, linked_by_transfers, spend_by_project
from optimizer.model.funding.network import SINK, SOURCE, funding_network, shortfall_in
from optimizer.problem.records import Problem, Purse

_EXTRA = 10**6  # the cost of one more minor unit, so that it outweighs any preference among purses


def least_extra_money(problem: Problem, chosen: Selection) -> dict[Purse, int] | None:
    """The smallest increase of purses, in minor units, with which a selection can be paid; None where no amount would be enough.

    It is what the maximum flow lacks, given to purses where it lacks. Of purses that would do equally well, one that has a
    budget is preferred to one that has none, and then the purse of the fund that may pay for the most projects. No amount is
    enough if the shares of the funds leave a rest that nobody may pay.
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
