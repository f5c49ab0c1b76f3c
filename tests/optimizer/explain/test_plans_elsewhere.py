"""A plan looked at in other frames."""

import polars as pl

from optimizer.explain.plans_elsewhere import changes_between, kept_close, running_options, tolerance_of, value_elsewhere
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.random_portfolios import hiring_frames
from tests.optimizer.small_portfolios import one_fund


def test_a_plan_is_worth_what_its_selection_is_worth_there_or_nothing_if_it_breaks_a_rule():
    """A costs 60: with 59 it cannot be funded; where A is unknown the plan has no meaning."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    assert value_elsewhere(frames, plan) == 10
    assert value_elsewhere(one_fund({"A": 60, "B": 50}, {"A": 7, "B": 9}, 100), plan) == 7
    assert value_elsewhere(one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 59), plan) is None
    assert value_elsewhere(one_fund({"B": 50}, {"B": 9}, 100), plan) is None


def test_hires_are_part_of_the_plan():
    """A plan with hires is worth the same in its own frames."""
    hired = 0
    for seed in range(30):
        frames = hiring_frames(seed)
        plan = solve(build_problem(frames), Limits())
        if hasattr(plan, "value"):
            assert value_elsewhere(frames, plan) == plan.value
            hired += any(each.kind == "hire" for each in plan.bought)
    assert hired > 0


def test_what_a_plan_runs_and_what_changed():
    """Projects that are stopped do not run."""
    frames = one_fund({"A": 60, "B": 40}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    stopped = {
        **frames,
        "stop_modes": pl.DataFrame([("B", plan.chosen[1].mode_id)], schema=frames["stop_modes"].schema, orient="row"),
    }
    assert running_options(frames, plan).keys() == {"A", "B"}
    assert running_options(stopped, plan).keys() == {"A"}
    assert changes_between({"A": ("m", 0), "B": ("m", 0)}, {"B": ("m", 1), "C": ("m", 0)}) == (("C",), ("A",), ("B",))
    assert sorted(kept_close(frames, plan)["approved"]["project_id"]) == ["A", "B"]


def test_a_plan_that_gave_up_value_is_found_again_with_its_tolerance():
    """Nothing changed, so the plan is the same; without an approved plan nothing is given up."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 1000, "B": 998}, 100, approved=[("B", "full", 0)])
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=100)
    assert (plan.value, tolerance_of(frames, plan), tolerance_of({**frames, "approved": frames["approved"].clear()}, plan)) == (
        998,
        100,
        0,
    )
    again = solve(build_problem(kept_close(frames, plan)), Limits(), value_tolerance_bp=tolerance_of(frames, plan))
    assert again.chosen == plan.chosen
