"""Models for infeasible problems: the least violation, rows that are switched on and off, and multipliers that prove infeasibility."""

from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.solver.live_model import Answer, LiveModel
from optimizer.solver.scaling import scaled_row

LEAST_VIOLATION = 1e-6  # of a row's largest coefficient: one unit of a whole-number row is ten times that


def least_violation(model: IntegerModel, *, threads: int, seed: int, seconds: float) -> tuple[Selection | None, bool]:
    """The selection that breaks the rows least, every row being soft except that a project is run in one way at most; whether it is proven
    that every selection breaks some.

    A broken limit costs its excess in terms of the row's largest coefficient; a broken requirement or relation costs ten times as much.
    No selection when the run found nothing in `seconds`.
    """
    impossible = any(each.excess({}) for each in model.rows if not len(each.cols))
    if not model.columns:
        return frozenset(), impossible
    soft = [each for each in model.rows if len(each.cols)]  # a row without columns holds or not, whatever is chosen
    live = LiveModel(replace(model, rows=tuple(soft)), threads=threads, seed=seed, is_soft=True)
    highs, width = live._highs, live.width
    cost = np.zeros(width)
    for i, each in enumerate(soft):
        coefs = scaled_row(each, live.money, live.unit).coefs
        weight = 1.0 if each.unit != "count" else 10.0
        for bound, sign in ((each.upper, -1.0), (each.lower, 1.0)):
            if bound is not None and each.traits.defines is None and not (each.traits.at_most_one_of == "options" and sign < 0):
                highs.addCol(0.0, 0.0, highspy.kHighsInf, 1, np.array([i], np.int32), np.array([sign]))
                cost = np.append(cost, weight / float(np.abs(coefs).max()))
    highs.changeObjectiveSense(highspy.ObjSense.kMinimize)
    highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
    highs.setOptionValue("time_limit", seconds)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.kSolutionStatusFeasible:
        return None, impossible
    # Unfinished, the least so far may be more than the least.
    breaks_some = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal and info.mip_dual_bound > LEAST_VIOLATION
    chosen = frozenset(np.flatnonzero(np.asarray(highs.getSolution().col_value[: live.options]) > 0.5).tolist())
    return chosen, breaks_some or impossible


class SwitchedModel(LiveModel):
    """A live model whose rows are switched off and on again, to ask whether any point is left; nothing is moved out of its rows."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int, presolve: bool = True) -> None:
        self._bounds: list[tuple[float, float]] = []
        super().__init__(model, threads=threads, seed=seed, presolve=presolve, is_soft=True)
        self._presolve = presolve

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append rows, switched on."""
        super().add_rows(rows)
        self._bounds += [(each.low, each.high) for each in (scaled_row(row, self.money, self.unit) for row in rows)]

    def switch(self, is_on: Sequence[bool]) -> None:
        """One truth value for each row."""
        free = (-highspy.kHighsInf, highspy.kHighsInf)
        low, high = np.array([bounds if on else free for bounds, on in zip(self._bounds, is_on, strict=True)]).reshape(-1, 2).T
        self._highs.changeRowsBounds(
            self.height, np.arange(self.height, dtype=np.int32), np.ascontiguousarray(low), np.ascontiguousarray(high)
        )

    def any_point(self, *, max_nodes: int, seconds: float) -> Answer:
        """Some selection that keeps the rows switched on, as far as HiGHS can tell."""
        return self.maximise(np.zeros(self.width, dtype=np.int64), gap=0.0, max_nodes=max_nodes, seconds=seconds)

    def contradicting(self, seconds: float) -> dict[int, float]:
        """Rows that by themselves leave the relaxation without a point, with their multipliers (Farkas); empty where it has one, or nothing is proven."""
        if not self.width or not self.height:
            return {}
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsCost(self.width, every, np.zeros(self.width))
        self._limit_seconds(seconds)
        for option, value in (("solve_relaxation", True), ("presolve", "off")):
            self._highs.setOptionValue(option, value)
        self._highs.run()
        found = {}
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            _, is_there, ray = self._highs.getDualRay()
            found = {i: abs(by) for i, by in enumerate(np.asarray(ray)[: self.height].tolist()) if by} if is_there else {}
        for option, value in (("solve_relaxation", False), ("presolve", "on" if self._presolve else "off")):
            self._highs.setOptionValue(option, value)
        return found


def multipliers(rows: Sequence[Row], most: IntArray, aim: int, *, seconds: float) -> list[float]:
    """Multipliers of rows of one bound each with which their sum may contradict itself, for whole and broken columns from 0 to `most` alike; none where HiGHS has none.

    Row `aim` is brought as near to its bound as the others allow. The rows are handed over unrounded and the answer is a proposal: whoever uses it multiplies out in integers.
    """
    highs = highspy.Highs()
    for option, value in {
        "output_flag": False, "threads": 1, "presolve": "off", "solver": "simplex", "time_limit": max(seconds, 0.0),
    }.items():  # fmt: skip
        highs.setOptionValue(option, value)
    highs.addVars(len(most), np.zeros(len(most)), most.astype(np.float64))
    scale = [max(float(np.abs(each.coefs).max(initial=1)), 1.0) for each in rows]
    bounded = [replace(each, lower=None, upper=None) if i == aim else each for i, each in enumerate(rows)]
    highs.addRows(
        len(rows),
        np.array(
            [-highspy.kHighsInf if each.lower is None else each.lower / by for each, by in zip(bounded, scale, strict=True)]
        ),
        np.array([highspy.kHighsInf if each.upper is None else each.upper / by for each, by in zip(bounded, scale, strict=True)]),
        sum(len(each.cols) for each in rows),
        np.cumsum([0, *(len(each.cols) for each in rows)])[:-1].astype(np.int32),
        np.concatenate([np.zeros(0, np.int64), *(each.cols for each in rows)]).astype(np.int32),
        np.concatenate([np.zeros(0), *(each.coefs / by for each, by in zip(rows, scale, strict=True))]),
    )
    cols = rows[aim].cols.astype(np.int32)
    highs.changeColsCost(len(cols), cols, rows[aim].coefs / scale[aim] * (-1.0 if rows[aim].upper is None else 1.0))
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        _, is_there, found = highs.getDualRay()
        found = list(found) if is_there else []
    elif status == highspy.HighsModelStatus.kOptimal:
        found = [1.0 if i == aim else by for i, by in enumerate(highs.getSolution().row_dual)]
    else:
        found = []
    return [abs(float(by)) / size for by, size in zip(found, scale, strict=False)]
