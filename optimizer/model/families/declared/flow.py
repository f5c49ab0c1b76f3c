"""The rows of the family `flow`: how much work starts, or is in progress, in a period, as the portfolio office declares it."""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "flow"


def rows(problem: Problem) -> list[Row]:
    """For each declared limit on projects that start, or run, in a period: sum of w over their options <= the limit."""
    return weighted_rows(problem, FAMILY)
