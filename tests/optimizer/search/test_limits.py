"""How a bound in floating point becomes a whole number, and which value counts in a gap."""

import pytest

from optimizer.problem.building import build_problem
from optimizer.search.limits import closing_bound, required_value, whole_bound
from tests.optimizer.random_portfolios import frames_of


@pytest.mark.parametrize(
    ("bound", "value", "whole"), [(10.0, 10, 10), (10.4, 10, 10), (9.9, 10, 10), (10.6, 10, 11), (1e12 + 0.4, 10**12, 10**12)]
)
def test_a_float_bound_becomes_a_whole_one_that_does_not_flatter(bound, value, whole):
    """Within half a unit it is the value; else it is rounded up."""
    assert whole_bound(bound, value) == whole


def test_the_required_value_is_the_best_of_each_required_project():
    """A must run and is worth 5 or 7: nobody is free to choose 7. B is optional and counts nothing."""
    frames = frames_of(
        options=[("A", "full", 0, 1, 5), ("A", "lean", 0, 1, 7), ("B", "full", 0, 1, 100)], requirements=[("A", "mandate", "law")]
    )
    assert required_value(build_problem(frames)) == 7
    assert required_value(build_problem(frames_of(options=[("B", "full", 0, 1, 100)]))) == 0


def test_the_closing_bound_is_the_greatest_one_within_the_gap():
    """A tenth of the value that is decided on, rounded down: 7 of 79 with a base of 0, and 4 if 30 of the 79 are in every plan."""
    assert closing_bound(79, 100_000, 0) == 86
    assert closing_bound(79, 100_000, 30) == 83
    assert closing_bound(79, 0, 30) == 79
