"""Sobol points beyond the dimensions of one sequence."""

import itertools

import numpy as np

from cutline.metrics.risk.quasi_random import BLOCK, uniform_columns


def test_there_are_dimensions_beyond_one_sequence_and_they_are_independent():
    """Of 21,500 columns each is evenly distributed, and columns at the same position of two blocks are not correlated."""
    columns = list(itertools.islice(uniform_columns(8, 0), 21_500))
    means = np.array([column.mean() for column in columns])
    assert np.abs(means - 0.5).max() < 0.005
    across = [abs(np.corrcoef(columns[i], columns[i + BLOCK])[0, 1]) for i in range(BLOCK)]
    assert max(across) < 0.3  # without the shuffle the mean is 0.75
    assert np.mean(across) < 0.08
    assert all(((column > 0) & (column < 1)).all() for column in columns)
