"""The verifier on the objective: value, bound, what was given up for stability, and the outcome."""

from dataclasses import replace

import pytest

from optimizer.plan import Gained, Stage
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import frames_of
from tests.optimizer.verifier.by_hand import CHOSE_BOTH, A, B


@pytest.mark.parametrize(
    ("changed", "violation"),
    [
        ({"value": 91, "bound": 91}, "objective: the chosen options are worth 90, the plan says 91"),
        ({"bound": 89}, "objective: the bound 89 is below the value 90"),
        ({"bound": 91}, "objective: the outcome proven does not fit the gap 1"),
        ({"outcome": "feasible"}, "objective: the outcome feasible does not fit the gap 0"),
    ],
)
def test_what_the_plan_says_of_itself_is_computed_again(changed, violation):
    """A and B are worth 50 and 40, nothing is left open."""
    frames = frames_of(options=[A, B])
    assert verify(frames, CHOSE_BOTH).passed
    assert verify(frames, replace(CHOSE_BOTH, **changed)).violations == (violation,)


def test_no_more_value_is_given_up_than_is_allowed():
    """With a tolerance of 10 %, 10 of 100 may be given up for stability, 11 may not."""
    for given_up, violations in ((10, ()), (11, ("objective: stability gave up 11, the tolerance allows 10",))):
        stage = Stage("greatest value", 90 + given_up, 0, is_complete=True, nodes=0, cut_rounds=0)
        tie = Stage("tie order", 0, given_up, is_complete=True, nodes=0, cut_rounds=0)
        plan = replace(
            CHOSE_BOTH, bound=90 + given_up, stages=(stage, tie), solver={"gap_target_ppm": 0, "value_tolerance_bp": 1000}
        )
        assert verify(frames_of(options=[A, B]), plan).violations == violations


def test_a_synergy_counts_in_the_value():
    """A and B with a gain of 7 are worth 97."""
    frames = frames_of(options=[A, B], synergies=[("gain", "A", 7), ("gain", "B", 7)])
    assert verify(frames, replace(CHOSE_BOTH, value=97, bound=97, gained=(Gained("gain", 7),))).passed
