"""Scrambled Sobol points: the quasi-random numbers of the simulations, in any number of dimensions."""

from collections.abc import Iterator
from itertools import count

import numpy as np
from scipy.stats import qmc

from cutline.metrics.risk.distributions import Draws

# Dimensions of one Sobol sequence: 2**16 draws of 256 dimensions take 128 MB. SciPy has direction numbers for 21,201 dimensions.
BLOCK = 256
EDGE = 1e-12  # points keep this distance from 0 and 1, because the normal draws of 0 and 1 are infinite


def uniform_columns(draws_log2: int, seed: int) -> Iterator[Draws]:
    """An endless iterator over dimensions: each item is a column of 2**draws_log2 points between 0 and 1.

    Each block of dimensions is a Sobol sequence with its own scrambling. The draws of every block after the first are shuffled,
    because two scramblings of the same sequence are not independent draw by draw (Latin supercube sampling).
    """
    for block in count():
        rng = np.random.default_rng([seed, block])
        points = qmc.Sobol(BLOCK, scramble=True, rng=rng).random_base2(draws_log2)
        shuffled = rng.permutation(points) if block else points
        yield from np.clip(np.ascontiguousarray(shuffled.T), EDGE, 1 - EDGE)
