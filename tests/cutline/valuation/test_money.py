"""Splitting money loses no cent, and amounts for people show what is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutline.settings.loading import settings_from
from cutline.valuation.money import allocate, format_minor, format_short, unit_of_worth


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


@pytest.mark.parametrize(
    ("currency", "digits", "objective", "unit"),
    [
        ("EUR", 2, "value", "0.01 EUR"),
        ("JPY", 0, "value", "1 JPY"),
        ("KWD", 3, "value", "0.001 KWD"),
        ("EUR", 2, "score", "0.001 points"),
    ],
)
def test_the_unit_of_the_objective_is_one_of_the_currency_or_of_a_point(currency, digits, objective, unit):
    """What 1 in the column value counts."""
    portfolio = {"currency": currency, "minor_digits": digits}
    assert unit_of_worth(settings_from({"portfolio": portfolio, "planning": {"objective": objective}})) == unit
