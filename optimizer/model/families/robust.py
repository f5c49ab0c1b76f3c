"""The rows of the family `robust`: the funds still pay when some projects come in at their high cost."""

from optimizer.linear.rows import Row
from optimizer.model.robust_budget import Protection
from optimizer.problem.records import Problem


def robust_rows(problem: Problem) -> list[Row]:
    """For every set of purses that has a budget row, the row of the Gamma projects that may come in dearest for it: sum of c(o,S) w[o], with
    the deviation of theirs, <= what the set holds. With no more than Gamma projects that may, it is the whole rule.
    """
    return [each for rule in problem.robust for each in Protection(problem, rule).first_rows()]
