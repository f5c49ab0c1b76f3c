"""Makes rows of declared limits that are stated as weights of options, for the families group, balance and flow."""

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row
from optimizer.problem.records import Problem


def weighted_rows(problem: Problem, family: str) -> list[Row]:
    """The rows of the declared limits of one family. A row bounds the sum of the weights of the chosen options."""
    return [
        Row(f"{family}[{i}]", family, each.label, *_columns(each.weights), each.lower, each.upper, owner=each.owner)
        for i, each in enumerate(problem.limits)
        if each.family == family
    ]


def _columns(weights: tuple[tuple[int, int], ...]) -> tuple[IntArray, IntArray]:
    pairs = np.array([pair for pair in weights if pair[1]], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
