"""The integer model as a PuLP model, declared in bulk, and in PuLP's JSON form."""

import gc
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter

import pulp

from optimizer.linear.rows import IntegerModel
from optimizer.solver.model_files.row_sides import column_names, row_sides

SENSES = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "=": pulp.LpConstraintEQ}


class Column(pulp.LpVariable):
    """A variable of PuLP whose hash is computed by the interpreter and not by Python code: it is needed once for each non-zero."""

    __hash__ = object.__hash__


class Expression(pulp.LpAffineExpression):
    """An expression that takes over a dict of columns and whole numbers as it is, without looking at each entry."""

    def __init__(self, terms: dict[Column, int]) -> None:
        super().__init__(constant=0)
        dict.update(self, terms)


def to_pulp(model: IntegerModel, name: str = "portfolio", *, is_minimised: bool = False) -> pulp.LpProblem:
    """Declares the model in PuLP in bulk, from the same integers that the search uses. Rows without columns are left out.

    is_minimised: whether the PuLP model minimises the negated objective, for a model that was read as a minimisation.
    """
    problem = pulp.LpProblem(name, pulp.LpMinimize if is_minimised else pulp.LpMaximize)
    with _without_collection():
        columns = _columns(model)
        problem._variables, problem._variable_ids = columns, {column.hash: column for column in columns}
        objective = -model.objective if is_minimised else model.objective
        problem.setObjective(Expression(dict(zip(columns, objective.tolist(), strict=True))))
        for side in row_sides(model):
            numbers = side.cols.tolist()
            chosen = itemgetter(*numbers)(columns) if len(numbers) > 1 else (columns[numbers[0]],)
            terms = Expression(dict(zip(chosen, side.coefs.tolist(), strict=True)))
            problem._constraints[side.name] = pulp.LpConstraint(terms, SENSES[side.sense], side.name, side.bound)
        problem.modifiedConstraints.extend(problem._constraints.values())
    return problem


def _columns(model: IntegerModel) -> list[Column]:
    limits = [1] * model.options + model.upper_limits[model.options :].tolist()
    return [
        Column(name, 0, most, cat=pulp.LpInteger, _skip_v4_deprecation=True)
        for name, most in zip(column_names(model), limits, strict=True)
    ]


@contextmanager
def _without_collection() -> Iterator[None]:
    """Holds back the collection of garbage, which would look at every term of the growing model again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def json_text(model: IntegerModel, *, is_minimised: bool = False) -> str:
    """The model in the JSON form that `pulp.LpProblem.fromJson` reads. Whole numbers stay whole numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3.3 warns of its own 4.0
        return json.dumps(to_pulp(model, is_minimised=is_minimised).toDict())
