"""The integer model as a PuLP model, declared in bulk, and in PuLP's JSON form."""

import gc
import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter

import pulp

from optimizer.linear.rows import IntegerModel
from optimizer.solver.model_files.row_sides import column_names, row_sides

SENSES = {"<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE, "=": pulp.LpConstraintEQ}


class Column(pulp.LpVariable):
    """A whole-number variable of PuLP with a plain name. PuLP needs its hash once for each non-zero, so the interpreter computes it
    and not Python code. Nor does PuLP look for characters in the name that LP files do not allow.
    """

    name = ""  # instead of PuLP's property

    def __init__(self, name: str, most: int) -> None:
        super().__init__("", 0, most, cat=pulp.LpInteger, _skip_v4_deprecation=True)
        self.name = name

    __hash__ = object.__hash__

    def getName(self) -> str:  # noqa: N802 - PuLP's own
        """The name, for callers that ask for it in this way."""
        return self.name

    def setName(self, name: str) -> None:  # noqa: N802 - PuLP's own
        """Give the variable another plain name."""
        self.name = name


class Expression(pulp.LpAffineExpression):
    """An expression that takes columns and their whole numbers as they are, without looking at each of them."""

    def __init__(self, columns: Iterable[Column], coefs: Iterable[int]) -> None:
        super().__init__(constant=0)
        dict.update(self, zip(columns, coefs, strict=True))


def to_pulp(model: IntegerModel, name: str = "portfolio", *, is_minimised: bool = False) -> pulp.LpProblem:
    """Declares the model in PuLP in bulk, from the same integers that the search uses. Rows without columns are left out.

    is_minimised: whether the PuLP model minimises the negated objective, for a model that was read as a minimisation.
    """
    problem = pulp.LpProblem(name, pulp.LpMinimize if is_minimised else pulp.LpMaximize)
    with _without_collection():
        columns = _columns(model)
        problem._variables, problem._variable_ids = columns, {column.hash: column for column in columns}
        objective = -model.objective if is_minimised else model.objective
        problem.setObjective(Expression(columns, objective.tolist()))
        for side in row_sides(model):
            numbers = side.cols.tolist()
            chosen = itemgetter(*numbers)(columns) if len(numbers) > 1 else (columns[numbers[0]],)
            terms = Expression(chosen, side.coefs.tolist())
            problem._constraints[side.name] = pulp.LpConstraint(terms, SENSES[side.sense], side.name, side.bound)
        problem.modifiedConstraints.extend(problem._constraints.values())
    return problem


def _columns(model: IntegerModel) -> list[Column]:
    limits = [1] * model.options + model.upper_limits[model.options :].tolist()
    return list(map(Column, column_names(model), limits))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Holds back the collection of garbage, which would look at every term of the growing model again and again. The finished
    model is then among the old objects, at which only a full collection looks.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_enabled:
            gc.enable()


def json_text(model: IntegerModel, *, is_minimised: bool = False) -> str:
    """The model in the JSON form that `pulp.LpProblem.fromJson` reads. Whole numbers stay whole numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3.3 warns of its own 4.0
        return json.dumps(to_pulp(model, is_minimised=is_minimised).toDict())
