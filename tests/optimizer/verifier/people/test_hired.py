"""The verifier on people hired: whole people at their price, who arrive only when they may and stay."""

from dataclasses import replace

import pytest

from optimizer.plan import Bought
from optimizer.verifier.verify import verify
from tests.optimizer.model.families.people.test_hire import HIRED, term, two_years
from tests.optimizer.small_portfolios import plan_of


@pytest.mark.parametrize(
    ("bought", "violation"),
    [
        (HIRED[:1], "1000 milli-FTE hired as Dev are gone in period 1"),
        ((replace(HIRED[0], milli_fte=1001), HIRED[1]), "1001 milli-FTE are not 1 to 1 whole people of 1000"),
        ((replace(HIRED[0], amount_minor=19), HIRED[1]), "hires of Dev in period 0 cost 20 in 2027, the plan says 19 in 2027"),
        ((*HIRED, Bought("Ops", 0, "hire", 1000, 2027, 20)), "hires of Ops in period 0 are not offered"),
    ],
)
def test_hires_are_checked_period_by_period(bought, violation):
    """A plan with one Dev from 2027 on passes; each change of the hire is named by the check of hires."""
    frames = two_years("AB")
    plan = plan_of(frames)
    assert plan.bought == HIRED
    found = verify(frames, replace(plan, bought=bought)).violations
    assert any(text.startswith("hired: ") and violation in text for text in found)


def test_nobody_arrives_when_nobody_may():
    """The same hire where heads may arrive from 2028 on only."""
    plan = plan_of(two_years("AB"))
    frames = two_years("AB", hires=[term(0, may_arrive=False), term(1)])
    assert verify(frames, plan).violations == ("hired: 1000 milli-FTE are hired as Dev in period 0, when nobody can arrive",)
