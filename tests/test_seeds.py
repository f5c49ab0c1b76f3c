"""The ranges of seeds hold every seed once."""

import pytest

from tests.seeds import seed_ranges


@pytest.mark.parametrize("arguments", [(40, 200), (50, 1000, 125), (range(80, 120), 200), (range(30), 30), (30, 31)])
def test_every_seed_is_in_one_range_and_only_the_first_range_is_in_every_run(arguments):
    """Whatever the sizes are."""
    params = seed_ranges(*arguments)
    seeds = [seed for param in params for seed in param.values[0]]
    assert sorted(seeds) == list(range(arguments[1]))
    assert [bool(param.marks) for param in params] == [False, *[True] * (len(params) - 1)]
