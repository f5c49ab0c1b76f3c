"""Models of the literature as Cutline's integer model: an .mps file read by HiGHS, every number made whole, every column from 0 up."""

from fractions import Fraction
from math import ceil, floor, inf, lcm
from pathlib import Path

import highspy
import numpy as np

from optimizer.linear.rows import IntegerModel, row

UNIT = "one"  # the column that is always 1: what an objective has beside its columns


class NotOfThisKindError(ValueError):
    """A model that has no whole-number form: continuous columns, or columns without an end."""


def read_by_highs(path: Path) -> highspy.Highs:
    """HiGHS with a file as it is, and with what makes an optimum one."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        highs.setOptionValue(option, value)
    assert highs.readModel(str(path)) != highspy.HighsStatus.kError
    return highs


def optimum(path: Path) -> float:
    """What HiGHS finds in a file."""
    highs = read_by_highs(path)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getObjectiveValue()


def integer_model(path: Path) -> tuple[IntegerModel, int, bool]:
    """The model, by how much its objective was multiplied to be whole, and whether it is to be minimised (the model maximises the negative)."""
    lp = read_by_highs(path).getLp()
    if any(kind != highspy.HighsVarType.kInteger for kind in lp.integrality_) or len(lp.integrality_) < lp.num_col_:
        raise NotOfThisKindError("a column may be a fraction")
    rows = _rows(lp)
    low, high = _ends(lp, rows)
    objective = [Fraction(str(cost)) for cost in lp.col_cost_]
    constant = Fraction(str(lp.offset_)) + sum(cost * least for cost, least in zip(objective, low, strict=True))
    factor = lcm(constant.denominator, *(cost.denominator for cost in objective))
    is_minimised = lp.sense_ == highspy.ObjSense.kMinimize
    sign = -1 if is_minimised else 1
    found = [row(UNIT, "group", "always", [(len(low), 1)], 1, 1)]
    for i, (terms, lower, upper) in enumerate(rows):
        shift = sum(a * low[j] for j, a in terms)
        bounds = [None if abs(bound) == inf else Fraction(str(bound)) - shift for bound in (lower, upper)]
        scale = lcm(*(a.denominator for _, a in terms))
        under, over = (None if bound is None else bound * scale for bound in bounds)
        # The left side is whole: so is the nearest bound inside.
        found.append(
            row(
                f"row{i}", "group", f"row {i}", ((j, int(a * scale)) for j, a in terms),
                None if under is None else ceil(under), None if over is None else floor(over),
            )
        )  # fmt: skip
    model = IntegerModel(
        columns=(*(f"x{j}" for j in range(len(low))), UNIT),
        objective=np.array([sign * int(each * factor) for each in (*objective, constant)], dtype=np.int64),
        rows=tuple(found),
        options=0,
        upper_limits=np.array([*(b - a for a, b in zip(low, high, strict=True)), 1], dtype=np.int64),
    )
    return model, factor, is_minimised


Terms = list[tuple[int, Fraction]]


def _rows(lp: highspy.HighsLp) -> list[tuple[Terms, float, float]]:
    by_row: list[Terms] = [[] for _ in range(lp.num_row_)]
    matrix = lp.a_matrix_
    is_by_column = matrix.format_ == highspy.MatrixFormat.kColwise
    for place in range(len(matrix.start_) - 1):
        for k in range(matrix.start_[place], matrix.start_[place + 1]):
            i, j = (matrix.index_[k], place) if is_by_column else (place, matrix.index_[k])
            by_row[i].append((j, Fraction(str(matrix.value_[k]))))
    return [(terms, *ends) for terms, *ends in zip(by_row, lp.row_lower_, lp.row_upper_, strict=True)]


def _ends(lp: highspy.HighsLp, rows: list[tuple[Terms, float, float]]) -> tuple[list[int], list[int]]:
    """Whole bounds of every column; where the file has no upper one, that of a row without negative terms."""
    low, high = list(lp.col_lower_), list(lp.col_upper_)
    for terms, _, upper in rows:
        if upper < inf and all(a > 0 and low[j] >= 0 for j, a in terms):
            for j, a in terms:
                high[j] = min(high[j], float(Fraction(str(upper)) / a))
    if any(abs(end) == inf for end in (*low, *high)):
        raise NotOfThisKindError("a column has no end")
    return [ceil(end) for end in low], [floor(end) for end in high]
