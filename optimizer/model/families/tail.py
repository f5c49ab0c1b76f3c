"""The rows of the family `tail`: the value of the plan in its worst scenarios does not fall below a floor."""

from optimizer.linear.rows import Row
from optimizer.model.tail_risk import WorstScenarios
from optimizer.problem.records import Problem


def tail_rows(problem: Problem) -> list[Row]:
    """For every limit the row of the k scenarios in which the projects, each at its best, are worth least: sum over them of v[o,s] w[o], with what
    synergies bring and people cost k times, >= k times the floor.
    """
    return [WorstScenarios(problem, rule).first_row() for rule in problem.tail]
