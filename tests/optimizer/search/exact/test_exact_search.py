"""The exactness loop returns no selection that violates a row, and ends at the time limit."""

from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.solver.live_model import Answer, LiveModel
from tests.optimizer.small_portfolios import one_fund


def test_the_guard_stops_the_cut_loop(monkeypatch):
    """If every selection of the solver violates a row, the loop ends at the time limit and returns none of them."""
    monkeypatch.setattr("optimizer.search.exact.exact_search.broken_rows", lambda rows, point: [rows[0]])
    monkeypatch.setattr("optimizer.search.exact.exact_search.cut_off", lambda problem, each, chosen, number: each)
    assert solve(build_problem(one_fund({"A": 1}, {"A": 5}, 10)), Limits(seconds=0.5)) == Failed("no_plan")


def test_an_answer_that_breaks_a_row_is_cut_off_and_the_solver_is_asked_again(monkeypatch):
    """A and B cost 5 each and the fund holds 9. A solver that first says both is given a cut, and only its second answer counts."""
    problem = build_problem(one_fund({"A": 5, "B": 5}, {"A": 3, "B": 2}, 9))
    search = ExactSearch(problem, Limits(seconds=60))
    both = frozenset(range(len(problem.options)))
    honest, asked = LiveModel.maximise, []

    def wrong_at_first(self, *args, **kwargs):
        asked.append(len(asked))
        return Answer("optimal", both, 5.0, 0) if len(asked) == 1 else honest(self, *args, **kwargs)

    monkeypatch.setattr(LiveModel, "maximise", wrong_at_first)
    answer = search.run(problem.objective)
    assert (len(asked), search.cut_rounds) == (2, 1)
    assert answer.chosen is not None
    assert search.value(answer.chosen) == 3
    assert search.broken_rows(answer.chosen) == []
