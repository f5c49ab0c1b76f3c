"""A live model runs no longer for having run before."""

import time

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.solver.live_model import LiveModel


def test_a_live_model_runs_no_longer_for_having_run_before():
    """Each of three runs takes a second. (The limit once grew by the time of earlier runs, and the third run took four.)"""
    problem = build_problem(joint_portfolio(0, 150))
    live = LiveModel(build_model(problem), threads=1, seed=0)
    begun = time.monotonic()
    said = [live.maximise(problem.objective, gap=0.0, max_nodes=10**9, seconds=1.0).status for _ in range(3)]
    assert said == ["limit"] * 3
    assert time.monotonic() - begun < 5.5
