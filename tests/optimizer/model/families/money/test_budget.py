"""Funds pay for what is chosen: money carried over, money of another class, shares of a project."""

import pytest

from optimizer.plan import Moved
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import plan_of


def carried(most: int, *, first: int = 100, second: int = 50) -> dict:
    """A costs 120 in 2028, for which the fund holds `second`, and `first` in 2027."""
    return frames_of(
        options=[("A", "full", 1, 2, 500)], spend=[("A", "full", 1, "capex", 2028, 120)], years=[(2027,), (2028,)], payers=[("A", "F")],
        budgets=[("F", "capex", 2027, first), ("F", "capex", 2028, second)], transfers=[("F", "capex", 2027, "F", "capex", 2028, most)],
    )  # fmt: skip


def test_what_is_needed_is_carried_and_no_more():
    """2028 is 70 short: 70 are carried over from 2027, although 90 may be."""
    assert plan_of(carried(90)).moved == (Moved("F", "capex", 2027, "F", "capex", 2028, 70),)


@pytest.mark.parametrize("frames", [carried(69), carried(90, first=69)])
def test_no_more_is_carried_than_may_be_or_than_is_there(frames):
    """With one unit less, in the limit or in the fund, the project cannot be paid."""
    assert plan_of(frames).chosen == ()


def test_money_is_carried_over_several_years():
    """Money that was carried into a year may be carried on, within the limit of each year."""
    frames = frames_of(
        options=[("A", "full", 2, 3, 500)], spend=[("A", "full", 2, "capex", 2029, 30)], years=[(2027,), (2028,), (2029,)], payers=[("A", "F")],
        budgets=[("F", "capex", 2027, 20), ("F", "capex", 2028, 10)],
        transfers=[("F", "capex", 2027, "F", "capex", 2028, 20), ("F", "capex", 2028, "F", "capex", 2029, 30)],
    )  # fmt: skip
    assert [m.amount_minor for m in plan_of(frames).moved] == [20, 30]


def vired(most: int) -> dict:
    """A costs 120 opex, for which F holds 50, and 100 capex of which `most` may be spent as opex."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], spend=[("A", "full", 0, "opex", 2027, 120)], years=[(2027,)], payers=[("A", "F")],
        budgets=[("F", "opex", 2027, 50), ("F", "capex", 2027, 100)], transfers=[("F", "capex", 2027, "F", "opex", 2027, most)],
    )  # fmt: skip


def test_money_of_another_class_is_spent_as_far_as_it_may_be():
    """Opex is 70 short: 70 come from capex if 70 may be moved; with a limit of 69 the project is out."""
    assert plan_of(vired(70)).moved == (Moved("F", "capex", 2027, "F", "opex", 2027, 70),)
    assert plan_of(vired(69)).chosen == ()


def shared(*limits, cost: int = 101, f: int = 100, g: int = 100) -> dict:
    """A costs `cost`; F and G may pay, within `limits`."""
    return frames_of(
        options=[("A", "full", 0, 1, 500)], spend=[("A", "full", 0, "capex", 2027, cost)], years=[(2027,)], payers=[("A", "F"), ("A", "G")],
        budgets=[("F", "capex", 2027, f), ("G", "capex", 2027, g)], payer_limits=list(limits),
    )  # fmt: skip


def test_a_share_is_rounded_down_and_the_rest_is_anothers():
    """Half of 101 is 50: F pays at most 50, so G pays at least 51."""
    paid = {a.fund_id: a.amount_minor for a in plan_of(shared(("A", "F", 5000))).allocations}
    assert paid["F"] <= 50
    assert sum(paid.values()) == 101


@pytest.mark.parametrize(
    "frames",
    [
        shared(("A", "F", 5000), g=50),  # G would have to pay 51
        shared(("A", "F", 5000), ("A", "G", 5000), cost=101),  # both halves rounded down are a cent short
        shared(("A", "F", 0), g=100),  # F may pay nothing, G holds a cent less than the cost
    ],
)
def test_what_shares_leave_unpaid_cannot_be_chosen(frames):
    """Each case leaves a unit that no fund may pay or has, so the project is out."""
    assert plan_of(frames).chosen == ()
