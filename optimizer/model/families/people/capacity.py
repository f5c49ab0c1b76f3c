"""The rows of the family `capacity`: no role is needed beyond the people there are and the people bought."""

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.records import Problem

FAMILY = "capacity"


def rows(problem: Problem) -> list[Row]:
    """For every role r and period t: sum over o of d[o,r,t] w[o] <= Cap[r,t] + sum of step x n[r,t,kind]. A role without capacity in a
    period has none; n is limited by what can be had. d of a hire is negative; where nothing else could need people there is no row. Periods that
    are planned together have one row, the sum of theirs.
    """
    rows = []
    for (role, period), options, needs in problem.demand.by_place():
        if needs.max() < 0:
            continue
        bought = problem.layout.steps_by_place.get((role, period), ())
        steps = [-problem.elastic[column - problem.layout.step_columns.start].step_milli_fte for column in bought]
        rows.append(
            Row(
                f"capacity[{role},{period}]", FAMILY, f"{role} in {problem.when(period)}",
                np.concatenate([options, np.array(bought, np.int64)]), np.concatenate([needs, np.array(steps, np.int64)]),
                None, problem.capacity.get((role, period), 0), "milli_fte", place=(role, period),
            )
        )  # fmt: skip
    return rows


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Each row is the people of its role and period."""
    return ((each, [people_rule(problem, *each.place)]) for each in rows if each.place is not None)


def people_rule(problem: Problem, role: str, period: int) -> Rule:
    """People of a role in a period, or in the block of periods that it stands for."""
    return Rule(FAMILY, "people", f"{role} in {problem.when(period)}", REGISTRY[FAMILY].owner, (role, period))
