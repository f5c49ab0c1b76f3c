"""The changed budgets of one selection move the least money, stay within the limits, and keep the total of each fund and class."""

from optimizer.explain.funding.fixed_budgets import budgets_that_pay
from optimizer.problem.building import build_problem
from tests.optimizer.random_portfolios import frames_of

FIRST, SECOND = ("F", "capex", 2027), ("F", "capex", 2028)


def _problem(first, second):
    """A costs 60 in the first year and 50 in the second."""
    frames = frames_of(
        options=[("A", "full", 0, 2, 10)], years=[(2027,), (2028,)], payers=[("A", "F")],
        spend=[("A", "full", 0, "capex", 2027, 60), ("A", "full", 0, "capex", 2028, 50)],
        budgets=[(*FIRST, first), (*SECOND, second)],
    )  # fmt: skip
    return build_problem(frames)


def test_the_least_money_is_moved():
    """Ten minor units lack in the first year, and the second has more than ten to spare."""
    assert budgets_that_pay(_problem(50, 70), frozenset({0}), {FIRST: 20, SECOND: 20}) == {FIRST: 10, SECOND: -10}


def test_nothing_is_moved_if_nothing_lacks():
    """The budgets are enough."""
    assert budgets_that_pay(_problem(60, 50), frozenset({0}), {FIRST: 20, SECOND: 20}) == {}


def test_no_change_helps_beyond_the_limits_or_the_total():
    """Nine may move where ten lack; or the total is one too small; or no purse may change."""
    assert budgets_that_pay(_problem(50, 70), frozenset({0}), {FIRST: 9, SECOND: 9}) is None
    assert budgets_that_pay(_problem(50, 59), frozenset({0}), {FIRST: 20, SECOND: 20}) is None
    assert budgets_that_pay(_problem(50, 70), frozenset({0}), {}) is None


def test_amounts_of_billions_are_moved_to_the_minor_unit():
    """A cent lacks of three billion."""
    frames = frames_of(
        options=[("A", "full", 0, 2, 10)], years=[(2027,), (2028,)], payers=[("A", "F")],
        spend=[("A", "full", 0, "capex", 2027, 3_000_000_001), ("A", "full", 0, "capex", 2028, 2_999_999_998)],
        budgets=[(*FIRST, 3_000_000_000), (*SECOND, 3_000_000_000)],
    )  # fmt: skip
    most = dict.fromkeys((FIRST, SECOND), 600_000_000)
    assert budgets_that_pay(build_problem(frames), frozenset({0}), most) == {FIRST: 1, SECOND: -1}
