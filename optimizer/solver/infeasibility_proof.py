"""Proposes, in floating point, multipliers that may prove that a set of rows is infeasible (a Farkas proof).

The multipliers are a proposal only: the caller multiplies the rows by them in integers and checks the proof.
"""

from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row
from optimizer.solver.live_model import silent_highs


def proof_multipliers(rows: Sequence[Row], most: IntArray, aim: int, *, seconds: float) -> list[float]:
    """Returns one multiplier for each row: the sum of rows times multipliers may be infeasible. Empty if HiGHS found none.

    rows: each row has one bound. HiGHS gets the rows without rounding. most: the upper limits of the columns; the columns may
    take fractions in this model. aim: the number of the row whose bound is dropped. HiGHS brings the sum of this row as near to
    that bound as the other rows allow.
    """
    highs = silent_highs(threads=1, presolve="off", solver="simplex", time_limit=max(seconds, 0.0))
    highs.addVars(len(most), np.zeros(len(most)), most.astype(np.float64))
    scale = [max(float(np.abs(each.coefs).max(initial=1)), 1.0) for each in rows]
    _add_rows(highs, [replace(each, lower=None, upper=None) if i == aim else each for i, each in enumerate(rows)], scale)
    cols = rows[aim].cols.astype(np.int32)
    highs.changeColsCost(len(cols), cols, rows[aim].coefs / scale[aim] * (-1.0 if rows[aim].upper is None else 1.0))
    highs.run()
    return [abs(float(by)) / size for by, size in zip(_duals(highs, aim), scale, strict=False)]


def _add_rows(highs: highspy.Highs, rows: Sequence[Row], scale: Sequence[float]) -> None:
    scaled = list(zip(rows, scale, strict=True))
    highs.addRows(
        len(rows),
        np.array([-highspy.kHighsInf if each.lower is None else each.lower / by for each, by in scaled]),
        np.array([highspy.kHighsInf if each.upper is None else each.upper / by for each, by in scaled]),
        sum(len(each.cols) for each in rows),
        np.cumsum([0, *(len(each.cols) for each in rows)])[:-1].astype(np.int32),
        np.concatenate([np.zeros(0, np.int64), *(each.cols for each in rows)]).astype(np.int32),
        np.concatenate([np.zeros(0), *(each.coefs / by for each, by in scaled)]),
    )


def _duals(highs: highspy.Highs, aim: int) -> list[float]:
    """The dual ray if the rows are infeasible; else the dual values of the rows at the optimum, with 1 for the row `aim`."""
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        _, has_ray, ray = highs.getDualRay()
        return list(ray) if has_ray else []
    if status == highspy.HighsModelStatus.kOptimal:
        return [1.0 if i == aim else by for i, by in enumerate(highs.getSolution().row_dual)]
    return []
