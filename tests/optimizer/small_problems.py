"""Problems with overtime and hires that are small enough to look at every selection."""

from itertools import product
from math import prod

from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import hiring_frames, nominal

MOST_SELECTIONS = 1500


def small_problems(seeds: range):
    """Problems with overtime and hires, each with every selection of at most one option a project."""
    for seed in seeds:
        problem = build_problem(nominal(hiring_frames(seed)))
        if problem.elastic and problem.hires and prod(len(own) + 1 for own in problem.options_of) <= MOST_SELECTIONS:
            picks = product(*[(None, *own) for own in problem.options_of])
            yield problem, [frozenset(j for j in pick if j is not None) for pick in picks]
