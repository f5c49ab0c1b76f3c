"""Turns a selection that breaks a rule into one that keeps all rules, by dropping projects.

The search does this with its last answer when that answer is false and no time is left for another.
"""

from collections.abc import Callable

from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.problem.records import Problem

BrokenRows = Callable[[Selection], list[Row]]


def without_blocking_projects(problem: Problem, chosen: Selection, broken_rows: BrokenRows) -> Selection | None:
    """Drops options from `chosen`, the least valuable first, until no row is broken. Returns None where that does not succeed.

    broken_rows: the rows that a selection breaks, funding among them. Required projects stay, and so does what they turn out to
    need. A project that depends on a dropped one is dropped as well, because its own row is broken then.
    """
    kept = set(problem.required)
    while True:
        found, dropped = _drop_until_valid(problem, chosen, broken_rows, kept)
        if found is not None or dropped is None:
            return found
        kept.add(dropped)  # dropping this project led to a dead end: start again and keep it


def _drop_until_valid(
    problem: Problem, chosen: Selection, broken_rows: BrokenRows, kept: set[int]
) -> tuple[Selection | None, int | None]:
    """A selection that breaks no row; or, where a broken row has no option left to drop, the project that was dropped last."""
    dropped = None
    while bad := broken_rows(chosen):
        worst = bad[0]
        sign = 1 if worst.excess(point_of(problem, chosen)) > 0 else -1
        terms = zip(worst.cols.tolist(), worst.coefs.tolist(), strict=True)
        free = [j for j, a in terms if a * sign > 0 and j in chosen and problem.options[j].project not in kept]
        if not free:
            return None, dropped
        least = min(free, key=lambda j: (problem.options[j].value, j))
        chosen, dropped = chosen - {least}, problem.options[least].project
    return chosen, None
