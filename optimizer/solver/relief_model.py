"""A live model whose budgets and capacities have slack columns: the sum of price times slack is minimised.

The minimum is the amount of relief that makes an infeasible problem feasible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.solver.live_model import LEAST_ITERATIONS, LiveModel
from optimizer.solver.scaling import natural_scale, scaled_row
from optimizer.solver.status import STATUSES, Status


@dataclass(frozen=True)
class ReliefAnswer:
    """The result of one run of a ReliefModel.

    chosen: the rounded selection; None if the run found no selection. columns: the rounded figure of every column of the model;
    empty if the run found no selection. at_least: a proven lower bound of the relief that any selection needs. The relief is the
    sum of price times slack: in minor units if the slacks with a price are money, in milli-FTE if they are people, in weights of
    rules if they lift rules. work: as of `Answer`.
    """

    status: Status
    chosen: Selection | None
    columns: tuple[int, ...]
    at_least: float
    work: int = 0


class ReliefModel(LiveModel):
    """A live model whose rows may have slack columns.

    A slack is either an amount, or a yes-or-no column that lifts a whole rule.
    """

    def __init__(self, model: IntegerModel, *, threads: int, seed: int, is_for_proofs: bool = False) -> None:
        super().__init__(model, threads=threads, seed=seed, has_soft_rows=True, is_for_proofs=is_for_proofs)
        self._prices: list[int] = []
        self._units: list[int] = []
        # This row sums the priced slack, so that the sum can be limited.
        self._highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, 0, np.zeros(0, np.int32), np.zeros(0))
        self._total_row, self.height = self.height, self.height + 1
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize)

    def add_slack(self, price: int, *, unit: int = 1, is_whole: bool = False) -> int:
        """Adds a slack and returns its number. All slacks that have a price must have the same unit.

        is_whole: whether the slack is a yes-or-no column. Otherwise the slack is an amount, which HiGHS counts in `unit`s so that
        no coefficient is small.
        """
        self._highs.addCol(
            float(price),
            0.0,
            1.0 if is_whole else highspy.kHighsInf,
            1,
            np.array([self._total_row], np.int32),
            np.array([float(price)]),
        )
        if is_whole:
            self._highs.changeColIntegrality(self.width + len(self._prices), highspy.HighsVarType.kInteger)
        self._prices.append(price)
        self._units.append(unit)
        return len(self._prices) - 1

    def add_row(self, each: Row, slacks: dict[int, int]) -> None:
        """Adds a row with one bound.

        slacks: for each slack, by how much one unit of it relaxes the bound, in the unit of the row (1 for an amount).
        """
        scaled = scaled_row(each, self.money, self.unit)
        high, coefs = scaled.high, scaled.coefs
        scale = self._scale_of(each, coefs)
        sign = 1.0 if each.upper is None else -1.0
        if slacks and each.upper is not None:
            high = each.upper / scale  # the slack may be a fraction, so the bound keeps its fraction too
        cols = [*each.cols.tolist(), *(self.width + slack for slack in slacks)]
        sizes = [*coefs.tolist(), *(sign * by * self._units[slack] / scale for slack, by in slacks.items())]
        self._highs.addRow(scaled.low, high, len(cols), np.array(cols, np.int32), np.array(sizes))
        self.height += 1

    def limit_sum(self, slacks: Sequence[int], most: int) -> None:
        """Limits the sum of some slacks, in the unit of their rows."""
        sizes = np.array([float(self._units[slack]) for slack in slacks])
        cols = np.array([self.width + slack for slack in slacks], np.int32)
        self._highs.addRow(-highspy.kHighsInf, float(most), len(slacks), cols, sizes)
        self.height += 1

    def limit_total(self, most: int) -> None:
        """Limits the sum of price times slack over all slacks to `most`, in the unit of `ReliefAnswer.at_least`."""
        self._highs.changeRowBounds(self._total_row, -highspy.kHighsInf, most / self._price_unit)

    def minimise(self, *, seconds: float, max_nodes: int) -> ReliefAnswer:
        """Finds the selection with the smallest sum of price times slack."""
        if not self.width and not self._prices:  # HiGHS returns no solution of a model without columns
            is_feasible = not self._is_contradictory
            return ReliefAnswer("optimal", frozenset(), (), 0.0) if is_feasible else ReliefAnswer("infeasible", None, (), 0.0)
        self._limit_seconds(seconds)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.run()
        info, status = self._highs.getInfo(), STATUSES.get(self._highs.getModelStatus(), "error")
        at_least = max(info.mip_dual_bound * self._price_unit, 0.0) if status in ("optimal", "limit") else 0.0
        work = max(int(info.simplex_iteration_count), LEAST_ITERATIONS) * self.size
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return ReliefAnswer(status, None, (), at_least, work)
        values = np.asarray(self._highs.getSolution().col_value)
        columns = tuple(np.rint(values[: self.width]).astype(np.int64).tolist())
        return ReliefAnswer(status, self._selection(values), columns, at_least, work)

    @property
    def _price_unit(self) -> int:
        """The unit of the slacks that have a price."""
        return next((unit for unit, price in zip(self._units, self._prices, strict=True) if price), 1)

    def _scale_of(self, each: Row, coefs: NDArray[Any]) -> int:
        """The power of ten by which a row was divided: for a row with money columns their unit, else the quotient of the row's
        largest coefficient before and after scaling.
        """
        if not len(each.cols) or self.money & set(each.cols.tolist()):
            return self.unit if len(each.cols) else 1
        largest = int(np.abs(each.coefs).argmax())
        return int(10 ** round(np.log10(abs(float(each.coefs[largest])) / max(abs(float(coefs[largest])), 1.0))))


def coarsest_scale(rows: Sequence[Row]) -> int:
    """The largest power of ten by which any of the rows is divided for HiGHS."""
    return max((natural_scale(each, np.zeros(len(each.cols), dtype=bool)) for each in rows), default=1)
