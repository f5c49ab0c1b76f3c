"""The verifier on purses: what they hold, and the money that is moved between them."""

from dataclasses import replace

import pytest

from optimizer.plan import Allocation, Moved
from optimizer.verifier.verify import verify
from tests.optimizer.model.families.money.test_budget import vired
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.small_portfolios import plan_of
from tests.optimizer.verifier.by_hand import CHOSE_A, A, objecting


@pytest.mark.parametrize(
    ("moved", "checks"),
    [
        ((Moved("F", "capex", 2027, "F", "opex", 2027, 71),), {"moved"}),  # a cent more than may be
        ((Moved("F", "opex", 2027, "F", "capex", 2027, 70),), {"moved", "purses"}),  # the way back, which nobody declared
        ((Moved("F", "capex", 2027, "F", "opex", 2027, 35),) * 2, {"moved"}),  # one move in two halves
        ((), {"purses"}),  # what is needed is not moved
    ],
)
def test_the_verifier_knows_the_direction_and_the_limit(moved, checks):
    """Whatever the bookings say: moves are checked by their direction and limit, purses by what is left in them."""
    frames = vired(70)
    assert objecting(verify(frames, replace(plan_of(frames), moved=moved))) == checks


def test_a_fund_may_not_overspend_by_a_cent():
    """The spend is booked in full to a fund that may pay, but the fund holds a cent less."""
    rows = {"options": [A], "spend": [("A", "full", 0, "capex", 2027, 500)], "years": [(2027,)], "payers": [("A", "F")]}
    plan = replace(CHOSE_A, allocations=(Allocation("A", "F", "capex", 2027, 500),))
    assert verify(frames_of(**rows, budgets=[("F", "capex", 2027, 500)]), plan).passed
    overdrawn = verify(frames_of(**rows, budgets=[("F", "capex", 2027, 499)]), plan)
    assert overdrawn.violations == ("purses: fund F has 499 capex in 2027 and pays 500",)
