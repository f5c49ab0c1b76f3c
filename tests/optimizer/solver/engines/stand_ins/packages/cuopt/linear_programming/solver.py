"""Solves by trying every point, and then misbehaves as STAND_IN says. The numbers are those of the issues of NVIDIA/cuopt."""

import itertools
import os
import time

import numpy as np

OPTIMAL, INFEASIBLE, TIME_LIMIT = 1, 2, 5
MOST_POINTS = 200_000


class Solution:
    """A reply in the form in which PuLP's class CUOPT reads it."""

    def __init__(self, status, figures):
        self._status, self._figures = status, figures

    def get_termination_status(self):
        """A number."""
        return self._status

    def get_primal_solution(self):
        """The figures of the columns."""
        return self._figures

    def get_problem_category(self):
        """True for a model in whole numbers."""
        return True


def Solve(model, settings):  # noqa: N802 cuOpt's name
    """The best point by enumeration, or the misbehaviour."""
    behaviour, most = os.environ["STAND_IN"], model.variable_upper_bounds
    if behaviour == "optimal of an infeasible point":  # 458 and 1115
        return Solution(OPTIMAL, most.tolist())
    if behaviour == "infeasible of a feasible model":  # 977 and 1021
        return Solution(INFEASIBLE, [0.0] * len(most))
    if behaviour == "stale point":  # 1488: "optimal" with an earlier, worse point
        return Solution(OPTIMAL, [0.0] * len(most))
    if behaviour == "abort":  # 1396: std::terminate
        os.abort()
    if behaviour == "hang":  # 1021
        time.sleep(600)
    if behaviour == "out of memory":
        raise MemoryError("std::bad_alloc: out of device memory")
    best = _best(model, most)
    if best is None:
        return Solution(INFEASIBLE, [0.0] * len(most))
    return Solution(TIME_LIMIT if behaviour == "time limit with a point" else OPTIMAL, best)


def _best(model, most):
    ranges = [range(int(each) + 1) for each in most]
    assert np.prod([len(each) for each in ranges], dtype=float) <= MOST_POINTS
    data, columns, starts = model.csr_constraint_matrix
    matrix = np.zeros((len(starts) - 1, len(most)))
    for i in range(len(starts) - 1):
        matrix[i, columns[starts[i] : starts[i + 1]]] = data[starts[i] : starts[i + 1]]
    kinds, bounds, worth = model.row_types, model.constraint_bounds, model.objective_coefficients
    best, reached = None, -np.inf
    for point in itertools.product(*ranges):
        sums, value = matrix @ point, float(worth @ np.array(point))
        is_kept = np.where(
            kinds == "L", sums <= bounds + 1e-6, np.where(kinds == "G", sums >= bounds - 1e-6, abs(sums - bounds) < 1e-6)
        )
        if value > reached and is_kept.all():
            best, reached = [float(each) for each in point], value
    return best
