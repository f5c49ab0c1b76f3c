"""The exactness loop: no answer that breaks a row is returned, and time ends it."""

from optimizer.problem.building import build_problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from tests.optimizer.small_portfolios import one_fund


def test_the_guard_stops_the_cut_loop(monkeypatch):
    """An answer that breaks a row for ever is cut for no longer than the limit allows, and is never returned."""
    monkeypatch.setattr("optimizer.search.exact.exact_search.broken_rows", lambda rows, point: [rows[0]])
    monkeypatch.setattr("optimizer.search.exact.exact_search.cut_off", lambda problem, each, chosen, number: each)
    assert solve(build_problem(one_fund({"A": 1}, {"A": 5}, 10)), Limits(seconds=0.5)) == Failed("no_plan")
