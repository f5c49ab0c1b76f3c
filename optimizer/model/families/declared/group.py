"""The rows of the family `group`: limits that the portfolio office declares on how many projects of a group run."""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "group"


def rows(problem: Problem) -> list[Row]:
    """For each declared group: lower <= sum of x over the group <= upper."""
    return weighted_rows(problem, FAMILY)
