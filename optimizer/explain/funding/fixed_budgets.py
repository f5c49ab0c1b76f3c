"""Finds changed budgets that pay for one selection in every case: money moves between the years of a fund and class, within limits.

The sets of purses that are short of money are gathered, first at planned cost and then in the cases of the robust budgets. A small
integer program moves as little money as possible so that no gathered set is short. It ends when no set is short, or when no change of
the budgets within the limits helps.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from optimizer.explain.funding.larger_amounts import same_columns
from optimizer.linear.rows import Selection
from optimizer.model.consequences import point_of
from optimizer.model.families.money.budget import funding_row, purses_behind
from optimizer.model.funding.network import shortfalls
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.records import Problem, Purse

MOST_ROUNDS = 200
# Amounts are whole, so a row relaxed by this much has the same solutions, and floating point cannot find it broken.
WHOLE_SLACK = 0.4
Need = tuple[frozenset[Purse], int]  # a set of purses, and the money that must be added to it


def budgets_that_pay(problem: Problem, chosen: Selection, most: Mapping[Purse, int]) -> dict[Purse, int] | None:
    """What is added to each purse, in minor units; None if it is found that no change within the limits is enough.

    most: by how much the budget of each purse that may change can rise or fall. The sum over the purses of a fund and class is zero.
    """
    needs, more = list[Need](), dict[Purse, int]()
    for _ in range(MOST_ROUNDS):
        budgets = {**problem.budgets, **{purse: problem.budgets.get(purse, 0) + by for purse, by in more.items()}}
        short = _short_sets(same_columns(problem, replace(problem, budgets=budgets)), chosen)
        if not short:
            return {purse: by for purse, by in sorted(more.items()) if by}
        needs += [(purses, by + sum(more.get(purse, 0) for purse in purses)) for purses, by in short]
        found = _least_moved(needs, most)
        if found is None:
            return None
        more = found
    return None


def _short_sets(problem: Problem, chosen: Selection) -> list[Need]:
    """The sets of purses that hold too little, and by how much: at planned cost or, if none, in some case of the robust budgets."""
    point = point_of(problem, chosen)
    planned = [(each.purses, funding_row(problem, each.pairs, each.purses).excess(point)) for each in shortfalls(problem, chosen)]
    if planned:
        return planned
    lazy = LazyRules.of(problem)
    return [(purses_behind(behind), each.excess(point)) for each, behind in lazy.missing(problem, chosen, lazy.limiting("money"))]


def _least_moved(needs: list[Need], most: Mapping[Purse, int]) -> dict[Purse, int] | None:
    """The least change of budgets that meets every need; None if there is none. A column for what is added, and one for what is taken."""
    purses = sorted(most)
    groups = sorted({purse[:2] for purse in purses})
    if not purses:
        return None
    inside = np.array([[purse in one for purse in purses] for one, _ in needs], dtype=float)
    same = np.array([[purse[:2] == group for purse in purses] for group in groups], dtype=float)
    limits = np.array([most[purse] for purse in purses] * 2, dtype=float)
    answer = milp(
        np.ones(2 * len(purses)),
        integrality=np.ones(2 * len(purses)),
        bounds=Bounds(0, limits),
        constraints=[
            LinearConstraint(np.hstack([inside, -inside]), np.array([need - WHOLE_SLACK for _, need in needs]), np.inf),
            LinearConstraint(np.hstack([same, -same]), -WHOLE_SLACK, WHOLE_SLACK),
        ],
    )
    if answer.x is None:
        return None
    amounts = [round(each) for each in answer.x]
    return {purse: amounts[i] - amounts[len(purses) + i] for i, purse in enumerate(purses)}
