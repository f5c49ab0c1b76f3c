"""The rows of the family `programme`: projects that belong together run together or not at all."""

from collections.abc import Iterable

from optimizer.linear.rows import Row, row
from optimizer.model.terms import all_options, only_with_all, pair_name, relation_words
from optimizer.problem.records import Problem


def programme_rows(problem: Problem) -> list[Row]:
    """together: x[j] = x[i]. Declared programmes: all or none, x[p] = x[first] for every other member, x[p] = 0 where one of them cannot be
    chosen; a benefit only when complete, q[g] <= x[p] for every member.
    """
    return [*_together(problem), *_all_or_none(problem), *_benefits_of_the_whole(problem)]


def _together(problem: Problem) -> list[Row]:
    return [
        row(
            f"together[{pair_name(problem, d)}]", "programme", f"{relation_words(problem, d, 'and')}: both or neither",
            [*all_options(problem, d.dependent, 1), *all_options(problem, d.on, -1)], 0, 0,
        )
        for d in problem.dependencies if d.type == "together"
    ]  # fmt: skip


def _all_or_none(problem: Problem) -> Iterable[Row]:
    for each in problem.programmes:
        names = [*(problem.labels[p] for p in each.members), *(f"{name}, which cannot be chosen" for name in each.absent)]
        label = f"{each.name}: all of {', '.join(sorted(names))}, or none"
        first = None if each.absent else each.members[0]
        for p in each.members if first is None else each.members[1:]:
            terms = [*all_options(problem, p, 1), *all_options(problem, first, -1)]
            yield row(f"all_or_none[{each.name},{problem.projects[p]}]", "programme", label, terms, 0, 0, owner=each.owner)


def _benefits_of_the_whole(problem: Problem) -> Iterable[Row]:
    for q, each in zip(problem.layout.together, problem.synergies, strict=True):
        if each.family == "programme":
            label = f"the benefit of {each.name} comes with all of {', '.join(problem.labels[p] for p in each.members)}"
            yield from only_with_all(problem, q, each, label)
