"""The stages of a plan beside an approved plan: what they say of change and value is recomputed."""

from dataclasses import replace

import pytest

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.verifier.verify import verify
from tests.optimizer.small_portfolios import one_fund
from tests.optimizer.verifier.by_hand import objecting
from tests.optimizer.verifier.stage_faults import stage_changed


def kept_close() -> tuple[dict, Plan]:
    """A is worth 2 more than the approved B, less than the tolerance: B stays, and 2 are given up."""
    frames = one_fund({"A": 10, "B": 10}, {"A": 1000, "B": 998}, 10, approved=[("B", "full", 0)])
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=30)
    assert isinstance(plan, Plan)
    return frames, plan


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("least change", "result"),
        ("value won back", "result"),
        ("greatest value", "result"),
        ("value won back", "value_given_up"),
    ],
)
@pytest.mark.parametrize("by", [-1, 1])
def test_a_misstated_stage_is_objected_to(name, field, by):
    """Of each stage the result, and what the last one gave up, is one off."""
    frames, plan = kept_close()
    assert verify(frames, plan).violations == ()
    assert plan.stages[-1].name == "value won back"
    assert "stages" in objecting(verify(frames, stage_changed(plan, name, **{field: lambda figure: figure + by})))


def test_a_bound_below_the_value_that_was_found_is_objected_to():
    """The first stage found 1,000: no bound can be 998, although the plan is worth 998."""
    frames, plan = kept_close()
    assert "stages" in objecting(verify(frames, replace(plan, bound=plan.value)))


def test_a_stopped_stage_may_be_surpassed_and_not_missed():
    """A stage of change that a limit stopped at 0 is true of a plan that changes less, and not of one that changes more."""
    frames, plan = kept_close()
    stopped = stage_changed(plan, "least change", is_complete=lambda _: False, result=lambda result: result + 1)
    assert verify(frames, stopped).violations == ()
    missed = stage_changed(plan, "least change", is_complete=lambda _: False, result=lambda result: result - 1)
    assert "stages" in objecting(verify(frames, missed))
