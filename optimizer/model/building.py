"""Builds the integer model of a problem: the rows of every family, and the objective.

The rows and the objective use the symbols of docs/formulation.md: w[o] is 1 when option o is chosen; x[p] is the sum of w over
the options that run project p (an expression, not a column).
"""

from collections.abc import Iterable

from optimizer.linear.rows import IntegerModel, Row
from optimizer.model.family_modules import FAMILIES
from optimizer.problem.records import Problem


def build_model(problem: Problem) -> IntegerModel:
    """Builds the whole model: the objective of the problem, and the rows of every family in the order of the registry."""
    return model_with_rows(problem, [each for family in FAMILIES.values() for each in family.rows(problem)])


def model_with_rows(problem: Problem, rows: Iterable[Row]) -> IntegerModel:
    """Builds a model with the columns and the objective of a problem and the given rows."""
    layout = problem.layout
    return IntegerModel(
        layout.names,
        problem.objective,
        tuple(rows),
        len(problem.options),
        layout.upper_limits,
        frozenset(layout.cost_columns.values()),
    )
