"""Who pays what: the money of a chosen set divided over funds as an exact integer flow, and the rows that make such a flow exist.

For one cost class and year, spends can be divided over funds exactly when every set U of funds can carry the projects that only U may
pay (Gale 1957, A theorem on flows in networks). That makes funding a matter of rows in the choice alone: no continuous columns.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from optimizer.plan import Allocation
from optimizer.problem import Problem
from optimizer.rows import Row, Selection, row

FULL_ENUMERATION = 6  # distinct sets of payers up to which every union gets its row at once


@dataclass(frozen=True)
class Shortfall:
    """A set of funds that cannot carry what only it may pay."""

    cost_class: str
    fiscal_year: int
    funds: frozenset[str]


def funding_row(problem: Problem, cost_class: str, year: int, funds: frozenset[str]) -> Row:
    """Spend of the projects that only `funds` may pay <= what these funds hold."""
    terms = [
        (j, amount)
        for j, option in enumerate(problem.options)
        if set(problem.payers[option.project]) <= funds
        for kind, spent, amount in option.spend
        if kind == cost_class and spent == year
    ]
    held = sum(problem.budgets.get((fund, cost_class, year), 0) for fund in funds)
    names = " + ".join(sorted(funds)) if funds else "no fund may pay"
    return row(
        f"budget[{'+'.join(sorted(funds))},{cost_class},{year}]",
        "budget",
        f"{cost_class} FY{year}, {names}",
        terms,
        None,
        held,
        "minor",
    )


def funding_rows(problem: Problem) -> list[Row]:
    """The rows of every class and year of the horizon: one for each distinct set of payers, and for every union where these are few.

    The unions left out where there are many are found by `allocate` when a selection needs them.
    """
    classes = sorted({kind for option in problem.options for kind, _, _ in option.spend})
    place = {fund: i for i, fund in enumerate(problem.funds)}

    def in_content_order(funds: frozenset[str]) -> list[int]:
        return sorted(place[fund] for fund in funds)

    distinct = sorted({frozenset(payers) for payers in problem.payers}, key=in_content_order)
    size = len(distinct) if len(distinct) <= FULL_ENUMERATION else 1
    unions = {frozenset().union(*sets) for k in range(1, size + 1) for sets in combinations(distinct, k)}
    unions.add(frozenset(problem.funds))
    rows = [
        funding_row(problem, kind, year, union)
        for kind in classes
        for year in problem.years
        for union in sorted(unions, key=in_content_order)
    ]
    return [each for each in rows if len(each.cols)]


def allocate(problem: Problem, chosen: Selection) -> list[Allocation] | list[Shortfall]:
    """Divide the spend of the chosen options over funds: every allocation, or every shortfall where it cannot be done.

    The fund that may pay for the fewest projects pays first (least-cost flow, fund by rank of reach). Projects with the same payers are one
    supply; within it they are served in content order, so few are split.
    """
    spends: dict[tuple[str, int], dict[int, int]] = {}
    for j in sorted(chosen):
        option = problem.options[j]
        for kind, year, amount in option.spend:
            if year in problem.years:
                spends.setdefault((kind, year), {})[option.project] = amount
    bookings: list[Allocation] = []
    shortfalls: list[Shortfall] = []
    for (kind, year), by_project in sorted(spends.items()):
        result = _flow(problem, kind, year, by_project)
        if isinstance(result, Shortfall):
            shortfalls.append(result)
        else:
            bookings.extend(result)
    return shortfalls or bookings


def by_reach(problem: Problem) -> list[str]:
    """Funds from the one that may pay for the fewest projects to the one that may for the most: money tied to a purpose is spent first."""
    reach = Counter(fund for payers in problem.payers for fund in payers)
    return sorted(problem.funds, key=lambda fund: reach[fund])


def _flow(problem: Problem, kind: str, year: int, spends: dict[int, int]) -> list[Allocation] | Shortfall:
    rank = {fund: i for i, fund in enumerate(by_reach(problem))}
    supply: dict[tuple[str, ...], int] = {}
    for project, amount in spends.items():
        supply[problem.payers[project]] = supply.get(problem.payers[project], 0) + amount
    graph: nx.DiGraph[Any] = nx.DiGraph()
    source, sink = ("source",), ("sink",)  # tuples of their own kind: a fund may be called anything
    graph.add_nodes_from((source, sink))
    for payers, amount in supply.items():
        graph.add_edge(source, ("payers", payers), capacity=amount)
        for fund in payers:
            graph.add_edge(("payers", payers), ("fund", fund), weight=rank[fund])
    for fund in problem.funds:
        graph.add_edge(("fund", fund), sink, capacity=problem.budgets.get((fund, kind, year), 0))
    carried, (reached, _) = nx.minimum_cut(graph, source, sink, flow_func=nx.algorithms.flow.edmonds_karp)
    if carried < sum(supply.values()):
        return Shortfall(kind, year, frozenset(fund for fund in problem.funds if ("fund", fund) in reached))
    full = nx.max_flow_min_cost(graph, source, sink)
    flow = {payers: {fund: full["payers", payers]["fund", fund] for fund in payers} for payers in supply}
    bookings = []
    for project, amount in spends.items():
        left = amount
        for fund in sorted(problem.payers[project], key=rank.__getitem__):
            part = min(left, flow[problem.payers[project]][fund])
            if part:
                flow[problem.payers[project]][fund] -= part
                left -= part
                bookings.append(Allocation(problem.projects[project], fund, kind, year, part))
    return bookings
