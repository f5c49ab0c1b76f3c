"""Multipliers with which rows contradict one another, by hand."""

import numpy as np
import pytest

from optimizer.linear.rows import row
from optimizer.solver.infeasibility_proof import proof_multipliers

MOST = np.array([1, 1], dtype=np.int64)


def test_the_multipliers_of_a_contradiction_add_up_to_one():
    """3 a + 3 b <= 5 although both must run: once the first row and three times each of the others give 0 <= -1."""
    rows = [
        row("most", "budget", "most", [(0, 3), (1, 3)], None, 5),
        row("a", "choice", "a", [(0, 1)], 1, None),
        row("b", "choice", "b", [(1, 1)], 1, None),
    ]
    first, second, third = proof_multipliers(rows, MOST, 0, seconds=10.0)
    assert second == pytest.approx(3 * first)
    assert third == pytest.approx(3 * first)
    total = first * 5 - second * 1 - third * 1
    assert total < 0  # the weighted bounds contradict the sum of zeros on the left


def test_rows_that_can_all_hold_give_no_contradiction():
    """With 6 instead of 5 the weighted sum is no contradiction, whatever the multipliers are."""
    rows = [
        row("most", "budget", "most", [(0, 3), (1, 3)], None, 6),
        row("a", "choice", "a", [(0, 1)], 1, None),
        row("b", "choice", "b", [(1, 1)], 1, None),
    ]
    found = proof_multipliers(rows, MOST, 0, seconds=10.0)
    assert found[0] * 6 - sum(found[1:]) >= -1e-9
