"""A selection that breaks a rule made one that keeps them all, by leaving projects out: what is left of an answer when there is no time for another."""

from collections.abc import Callable

from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import complete
from optimizer.problem.records import Problem

Broken = Callable[[Selection], list[Row]]


def repaired(problem: Problem, chosen: Selection, broken: Broken) -> Selection | None:
    """`chosen` without the options of least value that stand in the way of its broken rows, one after another; None where that does not help.

    broken: the rows a selection breaks, funding among them. Required projects stay, and what they turn out to need. What hangs on a project that is
    left out is left out with it, for its own row is broken then.
    """
    kept = set(problem.required)
    while True:
        found, dropped = _without_what_is_in_the_way(problem, chosen, broken, kept)
        if found is not None or dropped is None:
            return found
        kept.add(dropped)  # leaving it out led nowhere: try again with it


def _without_what_is_in_the_way(
    problem: Problem, chosen: Selection, broken: Broken, kept: set[int]
) -> tuple[Selection | None, int | None]:
    """A selection that breaks nothing; or, where a broken row has no option left to leave out, the project left out last."""
    dropped = None
    while bad := broken(chosen):
        worst = bad[0]
        sign = 1 if worst.excess(complete(problem, chosen)) > 0 else -1
        terms = zip(worst.cols.tolist(), worst.coefs.tolist(), strict=True)
        free = [j for j, a in terms if a * sign > 0 and j in chosen and problem.options[j].project not in kept]
        if not free:
            return None, dropped
        least = min(free, key=lambda j: (problem.options[j].value, j))
        chosen, dropped = chosen - {least}, problem.options[least].project
    return chosen, None
