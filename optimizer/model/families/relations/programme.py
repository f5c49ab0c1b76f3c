"""The rows of the family `programme`: projects that belong together run together or not at all."""

from collections.abc import Iterable, Iterator

from optimizer.linear.rows import Row, row
from optimizer.linear.rule_families import RuleKind
from optimizer.model.rule import Place, RowWithRules, rules_by_place
from optimizer.model.terms import name_of_pair, only_with_all_members, options_running, words_of_relation
from optimizer.problem.records import Problem

FAMILY = "programme"


def rows(problem: Problem) -> list[Row]:
    """Two projects that go together: x[j] = x[i].

    A declared programme of which all run or none: x[p] = x[first] for every other member p, or x[p] = 0 for every member
    where one cannot be chosen. A benefit that only the complete programme brings: q[g] <= x[p] for every member p.
    """
    return [*_together(problem), *_all_or_none(problem), *_benefits_of_the_whole(problem)]


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Two projects that go together are one relation, in whichever direction it is stated.

    A declared programme is one rule for all its members.

    Nobody can lift that a benefit comes only with all members. Its rows forbid no selection, unless there is a floor under the
    value.
    """
    pairs, programmes = _pairs(problem), _programmes(problem)
    of_projects: list[Row] = []
    of_benefits: list[Row] = []
    for each in rows:
        (of_benefits if each.name.startswith(f"{FAMILY}[") else of_projects).append(each)

    def kind_and_place(each: Row) -> tuple[RuleKind, Place]:
        if each.name in programmes:
            return "programme", programmes[each.name]
        return "relation", pairs.get(each.name, (each.name,))

    yield from rules_by_place(of_projects, kind_and_place)
    if problem.tail:
        yield from ((each, []) for each in of_benefits)


def _pairs(problem: Problem) -> dict[str, Place]:
    """The names of the rows of two projects that can both be chosen, with the ids of the two in order."""
    return {
        f"together[{name_of_pair(problem, d)}]": tuple(sorted((problem.projects[d.dependent], problem.projects[d.on])))
        for d in problem.dependencies
        if d.type == "together" and d.on is not None
    }


def _programmes(problem: Problem) -> dict[str, Place]:
    """The names of the rows of declared programmes, with the name of the programme and its owner."""
    return {
        f"all_or_none[{each.name},{problem.projects[p]}]": (each.name, each.owner)
        for each in problem.programmes
        for p in each.members
    }


def _together(problem: Problem) -> list[Row]:
    return [
        row(
            f"together[{name_of_pair(problem, d)}]", FAMILY, f"{words_of_relation(problem, d, 'and')}: both or neither",
            [*options_running(problem, d.dependent, 1), *options_running(problem, d.on, -1)], 0, 0,
        )
        for d in problem.dependencies if d.type == "together"
    ]  # fmt: skip


def _all_or_none(problem: Problem) -> Iterable[Row]:
    for each in problem.programmes:
        names = [*(problem.labels[p] for p in each.members), *(f"{name}, which cannot be chosen" for name in each.absent)]
        label = f"{each.name}: all of {', '.join(sorted(names))}, or none"
        first = None if each.absent else each.members[0]
        for p in each.members if first is None else each.members[1:]:
            terms = [*options_running(problem, p, 1), *options_running(problem, first, -1)]
            yield row(f"all_or_none[{each.name},{problem.projects[p]}]", FAMILY, label, terms, 0, 0, owner=each.owner)


def _benefits_of_the_whole(problem: Problem) -> Iterable[Row]:
    for q, each in zip(problem.layout.synergy_columns, problem.synergies, strict=True):
        if each.is_of_programme:
            label = f"the benefit of {each.name} comes with all of {', '.join(problem.labels[p] for p in each.members)}"
            yield from only_with_all_members(problem, q, each, FAMILY, label)
