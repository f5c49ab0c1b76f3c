"""The published frontier holds the value that enumeration finds between its two ends, and says what the work did not reach."""

import pytest

from optimizer.explain.funding import frontier as points_of
from optimizer.explain.funding.night_frontier import CHANGES_BP, FRONTIER_SCHEMA, frontier_frame, night_frontier
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

FEW = (-4000, -1000, 1000, 6000)


@pytest.mark.parametrize("seeds", seed_ranges(8, 300))
def test_every_interval_holds_the_value_of_brute_force(seeds):
    """The value is that of a plan and the bound is one; both rise with the amount."""
    told = exact = 0
    for seed in seeds:
        frames = random_frames(seed)
        problem = build_problem(frames)
        plan = solve(problem, Limits())
        if not isinstance(plan, Plan):
            continue
        points = night_frontier(problem, plan, Limits(), changes_bp=FEW)
        for each in points:
            scaled = points_of._scaled(frames, each.change_bp, None, None)
            assert each.amount == scaled["budgets"]["amount_minor"].sum()
            best = enumerate_best(scaled)
            assert each.is_impossible == (best is None), (seed, each.change_bp)
            if best is not None:
                assert each.value <= best.value <= each.bound, (seed, each.change_bp)
                told, exact = told + 1, exact + (each.value == each.bound)
        values = [each.value for each in points if each.value is not None]
        assert values == sorted(values)
    assert told > len(seeds)
    assert exact > told // 2


def test_without_work_the_plan_itself_is_told_and_no_bound():
    """With more money the plan of the night is still a plan; with less nothing is known but that it is worth no more."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    problem = build_problem(frames)
    less, base, more = night_frontier(problem, solve(problem, Limits()), Limits(), changes_bp=[-5000, 2000], work=0.0)
    assert (less.value, less.bound, less.is_impossible) == (None, 10, False)
    assert (base.value, base.bound) == (10, 10)
    assert (more.value, more.bound, more.entered) == (10, None, ())


def test_there_are_25_points_and_a_row_for_each():
    """B fits from 110 on, which is 10 % more."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    problem = build_problem(frames)
    frame = frontier_frame(night_frontier(problem, solve(problem, Limits()), Limits()))
    assert dict(frame.schema) == FRONTIER_SCHEMA
    assert frame["change_bp"].to_list() == list(CHANGES_BP)
    assert len(CHANGES_BP) == 25
    assert frame.filter(frame["change_bp"] == 1000).rows() == [(1000, 110, 19, 19, False, ["B"], [], [])]
    assert frame["value"].to_list() == [10] * 17 + [19] * 8
