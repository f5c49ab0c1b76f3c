"""The rows of the family `flow`: declared limits on how much work starts, or is in progress, in a period.

The portfolio office declares these limits.
"""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "flow"


def rows(problem: Problem) -> list[Row]:
    """One row for each declared limit: the sum of w over the options that start, or run, in the period <= the limit."""
    return weighted_rows(problem, FAMILY)
