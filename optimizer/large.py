"""Portfolios too large to be searched as a whole: the best plan by neighbourhoods, with the bound's own search beside it.

What is chosen depends on work alone: on the neighbourhoods, and on the bound's search where that ends with a better plan which the first cannot be told to
equal. The clock is a guard.
"""

import math
import time

from optimizer.highs import Answer
from optimizer.improve import Course, Improver
from optimizer.plan import Stage
from optimizer.prover import Prover
from optimizer.rows import Selection
from optimizer.search import HeardOf, Progress, Search, given_value, whole_bound
from optimizer.stages import at_least, changes

LARGE = 400  # options above which a portfolio is searched by neighbourhoods, with the bound beside
PROVABLE = 40_000  # options above which the relaxation's bound is as good as any that can be had in an hour
PROVER_AFTER = 4  # neighbourhoods before the bound's own search begins: it is quicker from a good plan
LATER_ROUNDS = 40
POLL = 0.2  # seconds


def greatest_value(search: Search, progress: Progress, heard: HeardOf) -> Answer:
    """The best plan by neighbourhoods, with the bound's own search in a process beside it; where there are two threads, at the same time.

    What is chosen depends on work alone: on the neighbourhoods, and on the other search where it ends with a better plan that the first cannot be
    told to equal. The clock is a guard.
    """
    problem, limits = search.problem, search.limits
    improver = Improver(problem, search.model, search.matrix, problem.objective, seed=limits.seed, missing=search.longer)
    deadline = time.monotonic() + search.seconds_left
    if improver.relax(search.seconds_left) is None or not improver.open(deadline):
        return search.run(problem.objective)
    course, last = improver.course, improver.course.value
    prover: Prover | None = None
    heard(course.value, course.bound)
    since = 0
    while (
        course.rounds < limits.rounds
        and since < limits.stalled
        and search.seconds_left > 0
        and not _is_closed(search, course.value, course.bound)
    ):
        if course.rounds == PROVER_AFTER and limits.threads > 1 and len(problem.options) <= PROVABLE:
            prover = Prover(problem, search.within(), course.chosen)
        since = 0 if improver.step(deadline) else since + 1
        if course.value > last:
            bound = min(course.bound, prover.bound if prover else math.inf)
            progress(_how_far(course.value, bound, f"{course.rounds} neighbourhoods"))
            heard(course.value, bound)
            last = course.value
    return _with_bound(search, course, prover)


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
            improver.open(deadline)
        while improver.course.rounds < LATER_ROUNDS and search.seconds_left > 0:
            improver.step(deadline)
        chosen = improver.course.chosen
        reached = search.worth(chosen, objective)
        stages.append(Stage(name, sign * reached, best - search.worth(chosen), False, 0, 0))
        progress(f"{name}: {sign * reached:,}")
        search.add(at_least(objective, reached, name))
    return chosen


def _with_bound(search: Search, course: Course, prover: Prover | None) -> Answer:
    if _is_closed(search, course.value, course.bound):
        if prover:
            prover.stop()
        return Answer("optimal", course.chosen, course.bound, 0)
    if prover is None and len(search.problem.options) > PROVABLE:
        return Answer("limit", course.chosen, course.bound, 0)
    prover = prover or Prover(search.problem, search.within(), course.chosen)
    while not prover.wait(min(search.seconds_left, POLL)) and search.seconds_left > 0:
        if _is_closed(search, course.value, prover.bound):
            break
    prover.stop()
    bound, found = min(course.bound, prover.bound), prover.answer or {}
    chosen = course.chosen
    is_closed = _is_closed(search, course.value, bound)
    if not is_closed and found.get("chosen") is not None and search.worth(frozenset(found["chosen"])) > course.value:
        chosen = frozenset(found["chosen"])
        is_closed = _is_closed(search, search.worth(chosen), bound)
    return Answer("optimal" if is_closed else "limit", chosen, bound, found.get("nodes", 0))


def _is_closed(search: Search, value: int, bound: float) -> bool:
    """Whether the gap is within the target."""
    base = abs(value - given_value(search.problem))
    return (
        (whole_bound(bound, value) - value) * 1_000_000 <= search.limits.gap_target_ppm * base if math.isfinite(bound) else False
    )


def _how_far(value: int, bound: float, after: str) -> str:
    gap = (bound - value) / max(abs(value), 1)
    return f"value {value:,}, bound {bound:,.0f}, gap {gap:.3%}, {after}"
