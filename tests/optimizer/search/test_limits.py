"""How a bound in floating point becomes a whole number, and which value counts in a gap."""

import pytest

from optimizer.search.limits import whole_bound


@pytest.mark.parametrize(
    ("bound", "value", "whole"), [(10.0, 10, 10), (10.4, 10, 10), (9.9, 10, 10), (10.6, 10, 11), (1e12 + 0.4, 10**12, 10**12)]
)
def test_a_float_bound_becomes_a_whole_one_that_does_not_flatter(bound, value, whole):
    """Within half a unit it is the value; else it is rounded up."""
    assert whole_bound(bound, value) == whole
