"""Splitting money loses no cent, and amounts for people show what is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutline.valuation.money import allocate, format_minor, format_short


@given(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_parts_always_sum_to_the_whole(total, weights):
    """The parts sum to the total, and no part differs from its exact share by a whole unit or more."""
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert all(abs(part * sum(weights) - total * weight) < sum(weights) for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1, 5]])
def test_weights_that_mean_nothing_are_refused(weights):
    """There are no weights, only zeros, or a negative weight."""
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "£0.00"), (5, "£0.05"), (-123450, "-£1,234.50"), (None, "–"), (10**15, "£10,000,000,000,000.00")],
)
def test_amounts_for_people_are_in_full(amount, text):
    """The text shows every cent, and an unknown amount is a dash and not zero."""
    assert format_minor(amount, "GBP") == text


@pytest.mark.parametrize(
    ("amount", "text"), [(99_994, "£1.0k"), (99_900, "£999"), (99_995_000, "£1.0m"), (-250_000_000, "-£2.5m"), (0, "£0")]
)
def test_headlines_round_to_the_next_unit(amount, text):
    """An amount of 999.95k is shown as 1.0m and not as 1,000.0k."""
    assert format_short(amount, "GBP") == text
