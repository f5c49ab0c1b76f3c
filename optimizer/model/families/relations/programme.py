"""The rows of the family `programme`: projects that belong together all run, or none of them runs."""

from collections.abc import Iterable, Iterator

from optimizer.linear.rows import Row, row
from optimizer.linear.rule_families import RuleKind
from optimizer.model.rule import Place, RowWithRules, rules_by_place
from optimizer.model.terms import name_of_pair, only_with_all_members, options_running, words_of_relation
from optimizer.problem.records import Problem

FAMILY = "programme"


def rows(problem: Problem) -> list[Row]:
    """The rows of pairs of projects, of declared programmes, and of their benefits.

    Two projects i and j that go together: x[j] = x[i].
    A programme declared as all or none: x[p] = x[first] for every member p except the first; if some member cannot be chosen,
    x[p] = 0 for every member p.
    A benefit that only the complete programme brings: q[g] <= x[p] for every member p.
    """
    return [*_together(problem), *_all_or_none(problem), *_benefits_of_the_whole(problem)]


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields each row with the rules behind it.

    Two projects that go together have one relation behind their row, whichever of the two is stated first. All rows of a declared
    programme have one rule behind them. The rows that grant a benefit only with all members have no rule behind them, because
    nobody can lift them. These rows are left out unless a floor under the value is declared, because without a floor they forbid
    no selection.
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
    """The sorted ids of two projects that go together and can both be chosen, by the name of their row."""
    return {
        f"together[{name_of_pair(problem, d)}]": tuple(sorted((problem.projects[d.dependent], problem.projects[d.on])))
        for d in problem.dependencies
        if d.type == "together" and d.on is not None
    }


def _programmes(problem: Problem) -> dict[str, Place]:
    """The name and the owner of each declared programme, by the name of each row of the programme."""
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
