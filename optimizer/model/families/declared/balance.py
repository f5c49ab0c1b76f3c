"""The rows of the family `balance`: shares of money and average risk, as the portfolio office declares them."""

from optimizer.linear.rows import Row
from optimizer.model.declared_weights import weighted_rows
from optimizer.problem.records import Problem

FAMILY = "balance"


def rows(problem: Problem) -> list[Row]:
    """The rows of declared shares of money and declared averages.

    Share of money: sum over options of (spend of the option that counts for the share - share x spend of the option) w <= 0.
    Average risk: sum over options of (risk - limit) x spend x w <= 0.
    """
    return weighted_rows(problem, FAMILY)
