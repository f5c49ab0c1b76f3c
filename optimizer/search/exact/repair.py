"""Turns a selection that breaks a rule into one that keeps all rules, by dropping projects.

The search repairs its last selection in this way if the selection violates a row and no time is left for another solve.
"""

from collections.abc import Callable, Iterable

from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.problem.records import Problem

BrokenRows = Callable[[Selection], list[Row]]


def without_blocking_projects(
    problem: Problem, chosen: Selection, broken_rows: BrokenRows, *, also_kept: Iterable[int] = ()
) -> Selection | None:
    """Drops options from `chosen`, the least valuable first, until no row is violated. Returns None if this does not succeed.

    broken_rows: returns the rows that a selection violates, including rows of funding. also_kept: projects (by number) that are kept
    although they are not required. Required projects are kept, and so are projects without which the kept ones cannot run. A project that depends on a dropped project is dropped as well, because
    its prerequisite row is then violated.
    """
    kept = {*problem.required, *also_kept}
    while True:
        found, dropped = _drop_until_valid(problem, chosen, broken_rows, kept)
        if found is not None or dropped is None:
            return found
        kept.add(dropped)  # dropping this project led to a dead end: start again and keep it


def _drop_until_valid(
    problem: Problem, chosen: Selection, broken_rows: BrokenRows, kept: set[int]
) -> tuple[Selection | None, int | None]:
    """Drops options until no row is violated, and returns the selection.

    If a violated row has no option left that may be dropped, returns no selection and the project that was dropped last.
    """
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
