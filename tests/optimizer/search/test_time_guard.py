"""A search that is watched: the time limit, an interrupt, and a process that dies."""

import os
import signal
import threading

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from cutline.errors import SearchDied
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search import time_guard as guard
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit
from optimizer.search.time_guard import solve_in_process
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import random_frames


def interrupt_when(word):
    """A progress that interrupts this process, once, when it is told something with `word` in it."""
    told = []

    def progress(text):
        if word in text and not any(word in each for each in told):
            os.kill(os.getpid(), signal.SIGINT)
        told.append(text)

    return progress, told


@pytest.mark.parametrize("projects", [pytest.param(160, marks=pytest.mark.long), 200])  # searched as a whole, and by parts
def test_an_interrupt_takes_the_best_plan_so_far(projects):
    """Somebody waits and presses Ctrl-C when the first plan has been told: it is published as feasible, with a gap, and keeps every rule."""
    frames = joint_portfolio(0, projects)
    progress, told = interrupt_when("gap")
    before = signal.getsignal(signal.SIGINT)
    plan = solve_in_process(build_problem(frames), Limits(seconds=600.0), progress=progress, is_attended=True)
    assert isinstance(plan, Plan)
    assert plan.outcome == "feasible"
    assert plan.gap > 0
    assert verify(frames, plan).passed
    assert told[-1] == "stopped: the best plan so far is taken"
    assert "Ctrl-C" in told[0]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(("word", "is_attended"), [pytest.param("options", True, marks=pytest.mark.long), ("gap", False)])
def test_an_interrupt_without_a_plan_or_a_person_ends_the_run(word, is_attended):
    """Nothing found yet, or nobody waits: the interrupt goes on to whoever started the run."""
    progress, _ = interrupt_when(word)
    with pytest.raises(KeyboardInterrupt):
        solve_in_process(
            build_problem(joint_portfolio(0, 200)), Limits(seconds=600.0), progress=progress, is_attended=is_attended
        )


def test_a_search_that_ends_says_nothing_on_standard_error(capfd):
    """The process waits for the end of its input to the last; its own end once was an abort because of that, on everybody's terminal."""
    for seed in range(2):
        solve_in_process(build_problem(random_frames(seed)), Limits())
    assert capfd.readouterr().err == ""


def test_what_a_killed_search_had_found_is_the_plan(monkeypatch):
    """The time limit ends a search of 200 projects when it has told its first plan: a verified plan, called feasible, with an honest gap."""
    has_plan = threading.Event()

    class UntilTheFirstPlan(TimeLimit):
        seconds_left = 3600.0

        @property
        def is_reached(self) -> bool:
            return has_plan.is_set()

    def progress(text: str) -> None:
        if "gap" in text:
            has_plan.set()

    monkeypatch.setattr(guard, "TimeLimit", UntilTheFirstPlan)
    frames = joint_portfolio(0, 200)
    plan = solve_in_process(build_problem(frames), Limits(seconds=3600.0), progress=progress)
    assert isinstance(plan, Plan)
    assert plan.outcome == "feasible"
    assert plan.gap > 0
    assert not plan.stages[0].is_complete
    assert verify(frames, plan).passed


def test_a_search_that_is_killed_before_its_first_plan_is_no_plan(monkeypatch):
    """Without a plan the search claims neither a plan nor that the problem is infeasible."""
    monkeypatch.setattr(guard, "GRACE_SECONDS", -3600.0)
    found = solve_in_process(build_problem(joint_portfolio(0, 200)), Limits(seconds=3600.0))
    assert found == Failed("no_plan")


@pytest.mark.parametrize("seed", [0, 3, pytest.param(5, marks=pytest.mark.long), pytest.param(11, marks=pytest.mark.long)])
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
