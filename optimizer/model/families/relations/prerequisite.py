"""The rows of the family `prerequisite`: a project runs with, or after, the projects that it needs."""

from collections.abc import Iterable, Iterator

from optimizer.linear.rows import Row, row
from optimizer.model.rule import RowWithRules, rules_by_place
from optimizer.model.terms import name_of_pair, options_running, words_of_needed, words_of_relation
from optimizer.problem.records import Dependency, Problem

FAMILY = "prerequisite"
TIMED = ("finish_to_start", "start_to_start")  # types of dependency that have a row for each start of the dependent project


def rows(problem: Problem) -> list[Row]:
    """The rows of each type of dependency of project j on project i, without big-M:

    requires: x[j] <= x[i].
    finish_to_start with lag l: for every start t of j, sum of w of j started by t <= sum of w of i finished by t - l.
    start_to_start with lag l: for every start t of j, sum of w of j started by t <= sum of w of i started by t - l.
    any_of: x[j] <= sum of x[i] over the projects i of the group.
    """
    rows = []
    groups: dict[tuple[int, str], list[Dependency]] = {}
    for d in problem.dependencies:
        if d.type == "requires":
            terms = [*options_running(problem, d.dependent, 1), *options_running(problem, d.on, -1)]
            rows.append(
                row(f"requires[{name_of_pair(problem, d)}]", FAMILY, words_of_relation(problem, d, "needs"), terms, None, 0)
            )
        elif d.type in TIMED:
            rows.extend(_timed(problem, d))
        elif d.type == "any_of":
            groups.setdefault((d.dependent, d.group or ""), []).append(d)
    for (dependent, group), members in groups.items():
        terms = [*options_running(problem, dependent, 1), *(term for d in members for term in options_running(problem, d.on, -1))]
        label = f"{problem.labels[dependent]} needs one of {', '.join(words_of_needed(d) for d in members)}"
        rows.append(row(f"any_of[{problem.projects[dependent]},{group}]", FAMILY, label, terms, None, 0))
    return rows


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields each row with the rule of its dependency. The rows of all periods of one dependency share one rule."""
    return rules_by_place(rows, lambda each: ("relation", (relation_name(each.name),)))


def relation_name(row_name: str) -> str:
    """The name that all rows of one dependency share: the name of a row without its period."""
    return row_name.rsplit(",", 1)[0] + "]" if row_name.startswith(TIMED) else row_name


def _timed(problem: Problem, d: Dependency) -> Iterable[Row]:
    own = problem.running_options_of[d.dependent]
    other = () if d.on is None else problem.running_options_of[d.on]
    words = "starts after the finish of" if d.type == "finish_to_start" else "starts after the start of"
    label = words_of_relation(problem, d, words) + (f", {d.lag} period(s) later" if d.lag else "")
    for t in sorted({problem.options[j].start for j in own}):
        ready = [
            j
            for j in other
            if (problem.options[j].finish if d.type == "finish_to_start" else problem.options[j].start) <= t - d.lag
        ]
        terms = [*((j, 1) for j in own if problem.options[j].start <= t), *((j, -1) for j in ready)]
        yield row(f"{d.type}[{name_of_pair(problem, d)},{t}]", FAMILY, label, terms, None, 0)
