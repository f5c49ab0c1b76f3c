"""Scrambled Sobol points: the random numbers of the simulations, in as many dimensions as are asked for."""

from collections.abc import Iterator
from itertools import count

import numpy as np
from scipy.stats import qmc

from cutline.metrics.risk.distributions import Draws

BLOCK = 256  # dimensions of one Sobol sequence: 2**16 draws of them are 128 MB; SciPy has direction numbers for 21,201

EDGE = 1e-12  # a point of 0 would be a normal draw of minus infinity


def uniform_columns(draws_log2: int, seed: int) -> Iterator[Draws]:
    """One column of 2**draws_log2 points between 0 and 1 for each dimension asked for, without end.

    Each block of dimensions is a Sobol sequence scrambled by itself; the draws of every block after the first are shuffled, because two
    scramblings of the same sequence are not independent draw by draw (Latin supercube sampling).
    """
    for block in count():
        rng = np.random.default_rng([seed, block])
        points = qmc.Sobol(BLOCK, scramble=True, rng=rng).random_base2(draws_log2)
        shuffled = rng.permutation(points) if block else points
        yield from np.clip(np.ascontiguousarray(shuffled.T), EDGE, 1 - EDGE)
