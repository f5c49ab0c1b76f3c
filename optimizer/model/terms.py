"""Terms, names and labels of rows, for functions that several rule families share."""

from collections.abc import Iterable

from optimizer.linear.rows import Row, row
from optimizer.problem.records import Dependency, Problem, Synergy

Term = tuple[int, int]


def only_with_all_members(problem: Problem, q: int, each: Synergy, family: str, label: str) -> Iterable[Row]:
    """The rows that let column q be 1 only if every member of a synergy runs. There is one row of `family` for each member."""
    for p in each.members:
        terms = [(q, 1), *options_running(problem, p, -1)]
        yield row(f"{family}[{each.name},{problem.projects[p]}]", family, label, terms, None, 0, owner=each.owner)


def options_running(problem: Problem, project: int | None, coef: int) -> Iterable[Term]:
    """The terms of coef x x[p], where x[p] is the sum of w over the options that run the project.

    If the project cannot be chosen (None), there are no terms.
    """
    return () if project is None else ((j, coef) for j in problem.running_options_of[project])


def words_of_needed(d: Dependency) -> str:
    """The words for the project that a dependency needs."""
    return d.on_label if d.on is not None else f"{d.on_label}, which cannot be chosen"


def name_of_pair(problem: Problem, d: Dependency) -> str:
    """The two projects of a dependency as names of rows write them, with `-` for a needed project that cannot be chosen."""
    return f"{problem.projects[d.dependent]},{'-' if d.on is None else problem.projects[d.on]}"


def words_of_relation(problem: Problem, d: Dependency, verb: str) -> str:
    """A dependency as a sentence, for labels."""
    return f"{problem.labels[d.dependent]} {verb} {words_of_needed(d)}"
