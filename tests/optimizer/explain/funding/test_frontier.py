"""Each point of the frontier is what enumeration finds, and the points are tied together."""

import pytest

from optimizer.explain.funding import frontier as points_of
from optimizer.explain.funding.frontier import frontier
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

CHANGES = (-50, -10, 10, 60)


@pytest.mark.parametrize("of", ["money", "people"])
@pytest.mark.parametrize("seeds", seed_ranges(15, 200))
def test_every_point_equals_brute_force(seeds, of):
    """All budgets, or the people of one role; a project may leave although there is more money."""
    told = moved = 0
    for seed in seeds:
        frames = random_frames(seed)
        plan = solve(build_problem(frames), Limits())
        roles = frames["capacity"]["role_id"].unique().sort().to_list()
        if not isinstance(plan, Plan) or (of == "people" and not roles):
            continue
        role = roles[0] if of == "people" else None
        found = frontier(frames, plan, [change * 100 for change in CHANGES], Limits(), role_id=role)
        assert [each.change_bp for each in found] == [-5000, -1000, 0, 1000, 6000]
        for each in found:
            name, column, own = points_of._which(None, role)
            scaled = points_of._scaled(frames, each.change_bp, None, role)
            assert each.amount == scaled[name].filter(own)[column].sum()
            expected = enumerate_best(scaled)
            assert (each.value, each.bound) == (None, None) if expected is None else (expected.value, expected.value)
            told, moved = told + 1, moved + bool(each.entered or each.left)
        values = [each.value for each in found if each.value is not None]
        assert values == sorted(values)
    assert told > len(seeds)
    assert moved > 0


def test_a_point_that_a_search_left_worse_takes_the_plan_of_a_smaller_amount(monkeypatch):
    """With more money the first plan is still a plan: a search that stops with a worse one does not make the curve fall."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan, worse = solve(build_problem(frames), Limits()), solve(build_problem(one_fund({"B": 50}, {"B": 9}, 100)), Limits())
    monkeypatch.setattr(points_of, "solve", lambda *_: worse)
    base, more = frontier(frames, plan, [500], Limits())
    assert (more.value, more.entered, more.left) == (base.value, (), ())
    assert more.bound >= more.value


def test_a_bound_of_a_larger_amount_counts_for_a_smaller_one(monkeypatch):
    """No plan with less money is worth more than the bound with more."""
    from dataclasses import replace

    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    bounds = iter([90, 12])
    monkeypatch.setattr(points_of, "solve", lambda *_: replace(plan, bound=next(bounds)))
    assert [each.bound for each in frontier(frames, plan, [100, 200], Limits())] == [10, 12, 12]


def test_a_fund_that_is_not_there_is_refused():
    """Otherwise nothing would change, and the answer would be wrong."""
    frames = one_fund({"A": 60}, {"A": 10}, 100)
    with pytest.raises(ValueError, match="no fund is called Z"):
        frontier(frames, solve(build_problem(frames), Limits()), [100], Limits(), fund_id="Z")


def test_value_that_was_given_up_for_the_approved_plan_does_not_bend_the_curve():
    """The plan of the night is B for 998, because B was approved; the best plan at the same money is A for 1000."""
    frames = one_fund({"A": 60, "B": 60}, {"A": 1000, "B": 998}, 100, approved=[("B", "full", 0)])
    plan = solve(build_problem(frames), Limits(), value_tolerance_bp=100)
    assert plan.value == 998
    found = frontier(frames, plan, [-1000, 1000], Limits())
    assert [(each.value, each.bound, each.entered, each.left) for each in found] == [(1000, 1000, ("A",), ("B",))] * 3


def test_what_cannot_be_is_told_from_what_was_not_found(monkeypatch):
    """A must run and costs 60 of 100: with half of the money it cannot; a search that stopped proves nothing."""
    frames = one_fund({"A": 60}, {"A": 10}, 100, requirements=[("A", "mandate", "test")])
    plan = solve(build_problem(frames), Limits())
    less, base = frontier(frames, plan, [-5000], Limits())
    assert (less.value, less.bound, less.is_impossible, base.is_impossible) == (None, None, True, False)
    monkeypatch.setattr(points_of, "solve", lambda *_: Failed("no_plan"))
    less, _ = frontier(frames, plan, [-5000], Limits())
    assert (less.value, less.bound, less.is_impossible) == (None, 10, False)  # the bound of more money


def test_points_are_the_best_by_the_first_objective():
    """A plan that gave up value for fewer projects: the point without a change does not give it up."""
    frames = one_fund(
        {"A": 10, "B": 10}, {"A": 400, "B": 30}, 20,
        objectives=[(0, "value", "minor", False, 0, None, None), (1, "projects", "projects", True, 0, None, 30)],
        objective_terms=[(1, p, "full", 0, 1) for p in "AB"],
    )  # fmt: skip
    plan = solve(build_problem(frames), Limits())
    assert isinstance(plan, Plan)
    assert (plan.value, plan.given_up) == (400, 30)
    assert [(each.value, each.entered) for each in frontier(frames, plan, [0], Limits())] == [(430, ("B",))]
