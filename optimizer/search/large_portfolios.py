"""Portfolios too large to be searched as a whole: the best plan by neighbourhoods, with the bound's own search beside it.

What is chosen depends on work alone: on the neighbourhoods, and on the bound's search where that ends with a better plan which the first cannot be told to
equal. The clock is a guard.
"""

import math
import time

from optimizer.linear.rows import Selection
from optimizer.plan import Stage
from optimizer.search.exact_search import Search
from optimizer.search.limits import HeardOf, Progress, given_value, whole_bound
from optimizer.search.neighbourhoods import Course, Improver
from optimizer.search.process import Child, Told
from optimizer.search.stages import at_least, changes
from optimizer.solver.live_model import Answer

LARGE = 400  # options above which a portfolio is searched by neighbourhoods, with the bound beside
PROVABLE = 40_000  # options above which the relaxation's bound is as good as any that can be had in an hour
PROVER_AFTER = 4  # neighbourhoods before the bound's own search begins: it is quicker from a good plan
LATER_ROUNDS = 40
LATER_SHARE = 0.25  # of the time, for the stages after the first where there is an approved plan
POLL = 0.2  # seconds


class Prover:
    """The search of the whole model for the bound, in a process beside. `bound` falls as it goes; `answer` comes with its end."""

    def __init__(self, search: Search) -> None:
        self.bound = math.inf
        self.answer: Told = {}
        self._search = search
        self._child: Child | None = None

    def __enter__(self) -> "Prover":
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            self._child.stop()

    @property
    def has_begun(self) -> bool:
        """Whether there is a process."""
        return self._child is not None

    def begin(self, start: Selection) -> None:
        """Search from a plan."""
        self._child = Child("bound", (self._search.problem, self._search.within(), start), self._hear)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after at most `seconds`."""
        return self._child is None or self._child.wait(seconds)

    def _hear(self, told: Told) -> None:
        self.bound = min(self.bound, told["bound"])
        if "status" in told:
            self.answer = told


def greatest_value(search: Search, threads: int, heard: HeardOf) -> Answer:
    """The best plan by neighbourhoods, and the bound of a search beside it: at the same time where there are two threads, else afterwards."""
    problem, limits = search.problem, search.limits
    improver = Improver(problem, search.model, search.matrix, problem.objective, seed=limits.seed, missing=search.longer)
    begun, seconds = time.monotonic(), search.seconds_left
    end = begun + seconds * (1 - LATER_SHARE if problem.approved else 1)
    is_provable = len(problem.options) <= PROVABLE
    deadline = begun + (end - begun) / 2 if is_provable and threads == 1 else end
    if improver.relax(seconds) is None or not improver.open(deadline):
        return search.run(problem.objective)
    course = improver.course
    heard(course.chosen, course.value, course.bound)
    improver.widen(deadline)
    with Prover(search) as prover:
        since, early, last = 0, course.chosen, None
        while course.rounds < limits.rounds and since < limits.stalled and time.monotonic() < deadline:
            if course.value != last:
                last, bound = course.value, min(course.bound, prover.bound)
                heard(course.chosen, course.value, bound)
            if _is_closed(search, course.value, course.bound):
                break
            if course.rounds <= PROVER_AFTER:
                # With one thread or two the bound's search begins from the same plan, and so comes to the same end.
                early = course.chosen
            if course.rounds == PROVER_AFTER and threads > 1 and is_provable:
                prover.begin(early)
            since = 0 if improver.step(deadline) else since + 1
        if is_provable and not prover.has_begun and not _is_closed(search, course.value, course.bound):
            prover.begin(early)
        return _with_bound(search, course, prover, end)


def later_stages(search: Search, chosen: Selection, tolerance_bp: int, stages: list[Stage], progress: Progress) -> Selection:
    """The change kept small, and the value won back, where the best plan is not proven: then there is no one plan that spend and tie order could name."""
    problem, best = search.problem, search.worth(chosen)
    if not problem.approved:
        return chosen
    search.add(at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
    for name, objective, sign in (("least change", -changes(problem), -1), ("value won back", problem.objective, 1)):
        improver = Improver(problem, search.model, search.matrix, objective, seed=search.limits.seed, missing=search.longer)
        improver.begin(chosen)
        deadline = time.monotonic() + search.seconds_left
        if improver.relax(search.seconds_left) is not None:
            improver.widen(deadline)
        while improver.course.rounds < LATER_ROUNDS and search.seconds_left > 0:
            improver.step(deadline)
        chosen = improver.course.chosen
        reached = search.worth(chosen, objective)
        stages.append(Stage(name, sign * reached, best - search.worth(chosen), False, 0, 0))
        progress(f"{name}: {sign * reached:,}")
        search.add(at_least(objective, reached, name))
    return chosen


def _with_bound(search: Search, course: Course, prover: Prover, end: float) -> Answer:
    """Wait for the bound to close the gap, or for its search to end with a plan of its own; which of the two comes first does not change the answer."""
    while not prover.wait(min(POLL, end - time.monotonic())) and time.monotonic() < end:
        if _is_closed(search, course.value, min(course.bound, prover.bound)):
            break
    bound, chosen, found = min(course.bound, prover.bound), course.chosen, prover.answer.get("chosen")
    if found and not _is_closed(search, course.value, bound) and search.worth(frozenset(found)) > course.value:
        chosen = frozenset(found)
    is_closed = _is_closed(search, search.worth(chosen), bound)
    return Answer("optimal" if is_closed else "limit", chosen, bound, prover.answer.get("nodes", 0))


def _is_closed(search: Search, value: int, bound: float) -> bool:
    """Whether the gap is within the target."""
    base = abs(value - given_value(search.problem))
    return (
        (whole_bound(bound, value) - value) * 1_000_000 <= search.limits.gap_target_ppm * base if math.isfinite(bound) else False
    )
