"""Declares a scaled model in PuLP, as an engine gets it, and writes it as a file that the makers of an engine can read."""

import tempfile
import warnings
from pathlib import Path
from typing import Any

import pulp

from optimizer.solver.scaled_model import ScaledModel


def scaled_mps(model: ScaledModel) -> bytes:
    """The scaled model in MPS format, with its sense."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3.3 warns of its own 4.0
        path = Path(folder) / "model.mps"
        declared(model.as_message(), None)[0].writeMPS(str(path), with_objsense=True)
        return path.read_bytes()


def declared(model: dict[str, Any], start: list[float] | None) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """The model in PuLP, in bulk, and its columns. A row with two bounds that differ becomes two rows.

    A column without a value and without a row stays out of the model, at 0, because CBC cannot read the file that PuLP writes of it.
    """
    problem = pulp.LpProblem("portfolio", pulp.LpMaximize)
    columns = [pulp.LpVariable(f"x{j}", 0, most, cat=pulp.LpInteger) for j, most in enumerate(model["most"].tolist())]
    for column, figure in zip(columns, start or (), strict=False):
        column.setInitialValue(min(figure, column.upBound))
    values = model["values"].tolist()
    is_used = [bool(value) for value in values]
    for j in model["cols"].tolist():
        is_used[j] = True
    problem.addVariables([column for column, used in zip(columns, is_used, strict=True) if used])
    for column, used in zip(columns, is_used, strict=True):
        if not used:
            column.varValue = 0.0
    problem.setObjective(pulp.LpAffineExpression({columns[j]: value for j, value in enumerate(values) if value}))
    starts, cols, coefs = (model[name].tolist() for name in ("starts", "cols", "coefs"))
    for i, (low, high) in enumerate(zip(model["low"].tolist(), model["high"].tolist(), strict=True)):
        terms = {columns[j]: a for j, a in zip(cols[starts[i] : starts[i + 1]], coefs[starts[i] : starts[i + 1]], strict=True)}
        if low == high:
            sides = [(f"r{i}", pulp.LpConstraintEQ, high)]
        else:
            sides = [(f"r{i}", pulp.LpConstraintLE, high)] if high < float("inf") else []
            sides += [(f"r{i}_low", pulp.LpConstraintGE, low)] if low > -float("inf") else []
        for name, sense, bound in sides if terms else ():
            problem.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, rhs=bound), name)
    return problem, columns
