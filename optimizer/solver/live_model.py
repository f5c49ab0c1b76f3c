"""HiGHS in memory: a live model that takes changed costs, bounds and rows. One of the two files that call a solver library.

HiGHS works in floats with tolerances, so it gets scaled copies of the integer rows and nothing it says is believed before the integer check.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Point, Row, Selection
from optimizer.solver.scaling import OBJECTIVE_MAX, money_unit, names_one_option, power_of_ten, scaled_row, without_given
from optimizer.solver.status import Status, read_status

VERSION = highspy.Highs().version()
Heard = Callable[[float], None]  # of a bound
Found = Callable[[Selection, float], None]  # of a selection, not checked yet, and the bound


@dataclass(frozen=True)
class Answer:
    """What one run said: the rounded selection (None without one), the bound on the objective in its own unit, the nodes it took."""

    status: Status
    chosen: Selection | None
    bound: float
    nodes: int


class LiveModel:
    """A model held by HiGHS. Objectives are maximised; rows may be added and taken away again."""

    def __init__(
        self,
        model: IntegerModel,
        *,
        threads: int,
        seed: int,
        presolve: bool = True,
        restarts: bool = True,
        is_soft: bool = False,
        effort: float | None = None,
    ) -> None:
        self.width, self.options = len(model.columns), model.options
        self.money, self.unit = model.money, money_unit(model)
        self._most = model.most.astype(np.float64)
        self._highs = highspy.Highs()
        for option, value in {
            "output_flag": False, "threads": threads, "random_seed": seed, "presolve": "on" if presolve else "off", "mip_allow_restart": restarts, "mip_abs_gap": 0.0,
            **({} if effort is None else {"mip_heuristic_effort": effort}),
        }.items():  # fmt: skip
            self._highs.setOptionValue(option, value)
        most = model.most.astype(np.float64)
        for column in model.money:
            most[column] = most[column] // self.unit + 1
        self._highs.addVars(self.width, np.zeros(self.width), most)
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsIntegrality(self.width, every, np.array([highspy.HighsVarType.kInteger] * self.width))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        # Options that must be chosen are numbers, not choices: taken out of the rows they do not spoil the scale of the rest.
        self._given = np.zeros(self.width, dtype=bool)
        if not is_soft:
            self._given[[int(each.cols[0]) for each in model.rows if names_one_option(each)]] = True
        self.height = 0
        self._unsatisfiable = False  # a row without columns that does not hold: HiGHS does not look at a model without columns
        self.add_rows(model.rows)

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Append rows, scaled."""
        self._unsatisfiable = self._unsatisfiable or any(each.excess({}) for each in rows if not len(each.cols))
        scaled = [scaled_row(without_given(each, self._given), self.money, self.unit) for each in rows]
        nothing = [np.zeros(0)]
        starts = np.cumsum([0, *(len(each.cols) for each in scaled)])
        self._highs.addRows(
            len(rows),
            np.array([each.low for each in scaled], dtype=np.float64),
            np.array([each.high for each in scaled], dtype=np.float64),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            np.concatenate([each.cols for each in scaled] or nothing).astype(np.int32),
            np.concatenate([each.coefs for each in scaled] or nothing).astype(np.float64),
        )
        self.height += len(rows)

    def _limit_seconds(self, seconds: float, *, of_lp: bool = False) -> None:
        """Of the next run: HiGHS counts the limit of a MIP from the start of the run, that of an LP from the first run on."""
        before = self._highs.getRunTime() if of_lp else 0.0
        self._highs.setOptionValue("time_limit", before + max(seconds, 0.0))

    def keep_rows(self, count: int) -> None:
        """Take away every row after the first `count`."""
        if self.height > count:
            self._highs.deleteRows(self.height - count, np.arange(count, self.height, dtype=np.int32))
            self.height = count

    def maximise(
        self,
        objective: IntArray,
        *,
        gap: float,
        max_nodes: int,
        seconds: float,
        start: Point | None = None,
        constant: int = 0,
        heard: Heard | None = None,
        found: Found | None = None,
    ) -> Answer:
        """Run. gap: gap at which to stop, relative to the objective less `constant`. start: a point to begin from. heard: is told the bound as it
        falls. found: every better selection, which may break rows as any answer may.
        """
        if not self.width:
            return Answer(
                "infeasible" if self._unsatisfiable else "optimal", None if self._unsatisfiable else frozenset(), 0.0, 0
            )
        scale = power_of_ten(int(np.abs(objective).max(initial=0)), OBJECTIVE_MAX)
        every = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsCost(self.width, every, objective / scale)
        self._highs.changeObjectiveOffset(-constant / scale)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._limit_seconds(seconds)
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = [start.get(j, 0) // (self.unit if j in self.money else 1) for j in range(self.width)]
            self._highs.setSolution(solution)
        with _listening(self._highs, heard, scale, constant), self._looking(found, scale, constant):
            self._highs.run()
        info = self._highs.getInfo()
        has_point = info.primal_solution_status == highspy.kSolutionStatusFeasible
        values = np.asarray(self._highs.getSolution().col_value) if has_point else np.zeros(0)
        chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist()) if has_point else None
        ceiling = float(np.maximum(objective, 0) @ self._most)
        status, bound = read_status(
            self._highs.getModelStatus(), info.mip_dual_bound * scale + constant, ceiling, has_point=has_point
        )
        return Answer(status, chosen, bound, max(int(info.mip_node_count), 0))

    @contextmanager
    def _looking(self, found: Found | None, scale: int, constant: int) -> Iterator[None]:
        """Tells `found` every better selection while HiGHS runs."""
        if found is None:
            yield
            return

        def tell(event: Any) -> None:
            values = np.asarray(event.data_out.mip_solution)
            chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist())
            found(chosen, event.data_out.mip_dual_bound * scale + constant)

        self._highs.cbMipImprovingSolution += tell
        try:
            yield
        finally:
            self._highs.cbMipImprovingSolution -= tell

    def relaxation(self, objective: IntArray, seconds: float) -> NDArray[np.float64] | None:
        """The columns at the optimum of the relaxation, money in minor units; None where it was not reached."""
        if not self.width:
            return None
        scale = power_of_ten(int(np.abs(objective).max(initial=0)), OBJECTIVE_MAX)
        self._highs.changeColsCost(self.width, np.arange(self.width, dtype=np.int32), objective / scale)
        self._limit_seconds(seconds, of_lp=True)
        self._highs.setOptionValue("solve_relaxation", True)
        self._highs.run()
        self._highs.setOptionValue("solve_relaxation", False)
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self._highs.getSolution().col_value)
        values[list(self.money)] *= self.unit
        return values


@contextmanager
def _listening(highs: highspy.Highs, heard: Heard | None, scale: int, constant: int) -> Iterator[None]:
    """Tells `heard` every new bound, in the objective's own unit, while HiGHS runs."""
    if heard is None:
        yield
        return
    last = [float("inf")]

    def tell(event: Any) -> None:
        bound = event.data_out.mip_dual_bound * scale + constant
        if bound < last[0]:
            last[0] = bound
            heard(bound)

    highs.cbMipInterrupt += tell
    try:
        yield
    finally:
        highs.cbMipInterrupt -= tell
