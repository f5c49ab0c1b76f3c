"""The rows of the family `balance`: shares of money and average risk, as the portfolio office declares them."""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "balance"


def rows(problem: Problem) -> list[Row]:
    """For a declared share of money: sum of (own spend - share x spend) w <= 0.

    For a declared average: sum of (risk - limit) x spend x w <= 0.
    """
    return weighted_rows(problem, FAMILY)
