"""The search for the bound, without a process and with one."""

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.bound_process import BoundProcess, search_bound
from optimizer.search.limits import Limits
from tests.optimizer.small_portfolios import one_fund

PROBLEM = build_problem(one_fund({"A": 60, "B": 50}, {"A": 9, "B": 8}, 100))


def test_the_search_reports_falling_bounds_and_then_its_answer():
    """The last message has the optimum: A alone, worth 9, proven."""
    told: list[dict] = []
    search_bound(lambda **message: told.append(message), PROBLEM, Limits(), None)
    assert told[-1]["status"] == "optimal"
    assert round(told[-1]["bound"]) == 9
    assert [PROBLEM.projects[PROBLEM.options[j].project] for j in told[-1]["chosen"]] == ["A"]
    bounds = [message["bound"] for message in told]
    assert bounds == sorted(bounds, reverse=True)


def test_a_process_that_never_began_has_no_bound_and_needs_no_waiting():
    """As for portfolios above the size at which the bound's search is worth its time."""
    with BoundProcess(ExactSearch(PROBLEM, Limits())) as process:
        assert not process.has_begun
        assert process.wait(0.0)
        assert (process.bound, process.answer) == (float("inf"), {})


def test_the_process_keeps_the_lowest_bound_and_the_answer():
    """Sixty projects to the end: the bound is that of the answer, and no earlier one is lower."""
    problem = build_problem(joint_portfolio(0, 60))
    with BoundProcess(ExactSearch(problem, Limits(gap_target_ppm=20_000))) as process:
        process.begin(frozenset())
        assert process.has_begun
        assert process.wait(300.0)
        assert process.answer["status"] == "optimal"
        assert process.bound == process.answer["bound"]


def test_the_bound_that_closes_the_gap_does_not_depend_on_how_many_have_arrived():
    """Bounds 30, 20 (repeated), 12, 11 arrive; 12 is the first one that is near enough to 10, also if 11 has arrived already."""
    process = BoundProcess(ExactSearch(PROBLEM, Limits()))
    found = []
    for bound in (30.0, 20.0, 20.0, 25.0, 12.0, 11.0):
        process._receive({"bound": bound})
        found.append(process.first_bound(lambda each: each <= 12))
    assert found == [30.0, 20.0, 20.0, 20.0, 12.0, 12.0]
    assert process.bound == 11.0
