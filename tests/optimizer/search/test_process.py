"""A function in a process of its own reports what it finds and can be killed."""

import os
import time

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.problem.building import build_problem
from optimizer.search.large.bound_process import search_bound
from optimizer.search.limits import Limits
from optimizer.search.process import SearchProcess


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
