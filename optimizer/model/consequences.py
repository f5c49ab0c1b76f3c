"""Computes the dependent columns of a selection in integers: people that must be bought, and synergies that are earned.

No other module computes the figures of the dependent columns. The figures that a solver reports for them are never read.
"""

from collections import Counter

import numpy as np

from optimizer.linear.rows import Point, Selection
from optimizer.problem.records import Problem


def point_of(problem: Problem, chosen: Selection) -> Point:
    """The figures of all columns that are not zero for a selection."""
    return {**dict.fromkeys(sorted(chosen), 1), **_bought(problem, chosen), **_together(problem, chosen)}


def _together(problem: Problem, chosen: Selection) -> Point:
    if not problem.synergies:
        return {}
    options = np.fromiter(chosen, dtype=np.int64, count=len(chosen))
    runs = np.zeros(len(problem.projects), dtype=bool)
    runs[problem.projects_of[options[~problem.is_stop[options]]]] = True
    return {
        q: 1
        for q, each in zip(problem.layout.synergy_columns, problem.synergies, strict=True)
        if all(runs[p] for p in each.members)
    }


def _bought(problem: Problem, chosen: Selection) -> Point:
    """Buys people for every role and period that is short of people: in whole steps, from the cheapest offer first, until nobody
    is missing or the offers are exhausted.
    """
    point: Point = {}
    if not problem.elastic:
        return point
    need: Counter[tuple[str, int]] = Counter()
    for j in chosen:
        for role, period, milli_fte in problem.options[j].demand:
            need[role, period] += milli_fte
    for place, columns in problem.layout.steps_by_place.items():
        short = need[place] - problem.capacity.get(place, 0)
        for column in columns:
            offer = problem.elastic[column - problem.layout.step_columns.start]
            steps = min(-(-max(short, 0) // offer.step_milli_fte), offer.most_steps)
            if steps:
                short -= steps * offer.step_milli_fte
                point[column] = steps
                cost = problem.layout.cost_columns[offer.year]
                point[cost] = point.get(cost, 0) + steps * offer.step_cost
    return point
