"""The linear relaxation, and the search of a part, of a knapsack that can be solved by hand."""

import numpy as np
import pytest

from optimizer.linear.matrix import Matrix, whole_model
from optimizer.linear.rows import row
from optimizer.solver.relaxation import search_part, solve_relaxation
from tests.optimizer.solver.small_models import model_of

# Two projects of 60 in a budget of 90: the relaxation takes the better one and half of the other.
MODEL = model_of([50, 40], [row("budget", "budget", "budget", [(0, 60), (1, 60)], None, 90, "minor")])
PART = whole_model(Matrix.of(MODEL.rows, MODEL.upper_limits), MODEL.objective, np.ones(2))


def test_the_relaxation_splits_the_marginal_project_and_prices_the_budget():
    """50 and half of 40 are 70; a unit of the budget is worth 40 / 60."""
    found = solve_relaxation(PART, seconds=10.0, seed=0)
    assert found is not None
    assert found.bound == pytest.approx(70.0)
    assert found.figures.tolist() == pytest.approx([1.0, 0.5])
    assert found.prices.tolist() == pytest.approx([40 / 60])


def test_the_search_of_a_part_ends_with_its_proof():
    """In whole projects the better one alone is the best."""
    found = search_part(PART, None, nodes=10, seconds=10.0, seed=0)
    assert found.figures is not None
    assert np.rint(found.figures).tolist() == [1.0, 0.0]
    assert found.is_complete
