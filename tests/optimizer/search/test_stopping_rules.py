"""Each rule that ends a search, by itself: time, work, gap, rounds, rounds without improvement, and a person's interrupt."""

import math
import os
import signal
import threading

import pytest

from optimizer.problem.building import build_problem
from optimizer.search import stopping_rules
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import GapTarget, NoImprovement, RoundLimit, TimeLimit, WorkLimit, catching_interrupt
from tests.optimizer.small_portfolios import one_fund


def test_a_time_limit_is_reached_when_its_seconds_are_over(monkeypatch):
    """Ten seconds from second 100 on: at 109 one is left, at 110 the limit is reached, and the time left may be negative."""
    now = [100.0]
    monkeypatch.setattr(stopping_rules.time, "monotonic", lambda: now[0])
    limit = TimeLimit(10.0)
    now[0] = 109.0
    assert (limit.seconds_left, limit.is_reached) == (1.0, False)
    now[0] = 110.0
    assert limit.is_reached
    now[0] = 112.0
    assert limit.seconds_left == -2.0


def test_a_work_limit_is_reached_when_its_work_is_spent():
    """With 10,000 left, a model of 100 columns and rows gets 5 nodes of 20 iterations each, and at least one as long as it runs."""
    limit = WorkLimit(10_000)
    assert (limit.nodes(200, 100), limit.nodes(3, 100)) == (5, 3)
    limit.spend(9_999)
    assert (limit.nodes(200, 100), limit.is_reached) == (1, False)
    limit.spend(1)
    assert limit.is_reached
    assert WorkLimit().nodes(200, 100) == 200
    assert not WorkLimit().is_reached


@pytest.mark.parametrize(
    ("value", "bound", "is_reached"),
    [
        (1000, 1000.0, True),
        (1000, 1000.5, True),  # half a unit is what floating point cannot tell
        (1000, 1010.0, True),  # one per cent is the target
        (1000, 1010.6, False),  # rounded up to 1011
        (-1000, -990.0, True),  # relative to the size of the value
        (0, 1.0, False),  # a value of zero allows no gap
        (0, 0.0, True),
        (1000, math.inf, False),
        (1000, math.nan, False),
    ],
)
def test_a_gap_target_is_reached_within_its_share_of_the_value(value, bound, is_reached):
    """A target of one per cent, and no required value."""
    assert GapTarget(10_000).is_reached(value, bound) == is_reached


def test_a_gap_is_measured_without_the_value_of_required_projects():
    """A must run and is worth 900 of 1,000: a gap of 10 is one per cent of everything, but ten per cent of what is free to choose."""
    frames = one_fund({"A": 1, "B": 1}, {"A": 900, "B": 100}, 2, requirements=[("A", "mandate", "law")])
    target = GapTarget.of(build_problem(frames), Limits(gap_target_ppm=10_000))
    assert target == GapTarget(10_000, required_value=900)
    assert target.is_reached(1000, 1001.0)
    assert not target.is_reached(1000, 1002.0)


def test_a_round_limit_is_reached_after_so_many_rounds():
    """Two rounds: not before the second has ended."""
    assert [RoundLimit(2).is_reached(rounds) for rounds in (0, 1, 2, 3)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("values", "stops_after"),
    [
        ([5, 5, 5, 5], 4),  # three rounds after the first value without a better one
        ([5, 4, 3, 2], 4),  # a worse value is no improvement
        ([5, 5, 5, 6, 6, 6, 6], 7),  # an improvement starts the count again
        ([1, 2, 3, 4, 5, 6], None),
    ],
)
def test_no_improvement_counts_the_rounds_since_the_last_better_value(values, stops_after):
    """A limit of three rounds without improvement."""
    rule = NoImprovement(3)
    reached = [rule.is_reached(value) for value in values]
    assert (reached.index(True) + 1 if True in reached else None) == stops_after


def test_no_rounds_without_improvement_end_a_search_before_it_begins():
    """A limit of zero allows not even one round."""
    assert NoImprovement(0).is_reached(7)


def test_an_interrupt_becomes_an_event_and_the_old_handler_comes_back():
    """The first Ctrl-C of a person who waits is seen, and does not end the program."""
    before = signal.getsignal(signal.SIGINT)
    with catching_interrupt(is_attended=True) as is_interrupted:
        assert not is_interrupted.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        assert is_interrupted.wait(5.0)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_is_left_alone_where_nobody_waits():
    """Elsewhere an interrupt is how a run is terminated: it stays a KeyboardInterrupt."""
    with pytest.raises(KeyboardInterrupt), catching_interrupt(is_attended=False):  # noqa: PT012 the handler runs at the next line
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(5.0)


def test_an_interrupt_is_not_caught_outside_the_main_thread():
    """Python lets only the main thread set a handler: elsewhere nothing is caught, and nothing fails."""
    before, seen = signal.getsignal(signal.SIGINT), []

    def attend() -> None:
        with catching_interrupt(is_attended=True) as is_interrupted:
            seen.append((is_interrupted.is_set(), signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=attend)
    thread.start()
    thread.join()
    assert seen == [(False, before)]
