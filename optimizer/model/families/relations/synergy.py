"""The rows of the family `synergy`: a synergy is earned when all of its projects run."""

from optimizer.linear.rows import Row, row
from optimizer.model.terms import only_with_all_members, options_running
from optimizer.problem.records import Problem

FAMILY = "synergy"


def rows(problem: Problem) -> list[Row]:
    """The rows that define the column q[g] of each synergy g.

    Gain: q[g] <= x[p], one row for every member p.
    Loss: q[g] >= sum of x over the members - (number of members - 1).
    """
    rows = []
    for q, each in zip(problem.layout.synergy_columns, problem.synergies, strict=True):
        if each.is_of_programme:
            continue
        label = f"synergy {each.name} comes with all of {', '.join(problem.labels[p] for p in each.members)}"
        if each.is_loss:
            terms = [(q, -1), *(term for p in each.members for term in options_running(problem, p, 1))]
            rows.append(row(f"synergy[{each.name}]", FAMILY, label, terms, None, len(each.members) - 1))
        else:
            rows.extend(only_with_all_members(problem, q, each, FAMILY, label))
    return rows
