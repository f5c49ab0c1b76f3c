"""The rows of the family `flow`: declared limits on how much work starts, or is in progress, in a period.

The portfolio office declares these limits.

The office is the portfolio office.
"""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "flow"


def rows(problem: Problem) -> list[Row]:
    """For each declared limit on projects that start, or run, in a period: sum of w over their options <= the limit."""
    return weighted_rows(problem, FAMILY)
