"""Rows are scaled to whole numbers of moderate size before the solver gets them."""

import numpy as np

from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.solver import scaling
from tests.optimizer.random_portfolios import random_frames


def test_rows_reach_the_solver_as_whole_numbers():
    """Fractions near a tolerance cost an optimum once: every coefficient and bound of a rule is a whole number of moderate size."""
    for seed in range(60):
        model = build_model(build_problem(random_frames(seed)))
        unit = scaling.money_unit(model)
        for each in model.rows:
            scaled = scaling.scaled_row(each, model.money, unit)
            assert all(float(c).is_integer() and abs(c) <= scaling.COEF_MAX for c in scaled.coefs)
            assert all(float(b).is_integer() for b in (scaled.low, scaled.high) if np.isfinite(b))
