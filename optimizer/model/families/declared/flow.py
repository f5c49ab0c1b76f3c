"""The rows of the family `flow`: how much work starts, or is in progress, in a period, as the portfolio office declares it."""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "flow"


def rows(problem: Problem) -> list[Row]:
    """Declared: projects that start, or run, in a period of one unit or sponsor, sum of w <= most."""
    return weighted_rows(problem, FAMILY)
