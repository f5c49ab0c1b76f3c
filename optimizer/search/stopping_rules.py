"""When a search stops: the stopping rules, each a class that is asked while the search runs.

The stopping rules are about time, work, gap, rounds, rounds without improvement, and a person's interrupt. A round is one
neighbourhood that was solved. A stopping rule is made from a `Limits`, which the module `limits.py` defines.
`large/large_portfolios.py` applies the stopping rules of the search of large portfolios. The limit on branch-and-bound nodes has
no class, because the solver counts nodes itself and gets `Limits.max_nodes` with every run.
"""

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, required_value, whole_bound


class TimeLimit:
    """Stops a search `seconds` after this object was made.

    The clock is monotonic: a changed system time does not move the limit.
    """

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        """Seconds until the limit; negative after it."""
        return self._deadline - time.monotonic()

    @property
    def is_reached(self) -> bool:
        """Whether no time is left."""
        return self.seconds_left <= 0


class WorkLimit:
    """Stops searches after an amount of work, which is the same on every machine, unlike an amount of time.

    The work of a run of the solver is counted in simplex iterations times columns and rows. The solver cannot stop at an amount of
    work, so a run gets as many nodes as are left if each takes `NODE_ITERATIONS`.
    """

    NODE_ITERATIONS = 20

    def __init__(self, most: float = math.inf) -> None:
        self.left = most

    def spend(self, work: float) -> None:
        """Takes the work of one run from what is left."""
        self.left -= work

    def nodes(self, most: int, size: int) -> int:
        """The limit of nodes for a run on a model of this size (columns and rows): `most`, or fewer if little work is left."""
        return most if math.isinf(self.left) else max(min(most, int(self.left / (self.NODE_ITERATIONS * max(size, 1)))), 1)

    @property
    def is_reached(self) -> bool:
        """Whether no work is left."""
        return self.left <= 0


@dataclass(frozen=True)
class GapTarget:
    """Stops a search when the bound is so near to the value that the plan counts as proven.

    target_ppm: the largest gap of a proven plan, in millionths of the value less `required_value`. required_value: the value of
    the required projects, which are in every plan.
    """

    target_ppm: int
    required_value: int = 0

    @classmethod
    def of(cls, problem: Problem, limits: Limits) -> "GapTarget":
        """The gap target of a problem under these limits."""
        return cls(limits.gap_target_ppm, required_value(problem))

    def is_reached(self, value: int, bound: float) -> bool:
        """Whether a plan of this value is within the target. An infinite bound proves nothing."""
        if not math.isfinite(bound):
            return False
        return (whole_bound(bound, value) - value) * 1_000_000 <= self.target_ppm * abs(value - self.required_value)


@dataclass(frozen=True)
class RoundLimit:
    """Stops a neighbourhood search after a fixed number of rounds."""

    max_rounds: int

    def is_reached(self, rounds: int) -> bool:
        """Whether `rounds` has reached the limit."""
        return rounds >= self.max_rounds


class NoImprovement:
    """Stops a neighbourhood search after a number of rounds in a row that did not improve the incumbent.

    Call `is_reached` once in every round.
    """

    def __init__(self, max_rounds: int) -> None:
        self.max_rounds = max_rounds
        self._best: int | None = None
        self._rounds = 0

    def is_reached(self, value: int) -> bool:
        """Whether the search has stalled. value: the value of the incumbent before the next round."""
        if self._best is None or value > self._best:
            self._best, self._rounds = value, 0
        else:
            self._rounds += 1
        return self._rounds >= self.max_rounds


@contextmanager
def catching_interrupt(is_attended: bool) -> Iterator[threading.Event]:
    """Turns an interrupt (Ctrl-C) into an event that the search can test, for as long as the context lasts.

    Interrupts are not caught if nobody waits for the plan (`is_attended` is False), nor outside the main thread, because Python
    lets only the main thread set a signal handler.
    """
    is_interrupted = threading.Event()
    if not is_attended or threading.current_thread() is not threading.main_thread():
        yield is_interrupted
        return
    before = signal.signal(signal.SIGINT, lambda *_: is_interrupted.set())
    try:
        yield is_interrupted
    finally:
        signal.signal(signal.SIGINT, before)
