"""The consistency ratio, by hand and against another algorithm."""

from fractions import Fraction

import numpy as np
import pytest

from cutline.metrics.alignment.consistency import consistency
from cutline.metrics.alignment.criterion_weights import criterion_weights
from tests.cutline.metrics.alignment.rows import ABC, FLAT, comparisons, criteria, shares
from tests.cutline.metrics.documentation import assert_documented


def test_the_consistency_ratio_by_hand():
    """The eigenvalue is 1 + 2 + 1/2 = 3.5, the index 0.25, and the ratio 0.25 / 0.58 = 0.431.

    Criterion a is twice b, b twice c, and c twice a. The weights are equal, because the comparisons are symmetric.
    """
    pairs = comparisons(a_b=2000, b_c=2000, c_a=2000)
    assert shares(criterion_weights(ABC, pairs)) == dict.fromkeys("abc", Fraction(1, 3))
    assert consistency(ABC, pairs, 1000).collect().rows() == [(None, 3, 431, 4310, False)]


def test_an_inconsistent_matrix_agrees_with_numpy():
    """Four criteria on Saaty's scale have the weights and the eigenvalue that NumPy computes with another algorithm."""
    pairs = comparisons(a_b=5000, a_c=6000, a_d=7000, b_c=4000, b_d=6000, c_d=4000)
    four = criteria(*((each, 1) for each in "abcd"))
    matrix = np.array([[1, 5, 6, 7], [1 / 5, 1, 4, 6], [1 / 6, 1 / 4, 1, 4], [1 / 7, 1 / 6, 1 / 4, 1]])
    values, vectors = np.linalg.eig(matrix)
    largest = int(values.real.argmax())
    vector = vectors[:, largest].real / vectors[:, largest].real.sum()
    found = criterion_weights(four, pairs).collect()
    assert found["weight"].to_list() == pytest.approx(vector * 10**9, abs=0.51)
    ratio = (values[largest].real - 4) / 3 / 0.90
    assert consistency(four, pairs, 1000).collect().rows() == [(None, 4, round(ratio * 1000), round(ratio * 10_000), False)]


def test_no_index_is_made_up_beyond_fifteen():
    """Sixteen criteria have an unknown consistency, because no random index is published for them."""
    names = [f"c{i:02}" for i in range(16)]
    pairs = comparisons(**{f"{a}_{b}": 1000 for i, a in enumerate(names) for b in names[i + 1 :]})
    assert consistency(criteria(*((each, 1) for each in names)), pairs, 1000).collect().rows() == [(None, 16, None, None, None)]


def test_every_column_is_documented():
    """Each column has a meaning and an origin, and no other column is documented."""
    assert_documented(consistency, consistency(FLAT, comparisons(a_b=2000), 1000))
