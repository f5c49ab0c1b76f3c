"""Rows as compressed arrays, and the parts of a model that a solver is given."""

import numpy as np
import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.linear.matrix import Matrix, sub_model, whole_model
from optimizer.model.building import build_model
from optimizer.problem.building import build_problem


@pytest.mark.parametrize("seed", range(10))
def test_whole_number_parts_let_in_no_false_point(seed):
    """What a part's rows allow, the exact rows allow: rounding is inwards.

    Amounts are above what a row of a part may hold, so there is something to round.
    """
    problem = build_problem(joint_portfolio(seed, 80))
    model = build_model(problem)
    scarce = [each for each in model.rows if each.family in ("budget", "capacity", "balance")]
    matrix, draw = Matrix.of(scarce, model.upper_limits), np.random.default_rng(seed)
    money = np.ones(len(model.columns))
    columns = np.arange(len(model.columns))
    part = sub_model(matrix, model.objective, money, np.zeros(len(columns), dtype=np.int64), columns)
    relaxed = whole_model(matrix, model.objective, money)
    assert relaxed.entries.shape[0] >= part.entries.shape[0]
    for _ in range(5):
        point = np.zeros(len(columns), dtype=np.int64)
        for j in draw.permutation(len(columns)):
            point[j] = 1
            inside = part.entries @ point
            if ((inside > part.upper) | (inside < part.lower)).any():
                point[j] = 0
        assert point.any()
        assert not matrix.is_broken_by(point)
    assert matrix.largest.max() > 10**6
