"""The rows of the families `group`, `balance` and `flow`: limits that the portfolio office declares over groups of projects."""

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row
from optimizer.problem.records import Problem


def _declared(problem: Problem, family: str) -> list[Row]:
    return [
        Row(f"{family}[{i}]", family, each.label, *_columns(each.weights), each.lower, each.upper, owner=each.owner)
        for i, each in enumerate(problem.limits)
        if each.family == family
    ]


def _columns(weights: tuple[tuple[int, int], ...]) -> tuple[IntArray, IntArray]:
    pairs = np.array([pair for pair in weights if pair[1]], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def group_rows(problem: Problem) -> list[Row]:
    """Declared: at least, at most or exactly k of a group, lower <= sum of x over the group <= upper."""
    return _declared(problem, "group")


def balance_rows(problem: Problem) -> list[Row]:
    """Declared: a share of money, sum of (own spend - share x spend) w <= 0; an average, sum of (risk - limit) x spend x w <= 0."""
    return _declared(problem, "balance")


def flow_rows(problem: Problem) -> list[Row]:
    """Declared: projects that start, or run, in a period of one unit or sponsor, sum of w <= most."""
    return _declared(problem, "flow")
