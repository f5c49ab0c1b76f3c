"""Exports the model through PuLP: as .lp and .mps files, for other solvers, and for people who want to read the model.

Every PuLP call of Cutline is in this module. The search does not use PuLP: `live_model.py` passes the model to HiGHS directly.
"""

import tempfile
import warnings
from pathlib import Path

import pulp

from optimizer.linear.rows import IntegerModel


def to_pulp(model: IntegerModel, name: str = "portfolio", *, is_minimised: bool = False) -> pulp.LpProblem:
    """Declares the model in PuLP in bulk, from the same integers that the search uses. Rows without columns are left out.

    is_minimised: whether the PuLP model minimises the negated objective, for a model that was read as a minimisation.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PuLP 3.3 warns of its own 4.0
        problem = pulp.LpProblem(name, pulp.LpMinimize if is_minimised else pulp.LpMaximize)
        columns = [
            pulp.LpVariable(plain_name(column), cat=pulp.LpBinary) if j < model.options
            else pulp.LpVariable(plain_name(column), 0, int(model.upper_limits[j]), cat=pulp.LpInteger)
            for j, column in enumerate(model.columns)
        ]  # fmt: skip
        problem.addVariables(columns)
        problem.setObjective(
            pulp.LpAffineExpression(
                dict(zip(columns, map(int, -model.objective if is_minimised else model.objective), strict=True))
            )
        )
        for i, each in enumerate(model.rows):
            terms = {columns[j]: int(a) for j, a in zip(each.cols.tolist(), each.coefs.tolist(), strict=True)}
            for side, bound, sense in (("", each.upper, pulp.LpConstraintLE), ("_low", each.lower, pulp.LpConstraintGE)):
                if terms and bound is not None and not (side and each.lower == each.upper):
                    equal = each.lower == each.upper
                    kind = pulp.LpConstraintEQ if equal else sense
                    expression = pulp.LpAffineExpression(terms)
                    problem.addConstraint(
                        pulp.LpConstraint(expression, kind, rhs=bound), f"r{i}_{plain_name(each.name)}"[:240] + side
                    )
    return problem


def write_model(model: IntegerModel, path: Path, *, is_minimised: bool = False) -> None:
    """Writes the model in unscaled integers, as .lp or .mps by the ending of `path`. Raises ValueError for another ending.

    PuLP writes 12 digits of a number into an .lp file and 13 into an .mps file. Longer numbers are rounded.
    """
    problem = to_pulp(model, is_minimised=is_minimised)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if path.suffix == ".lp":
            problem.writeLP(str(path), max_length=255)
        elif path.suffix == ".mps":
            problem.writeMPS(str(path), with_objsense=True)  # without the sense every reader minimises
        else:
            raise ValueError(f"{path.name}: a model is written as .lp or .mps")


def lp_text(model: IntegerModel) -> str:
    """The model in LP format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.lp"
        write_model(model, path)
        return path.read_text("utf-8")


def plain_name(name: str) -> str:
    """The name of a column or row in the characters that LP files allow.

    Every other character becomes its hexadecimal code between underscores, so that different names stay different.
    """
    return "".join(
        c if c.isascii() and (c.isalnum() or c in "_.") else f"_{ord(c):x}_" if c not in "[],+ " else "_" for c in name
    )
