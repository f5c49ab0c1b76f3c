"""A live model keeps nothing of one run for the next: no time, and no cutoff."""

import time

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.problem.building import build_problem
from optimizer.solver.live_model import LiveModel
from tests.optimizer.small_portfolios import one_fund


def test_a_live_model_runs_no_longer_for_having_run_before():
    """Each of three runs takes a second. (The limit once grew by the time of earlier runs, and the third run took four.)"""
    problem = build_problem(joint_portfolio(0, 150))
    live = LiveModel(build_model(problem), threads=1, seed=0)
    begun = time.monotonic()
    said = [live.maximise(problem.objective, gap=0.0, max_nodes=10**9, seconds=1.0).status for _ in range(3)]
    assert said == ["limit"] * 3
    assert time.monotonic() - begun < 5.5


@pytest.mark.parametrize("is_for_proofs", [False, True])
def test_a_cutoff_holds_for_one_run(is_for_proofs):
    """Above the optimum nothing is searched for, and the bound says so; without the cutoff the same model finds its optimum again."""
    cost = {f"P{i:02d}": 1_000_000 + (i * 7919) % 99_991 for i in range(16)}
    problem = build_problem(one_fund(cost, {p: c + (c * 31) % 1009 for p, c in cost.items()}, sum(cost.values()) * 2 // 5))
    live = LiveModel(build_model(problem), threads=1, seed=0, is_for_proofs=is_for_proofs)
    limits = {"gap": 0.0, "max_nodes": 10**6, "seconds": 60.0, "constant": 1_000_000}
    best = live.maximise(problem.objective, **limits)
    value = round(best.bound)
    for _ in range(2):
        above = live.maximise(problem.objective, **limits, cutoff=value + 1000.0)
        assert above.bound == value + 1000.0
        again = live.maximise(problem.objective, **limits)
        assert (again.status, round(again.bound), again.chosen) == ("optimal", value, best.chosen)
        below = live.maximise(problem.objective, **limits, cutoff=value - 1000.0)
        assert (below.status, round(below.bound), below.chosen) == ("optimal", value, best.chosen)


def test_a_proposed_point_is_taken_up():
    """The optimum is proposed before the solver has found it: no selection that the solver finds later is better."""
    problem = build_problem(joint_portfolio(0, 40))
    model, limits = build_model(problem), {"gap": 0.0, "max_nodes": 10**6, "seconds": 60.0}
    seen: list[frozenset[int]] = []
    best = LiveModel(model, threads=1, seed=0).maximise(
        problem.objective, on_solution=lambda chosen, _: seen.append(chosen), **limits
    )
    assert best.chosen is not None
    assert seen[-1] == best.chosen
    seen.clear()
    point = point_of(problem, best.chosen)
    fed = LiveModel(model, threads=1, seed=0).maximise(
        problem.objective, on_solution=lambda chosen, _: seen.append(chosen), propose=lambda _: point, **limits
    )
    assert not seen
    assert (fed.status, fed.chosen) == ("optimal", best.chosen)
    assert abs(fed.bound - best.bound) <= 1


def test_a_run_ends_when_its_listener_says_so():
    """The listener ends the run at the first selection; the next run of the same model goes on to the optimum."""
    problem = build_problem(joint_portfolio(2, 60))
    live = LiveModel(build_model(problem), threads=1, seed=0)
    limits = {"gap": 0.0, "max_nodes": 10**6, "seconds": 60.0}
    assert live.maximise(problem.objective, on_solution=lambda *_: True, **limits).status == "limit"
    assert live.maximise(problem.objective, on_solution=lambda *_: False, **limits).status == "optimal"
