"""The least and the greatest that a row can sum to when at most one column of a group is chosen."""

import numpy as np

from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import row
from optimizer.presolve.row_activity import KnownFacts, activity_of, sums_by


def facts(most: list[int], group: list[int], must: list[bool]) -> KnownFacts:
    """What is known of some columns."""
    return KnownFacts(np.array(most), np.array(group), np.array(must), len(must))


def test_a_group_brings_its_greatest_or_nothing_never_its_sum():
    """5 or 3 of one project, -2 of another: between -2 and 5. If the first must run: between 3 - 2 and 5."""
    matrix = Matrix.of([row("r", "group", "r", [(0, 5), (1, 3), (2, -2)], None, 4)], np.ones(3, dtype=np.int64))
    free = activity_of(matrix, facts([1, 1, 1], [0, 0, 1], [False, False]))
    assert (free.low.tolist(), free.high.tolist()) == ([-2], [5])
    given = activity_of(matrix, facts([1, 1, 1], [0, 0, 1], [True, False]))
    assert (given.low.tolist(), given.high.tolist()) == ([1], [5])
    assert (given.others_least.tolist(), given.others_greatest.tolist()) == ([-2, 3], [0, 5])
    assert [given.columns_of(part).tolist() for part in range(2)] == [[0, 1], [2]]


def test_a_column_that_cannot_be_chosen_brings_nothing():
    """Without the column of 5, the project that must run brings 3."""
    matrix = Matrix.of([row("r", "group", "r", [(0, 5), (1, 3), (2, -2)], None, 4)], np.ones(3, dtype=np.int64))
    known = activity_of(matrix, facts([0, 1, 1], [0, 0, 1], [True, False]))
    assert (known.low.tolist(), known.high.tolist()) == ([1], [3])


def test_a_project_that_must_run_can_still_be_left_out_of_a_row():
    """One of its two options is not in the row, so the row can get nothing of it."""
    matrix = Matrix.of([row("r", "group", "r", [(0, 5)], None, 4)], np.ones(2, dtype=np.int64))
    known = activity_of(matrix, facts([1, 1], [0, 0], [True]))
    assert (known.low.tolist(), known.high.tolist()) == ([0], [5])


def test_sums_by_place_do_not_lose_large_amounts():
    """Floats would lose the 1 beside 2**60."""
    assert sums_by(np.array([0, 1, 1]), np.array([7, 2**60, 1]), 3).tolist() == [7, 2**60 + 1, 0]
