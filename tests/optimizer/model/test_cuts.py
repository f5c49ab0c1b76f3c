"""A cut takes one false answer away and no true one."""

import numpy as np

from optimizer.linear.rows import row
from optimizer.model.cuts import cover_cut


def at(chosen: frozenset) -> dict:
    """A choice as a point."""
    return dict.fromkeys(chosen, 1)


def test_a_cover_cut_removes_the_point_and_no_good_one():
    """Over all selections of random rows: the cut forbids what broke the row and nothing that keeps it."""
    rng = np.random.default_rng(5)
    for _ in range(300):
        coefs = rng.integers(-9, 20, 6)
        bound = int(rng.integers(-5, 40))
        sided = row("r", "balance", "r", enumerate(coefs.tolist()), None if rng.random() < 0.7 else bound, bound)
        points = [frozenset(j for j in range(6) if mask >> j & 1) for mask in range(64)]
        bad = [point for point in points if sided.excess(at(point))]
        if not bad:
            continue
        point = bad[int(rng.integers(len(bad)))]
        cut = cover_cut(sided, point, 0)
        assert cut.excess(at(point))
        assert not any(cut.excess(at(other)) for other in points if not sided.excess(at(other)))
