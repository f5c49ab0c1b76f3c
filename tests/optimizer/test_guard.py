"""A search that is watched: what it tells on its way, and what a person's interrupt does."""

import os
import signal

import pytest

from benchmarks.race.joint_portfolio import joint_portfolio
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits
from optimizer.search.solve import solve
from optimizer.search.time_guard import solve_in_process
from optimizer.verifier.verify import verify
from tests.optimizer.random_portfolios import medium_frames, random_frames


def interrupt_when(word):
    """A progress that interrupts this process, once, when it is told something with `word` in it."""
    told = []

    def progress(text):
        if word in text and not any(word in each for each in told):
            os.kill(os.getpid(), signal.SIGINT)
        told.append(text)

    return progress, told


@pytest.mark.parametrize("projects", [160, 600])  # searched as a whole, and by parts
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


@pytest.mark.parametrize(("word", "is_attended"), [("options", True), ("gap", False)])
def test_an_interrupt_without_a_plan_or_a_person_ends_the_run(word, is_attended):
    """Nothing found yet, or nobody waits: the interrupt goes on to whoever started the run."""
    progress, _ = interrupt_when(word)
    with pytest.raises(KeyboardInterrupt):
        solve_in_process(
            build_problem(joint_portfolio(0, 600)), Limits(seconds=600.0), progress=progress, is_attended=is_attended
        )


def test_a_search_that_ends_says_nothing_on_standard_error(capfd):
    """The process waits for the end of its input to the last; its own end once was an abort because of that, on everybody's terminal."""
    for seed in range(4):
        solve_in_process(build_problem(random_frames(seed)), Limits())
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "frames",
    [joint_portfolio(1, 100), *(medium_frames(seed) for seed in (9, 15)), *(random_frames(seed) for seed in range(20))],
)
def test_every_plan_told_keeps_every_row(frames):
    """What is told on the way gets better and better, is never above its bound, and is exact."""
    problem, told = build_problem(frames), []
    search = ExactSearch(problem, Limits())
    result = solve(problem, Limits(), on_better_plan=lambda chosen, value, bound: told.append((chosen, value, bound)))
    for chosen, value, bound in told:
        assert search.value(chosen) == value <= bound + 0.5
        assert not search.broken_rows(chosen)
        assert not search.shortfalls(chosen)
    if isinstance(result, Plan):
        assert [value for _, value, _ in told] == sorted(value for _, value, _ in told)
        assert told[-1][1] == result.stages[0].result
