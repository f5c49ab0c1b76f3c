"""The spend of a selection by cost class, fiscal year and payers, which is the demand side of the funding flow."""

from collections import Counter

import networkx as nx
import numpy as np

from optimizer.linear.rows import Point, Selection
from optimizer.problem.overtime import BOUGHT_PEOPLE_CLASS
from optimizer.problem.records import Problem

SHARE_SCALE = 10_000
Pair = tuple[str, int]  # cost class, fiscal year
Payers = tuple[str, ...]


def funds_by_reach(problem: Problem) -> list[str]:
    """The funds, from the one that may pay for the fewest projects to the one that may pay for the most.

    If funds pay in this order, money that is tied to a purpose is spent first.
    """
    reach = Counter(fund for p, payers in enumerate(problem.payers) if p not in problem.hires for fund in payers)
    return sorted(problem.funds, key=lambda fund: reach[fund])


def most_payable(problem: Problem, project: int, fund: str, amount: int) -> int | None:
    """The most that a fund may pay of an amount that a project spends: its share, rounded down to a minor unit.

    Returns None if the fund has no limit.
    """
    share = problem.payer_limits.get((project, fund))
    return None if share is None else amount * share // SHARE_SCALE


def spend_by_project(problem: Problem, chosen: Selection, point: Point) -> dict[Pair, dict[int | None, int]]:
    """The spend of each project for each class and year. The key None has the cost of people bought and hired.

    point: the figures of all columns for the selection.
    """
    needs: dict[Pair, dict[int | None, int]] = {}
    for j in sorted(chosen):
        option = problem.options[j]
        for kind, year, amount in option.spend:
            if year in problem.years:
                own, who = needs.setdefault((kind, year), {}), None if option.project in problem.hires else option.project
                own[who] = own.get(who, 0) + amount
    for year, column in problem.layout.cost_columns.items():
        if column in point:
            own = needs.setdefault((BOUGHT_PEOPLE_CLASS, year), {})
            own[None] = own.get(None, 0) + point[column]
    return needs


def spend_by_payers(problem: Problem, chosen: Selection, point: Point) -> dict[Pair, dict[int | None, int]]:
    """As `spend_by_project`, with the spend of all projects that have the same payers added under one of these projects.

    Projects of which some fund may pay only a share keep a figure of their own.
    """
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
    for year, column in problem.layout.cost_columns.items():
        if column in point:
            needs.setdefault((BOUGHT_PEOPLE_CLASS, year), {})[None] = point[column]
    return needs


def linked_by_transfers(problem: Problem, pairs: list[Pair]) -> list[tuple[Pair, ...]]:
    """Groups `pairs` of class and year. The pairs of a group must be funded together, because money may be moved between them."""
    graph: nx.Graph[Pair] = nx.Graph()
    graph.add_nodes_from(pairs)
    graph.add_edges_from((each.source[1:], each.target[1:]) for each in problem.transfers)
    parts = (tuple(sorted(part)) for part in nx.connected_components(graph))
    return sorted(part for part in parts if set(part) & set(pairs))
