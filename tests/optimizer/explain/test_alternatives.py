"""Each alternative is the best of those that differ enough, by enumeration, and is really within the distance asked for."""

import math
from dataclasses import replace

import pytest

from optimizer.explain.alternatives import alternatives
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.enumeration import allowed_selections
from tests.optimizer.random_portfolios import hiring_frames, random_frames
from tests.optimizer.small_portfolios import one_fund
from tests.seeds import seed_ranges

EXACT = Limits(gap_target_ppm=0)


def by_enumeration(frames, plan: Plan, count: int, projects: int, within_bp: int) -> list[int]:
    """The values of the alternatives, found by trying every selection; where several are best, the tree of choices may differ, so
    only the first value is sure.
    """
    stops = set(frames["stop_modes"].iter_rows())
    runs = {each.project_id for each in plan.chosen if (each.project_id, each.mode_id) not in stops}
    hires = {f"hires of {role}" for role in frames["hires"]["role_id"]}
    floor = plan.value - abs(plan.value) * within_bp // 10_000
    best = [
        value for keys, value, _ in allowed_selections(frames)
        if value >= floor and len(runs ^ {p for p, mode, _ in keys if (p, mode) not in stops and not any(p.startswith(each) for each in hires)}) >= projects
    ]  # fmt: skip
    return sorted(best, reverse=True)[:1]


@pytest.mark.parametrize("frames_from", [random_frames, hiring_frames])
@pytest.mark.parametrize("seeds", seed_ranges(20, 300))
def test_alternatives_are_as_good_as_enumeration_says_and_far_enough_apart(seeds, frames_from):
    """Every pair of plans differs in at least k projects, and none is worth less than was asked for."""
    told = ended = 0
    for seed in seeds:
        frames = frames_from(seed)
        plan = solve(build_problem(frames), Limits())
        if not isinstance(plan, Plan):
            continue
        projects, within = 1 + seed % 2, (500, 5000)[seed % 3 == 0]
        answer = alternatives(frames, plan, count=3, projects=projects, within_bp=within, limits=EXACT)
        stops = set(frames["stop_modes"].iter_rows())
        sets = [{each.project_id for each in plan.chosen if (each.project_id, each.mode_id) not in stops}]
        assert [each.value for each in answer.found[:1]] == by_enumeration(frames, plan, 3, projects, within)
        for each in answer.found:
            assert each.is_best
            assert plan.value - abs(plan.value) * within // 10_000 <= each.value <= plan.value
            assert all(len(set(each.running) ^ other) >= projects for other in sets)
            assert set(each.running) == (sets[0] | set(each.entered)) - set(each.left)
            sets.append(set(each.running))
        values = [each.value for each in answer.found]
        assert values == sorted(values, reverse=True)
        assert answer.is_all == (len(answer.found) < 3)
        told, ended = told + len(answer.found), ended + answer.is_all
    assert told > 0
    assert ended > 0


def test_a_search_that_stops_says_not_that_there_are_no_more():
    """Without time nothing is found, and nothing is claimed."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    found = alternatives(frames, plan, count=2, projects=2, within_bp=2000, limits=Limits(seconds=0.0))
    assert (found.found, found.is_all) == ([], False)
    found = alternatives(frames, plan, count=2, projects=2, within_bp=2000, limits=Limits())
    assert [(each.value, each.entered, each.left) for each in found.found] == [(9, ("B",), ("A",))]
    assert found.is_all


def test_a_search_without_a_bound_takes_that_of_the_plan(monkeypatch):
    """A solver that stops before its first relaxation has a plan and no bound."""
    frames = one_fund({"A": 60, "B": 50}, {"A": 10, "B": 9}, 100)
    plan = solve(build_problem(frames), Limits())
    run = ExactSearch.run_with_rows
    monkeypatch.setattr(ExactSearch, "run_with_rows", lambda *args, **more: replace(run(*args, **more), bound=math.inf))
    [found] = alternatives(frames, plan, count=1, projects=2, within_bp=2000, limits=Limits()).found
    assert (found.value, found.bound, found.is_best) == (9, 10, False)
