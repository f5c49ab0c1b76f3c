"""Terms, names and words of rows that several families of rules share."""

from collections.abc import Iterable

from optimizer.linear.rows import Row, row
from optimizer.problem.records import Dependency, Problem, Synergy

Term = tuple[int, int]


def only_with_all_members(problem: Problem, q: int, each: Synergy, family: str, label: str) -> Iterable[Row]:
    """Say that q is 1 only when every member of a synergy runs: a row of `family` for each member."""
    for p in each.members:
        terms = [(q, 1), *options_running(problem, p, -1)]
        yield row(f"{family}[{each.name},{problem.projects[p]}]", family, label, terms, None, 0, owner=each.owner)


def options_running(problem: Problem, project: int | None, coef: int) -> Iterable[Term]:
    """The terms of coef x x[p], where x[p] is the sum of w over the options that run the project.

    There are no terms for a project that cannot be chosen.
    """
    return () if project is None else ((j, coef) for j in problem.running_options_of[project])


def words_of_needed(d: Dependency) -> str:
    """The project that a dependency is on, for texts."""
    return d.on_label if d.on is not None else f"{d.on_label}, which cannot be chosen"


def name_of_pair(problem: Problem, d: Dependency) -> str:
    """The two projects of a dependency, as they stand in the names of rows; `-` for one that cannot be chosen."""
    return f"{problem.projects[d.dependent]},{'-' if d.on is None else problem.projects[d.on]}"


def words_of_relation(problem: Problem, d: Dependency, verb: str) -> str:
    """A dependency as a sentence, for texts."""
    return f"{problem.labels[d.dependent]} {verb} {words_of_needed(d)}"
