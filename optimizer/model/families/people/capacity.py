"""The rows of the family `capacity`: the plan needs no more people of a role than are employed, hired and bought."""

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.records import Problem

FAMILY = "capacity"


def rows(problem: Problem) -> list[Row]:
    """For every role r and period t: sum over o of d[o,r,t] w[o] <= Cap[r,t] + sum over kinds of step x n[r,t,kind].

    A role without a stated capacity has the capacity 0. The column n is limited by the offer. The demand d of a hire is negative.
    A role and period in which only hires have a demand has no row. Periods that are planned together have one row, with the sums
    of their demand and capacity.
    """
    rows = []
    for (role, period), options, needs in problem.demand.by_place():
        if needs.max() < 0:
            continue
        bought = problem.layout.steps_by_place.get((role, period), ())
        steps = [-problem.elastic[column - problem.layout.step_columns.start].step_milli_fte for column in bought]
        rows.append(
            Row(
                f"capacity[{role},{period}]", FAMILY, f"{role} in {problem.period_words(period)}",
                np.concatenate([options, np.array(bought, np.int64)]), np.concatenate([needs, np.array(steps, np.int64)]),
                None, problem.capacity.get((role, period), 0), "milli_fte", place=(role, period),
            )
        )  # fmt: skip
    return rows


def rules_behind(problem: Problem, rows: Iterable[Row]) -> Iterator[RowWithRules]:
    """Yields each row with the rule of the people of its role and period."""
    return ((each, [people_rule(problem, *each.place)]) for each in rows if each.place is not None)


def people_rule(problem: Problem, role: str, period: int) -> Rule:
    """The people of a role in a period, or in the block that begins with the period, as a rule that a person can change."""
    return Rule(FAMILY, "people", f"{role} in {problem.period_words(period)}", REGISTRY[FAMILY].owner, (role, period))
