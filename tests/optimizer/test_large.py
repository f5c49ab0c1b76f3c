"""Portfolios searched by neighbourhoods: the same answers as by the whole model, the same course every time, the bound beside, nothing left behind."""

import os
import time

import numpy as np
import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from cutline.errors import SearchDied
from optimizer.linear.matrix import Matrix, sub_model, whole_model
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search import time_guard as guard
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.large import large_portfolios as large
from optimizer.search.large.bound_process import search_bound
from optimizer.search.large.neighbourhood_search import NeighbourhoodSearch
from optimizer.search.limits import Limits
from optimizer.search.process import SearchProcess
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit
from optimizer.search.time_guard import solve_in_process
from optimizer.verifier.verify import verify
from tests.optimizer.enumeration import enumerate_best
from tests.optimizer.random_portfolios import frames_of, hiring_frames, random_frames


@pytest.mark.parametrize("seed", range(24))
def test_small_portfolios_by_neighbourhoods_equal_brute_force(monkeypatch, seed):
    """Every family, a cent from tight, through the large portfolios' road: the same optimum, or the same "infeasible"."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    frames = random_frames(seed)
    expected, found = enumerate_best(frames), solve(build_problem(frames), Limits(max_rounds=8, stall_rounds=4))
    if expected is None:
        assert isinstance(found, Failed)
        assert found.failure == "infeasible"
    else:
        assert isinstance(found, Plan)
        assert (found.value, found.outcome) == (expected.value, "proven")
        assert verify(frames, found).passed


@pytest.mark.parametrize("seed", range(24))
def test_small_portfolios_with_hires_by_neighbourhoods_equal_brute_force(monkeypatch, seed):
    """The same with people who can be hired."""
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    frames = hiring_frames(seed)
    expected, found = enumerate_best(frames), solve(build_problem(frames), Limits(max_rounds=8, stall_rounds=4))
    assert (found.value, found.outcome) == (expected.value, "proven") if expected else isinstance(found, Failed)
    assert expected is None or verify(frames, found).passed


def test_both_roads_hire_the_same_value(monkeypatch):
    """Forty projects that need six roles of which one or two people can be hired every half year, as one model and by neighbourhoods."""
    frames = joint_portfolio(0, 40, roles=6)
    per_fte = frames["spend"]["amount_minor"].sum() * 1000 // frames["demand"]["milli_fte"].sum()
    terms = [
        (role, t, 1000, 2, per_fte // 30, per_fte // 30, 2027 + t // 12, t % 6 == 0)
        for role in frames["capacity"]["role_id"].unique().sort() for t in range(6, 24)
    ]  # fmt: skip
    payers = [(fund,) for fund in frames["budgets"]["fund_id"].unique().sort()]
    frames |= {name: rows for name, rows in frames_of(hires=terms, elastic_payers=payers).items() if rows.height}
    problem = build_problem(frames)
    whole = solve(problem, Limits(gap_target_ppm=5000))
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    by_parts = solve(problem, Limits(max_rounds=30, stall_rounds=10, gap_target_ppm=5000))
    for plan in (whole, by_parts):
        assert isinstance(plan, Plan)
        assert plan.outcome == "proven"
        assert any(b.kind == "hire" for b in plan.bought)
        assert verify(frames, plan).passed


@pytest.mark.parametrize("seed", [0, 2])
def test_both_roads_find_the_same_value(monkeypatch, seed):
    """Sixty projects, as one model and by neighbourhoods."""
    problem = build_problem(joint_portfolio(seed, 60))
    whole = solve(problem, Limits())
    monkeypatch.setattr(large, "WHOLE_MODEL_OPTIONS", 0)
    by_parts = solve(problem, Limits(max_rounds=30, stall_rounds=10, threads=2))
    assert isinstance(whole, Plan)
    assert isinstance(by_parts, Plan)
    assert (whole.value, whole.outcome) == (by_parts.value, by_parts.outcome) == (whole.bound, "proven")


def neighbourhood_search_of(problem, seed: int = 0) -> NeighbourhoodSearch:
    search = ExactSearch(problem, Limits())
    return NeighbourhoodSearch(
        problem, search.model, search.matrix, problem.objective, seed=seed, missing_rows=search.matrix_with_missing_rows
    )


def test_the_course_is_the_same_every_time_and_every_step_keeps_every_rule():
    """Two searches of one portfolio take the same way; each better selection satisfies all rows in integers; the relaxation bounds them all."""
    problem = build_problem(joint_portfolio(1, 150))
    ways = []
    for _ in range(2):
        search, way = neighbourhood_search_of(problem), []
        relaxed = search.relax(60.0)
        assert relaxed is not None
        assert search.find_first_plan(TimeLimit(120))
        for _ in range(4):
            search.step(TimeLimit(60))
            way.append((search.state.value, search.state.incumbent, search.state.size))
        ways.append(way)
    assert ways[0] == ways[1]
    values = [value for value, _, _ in ways[0]]
    assert values == sorted(values)
    assert values[-1] <= relaxed.bound
    search = ExactSearch(problem, Limits())
    for _, chosen, _ in ways[0]:
        assert not search.broken_rows(chosen)
        assert not search.shortfalls(chosen)


@pytest.mark.parametrize("seed", range(10))
def test_whole_number_parts_let_in_no_false_point(seed):
    """What a part's rows allow, the exact rows allow: rounding is inwards. Amounts are above what a row of a part may hold, so there is something to round."""
    problem = build_problem(joint_portfolio(seed, 80))
    model = build_model(problem)
    scarce = [each for each in model.rows if each.family in ("budget", "capacity", "balance")]
    matrix, draw = Matrix.of(scarce, model.most), np.random.default_rng(seed)
    money = np.ones(len(model.columns))
    columns = np.arange(len(model.columns))
    part = sub_model(matrix, model.objective, money, np.zeros(len(columns), dtype=np.int64), columns)
    relaxed = whole_model(matrix, model.objective, money)
    assert relaxed.entries.shape[0] >= part.entries.shape[0]
    for _ in range(5):
        point = np.zeros(len(columns), dtype=np.int64)
        for j in draw.permutation(len(columns)):
            point[j] = 1
            inside = part.entries @ point
            if ((inside > part.upper) | (inside < part.lower)).any():
                point[j] = 0
        assert point.any()
        assert not matrix.is_broken_by(point)
    assert matrix.largest.max() > 10**6


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_search_that_is_stopped_is_gone():
    """Killed in the middle: the process is no more, and what it told before stands."""
    told = []
    problem = build_problem(joint_portfolio(0, 300))
    child = SearchProcess(search_bound, (problem, Limits(seconds=600), None), told.append)
    deadline = time.monotonic() + 60
    while not told and time.monotonic() < deadline:
        child.wait(0.05)
    child.stop()
    assert told
    assert all(each["bound"] > 0 for each in told)
    assert not is_alive(child.pid)


