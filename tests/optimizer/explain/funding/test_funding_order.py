"""Each step of a funding order is the best nested plan that enumeration finds, and the frontier beside it is the best plan."""

import pytest

from optimizer.explain.funding import frontier as points_of
from optimizer.explain.funding.funding_order import funding_order
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

CHANGES = (-60, -30, -10, 10, 40, 80)


def _running(frames, keys):
    stops = set(frames["stop_modes"].iter_rows())
    known = set(frames["options"]["project_id"])
    return {project for project, mode, _ in keys if project in known and (project, mode) not in stops}


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_every_step_equals_brute_force(seeds, frames_from):
    """Below today's money a step runs a part of the next larger one, above it all of the next smaller one; both are the best ones."""
    told = costs = dropped = 0
    for seed in seeds:
        frames = frames_from(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan):
            continue
        order = funding_order(frames, plan, [change * 100 for change in CHANGES], Limits())
        steps = {each.change_bp: each for each in order.steps}
        changes = sorted(steps)
        assert changes == [-6000, -3000, -1000, 0, 1000, 4000, 8000]
        for change in changes:
            step, scaled = steps[change], points_of._scaled(frames, change, None, None)
            every = [(_running(frames, keys), value) for keys, value, _ in allowed_selections(scaled)]
            best = max((value for _, value in every), default=None)
            assert (step.best, step.best_at_most) == (best, best)
            assert step.amount == scaled["budgets"]["amount_minor"].sum()
            larger, smaller = (steps[changes[changes.index(change) - sign]] if change * sign > 0 else None for sign in (-1, 1))
            if larger is not None and larger.value is not None:
                every = [(runs, value) for runs, value in every if runs <= set(larger.running)]
            elif larger is not None:
                every = []
            if smaller is not None:
                every = [(runs, value) for runs, value in every if runs >= set(smaller.running)]
            nested = max((value for _, value in every), default=None) if change else plan.value
            assert (step.value, step.bound, step.is_impossible) == (nested, nested, nested is None), (seed, change)
            if nested is not None:
                assert (step.cost_at_least, step.cost_at_most) == (best - nested,) * 2
                assert (set(step.running), nested) in every
                costs += best > nested
            told += 1
        dropped += order.dropped is not None
    assert told > len(seeds)
    assert min(costs, dropped) > 0 or frames_from is hiring_frames


FRAMES = {"A": 60, "B": 110, "C": 30}
VALUES = {"A": 60, "B": 200, "C": 20}


def test_more_money_may_drop_a_project_and_nesting_costs_what_that_brings():
    """100 buys A and C for 80; 120 buys B alone, which is worth 200. The order keeps A and C."""
    frames = one_fund(FRAMES, VALUES, 100)
    order = funding_order(frames, solve(build_problem(frames), Limits()), [-2000, 2000, 10000], Limits())
    assert [(each.amount, each.value, each.best, each.cost_at_most, each.running) for each in order.steps] == [
        (80, 60, 60, 0, ("A",)), (100, 80, 80, 0, ("A", "C")), (120, 80, 200, 120, ("A", "C")), (200, 280, 280, 0, ("A", "B", "C")),
    ]  # fmt: skip
    assert (order.next_in_line, order.first_to_go) == (("B",), ("C",))
    drop = order.dropped
    assert (drop.less_bp, drop.more_bp, drop.projects, drop.entered, drop.gain) == (0, 2000, ("A", "C"), ("B",), 120)


def test_an_amount_at_which_no_plan_keeps_the_rules_is_proven_to_be_so():
    """A must run and costs 60 of 100."""
    frames = one_fund({"A": 60}, {"A": 10}, 100, requirements=[("A", "mandate", "law")])
    order = funding_order(frames, solve(build_problem(frames), Limits()), [-9000, -5000], Limits())
    assert [(each.value, each.is_impossible) for each in order.steps] == [(None, True), (None, True), (10, False)]
    assert (order.first_to_go, order.next_in_line, order.dropped) == ((), (), None)


def test_the_order_starts_from_the_plan_that_gave_up_value():
    """The plan of the night is B for 998, because B was approved: the step at today's money, which costs 2 against the frontier."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 1000, "B": 998}, 100, approved=[("B", "full", 0)])
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=100)
    less, today, more = funding_order(frames, plan, [-1000, 10000], Limits()).steps
    assert [(each.value, each.best, each.running) for each in (less, today, more)] == [
        (998, 1000, ("B",)), (998, 1000, ("B",)), (1998, 1998, ("A", "B")),
    ]  # fmt: skip


def test_a_search_without_time_claims_nothing():
    """Above today's money the plan of the night is still a plan; below it nothing is known."""
    frames = one_fund(FRAMES, VALUES, 100)
    order = funding_order(frames, solve(build_problem(frames), Limits()), [-2000, 2000], Limits(seconds=0))
    assert [(each.value, each.is_impossible) for each in order.steps] == [(None, False), (80, False), (80, False)]


def test_a_fund_that_is_not_there_is_refused():
    """Otherwise nothing would change, and the answer would be wrong."""
    frames = one_fund({"A": 60}, {"A": 10}, 100)
    with pytest.raises(ValueError, match="no fund is called Z"):
        funding_order(frames, solve(build_problem(frames), Limits()), [100], Limits(), fund_id="Z")
