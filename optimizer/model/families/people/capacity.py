"""The rows of the family `capacity`: no role is needed beyond the people there are and the people bought."""

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.linear.rows import Row
from optimizer.linear.rule_families import REGISTRY
from optimizer.model.rule import RowWithRules, Rule
from optimizer.problem.records import Problem

FAMILY = "capacity"


def rows(problem: Problem) -> list[Row]:
    """For every role r and period t: sum over o of d[o,r,t] w[o] <= Cap[r,t] + sum over kinds of step x n[r,t,kind].

    A role without a stated capacity has nobody; n is limited by what is offered. The demand d of a hire is negative; there is
    no row where only hires have a demand. Periods that are planned together have one row, in which demand and capacity are
    summed.
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
    """Behind each row stand the people of its role and period."""
    return ((each, [people_rule(problem, *each.place)]) for each in rows if each.place is not None)


def people_rule(problem: Problem, role: str, period: int) -> Rule:
    """The people of a role in a period, or in the block of periods that it stands for, as a rule that a person can change."""
    return Rule(FAMILY, "people", f"{role} in {problem.period_words(period)}", REGISTRY[FAMILY].owner, (role, period))