def test_what_a_killed_search_had_found_is_the_plan(monkeypatch):
    """The guard strikes in the middle of a search of 600 projects: a verified plan, called feasible, with an honest gap."""
    monkeypatch.setattr(guard, "GRACE_SECONDS", -3592.0)
    frames = joint_portfolio(0, 600)
    begun = time.monotonic()
    plan = solve_in_process(build_problem(frames), Limits(seconds=3600.0))
    assert time.monotonic() - begun < 30
    assert isinstance(plan, Plan)
    assert plan.outcome == "feasible"
    assert plan.gap > 0
    assert verify(frames, plan).passed


@pytest.mark.parametrize("seed", [0, 3, 5, 11])
def test_guarded_or_not_the_result_is_the_same(seed):
    """Plans and failures come through the process unchanged."""
    problem = build_problem(random_frames(seed))
    assert solve_in_process(problem, Limits()) == solve(problem, Limits())


def test_a_search_that_dies_by_itself_says_where_and_what_to_do(monkeypatch):
    """Its process knows no such task and ends with nothing told: one of Cutline's errors, a fault and not a plan that does not exist."""
    monkeypatch.setattr(guard, "solve_and_report", os.abort)
    with pytest.raises(SearchDied, match="ended without a result") as caught:
        solve_in_process(build_problem(random_frames(0)), Limits())
    assert caught.value.exit_code == 1
    [finding] = caught.value.findings
    assert "out-of-memory" in finding.action
