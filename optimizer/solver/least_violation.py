"""The selection that violates the rows of an infeasible model least, and the proof that every selection violates some."""

from dataclasses import replace

import highspy
import numpy as np

from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.solver.live_model import LiveModel
from optimizer.solver.scaling import scaled_row

PROVEN_VIOLATION = 1e-6  # of a row's largest coefficient; one unit of a whole-number row is at least ten times that
COUNT_WEIGHT = 10.0  # a broken requirement or relation weighs so many times as much as a broken limit


def least_violation(model: IntegerModel, *, threads: int, seed: int, seconds: float) -> tuple[Selection | None, bool]:
    """Returns the selection of least violation, None where none was found in `seconds`; and whether it is proven that every
    selection violates some row.

    Every row is soft except that a project is run in one way at most. A broken limit costs its excess in terms of the row's
    largest coefficient; a broken requirement or relation costs ten times as much.
    """
    is_impossible = any(each.excess({}) for each in model.rows if not len(each.cols))
    if not model.columns:
        return frozenset(), is_impossible
    rows = [each for each in model.rows if len(each.cols)]  # a row without columns holds or not, whatever is chosen
    live = SoftModel(replace(model, rows=tuple(rows)), threads=threads, seed=seed)
    chosen, violation_at_least = live.minimise_violation(seconds)
    if chosen is None:
        return None, is_impossible
    return chosen, violation_at_least > PROVEN_VIOLATION or is_impossible


class SoftModel(LiveModel):
    """A live model whose rows have slack, the weighted sum of which is minimised."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int) -> None:
        super().__init__(model, threads=threads, seed=seed, has_soft_rows=True)
        self._cost = np.zeros(self.width)
        for i, each in enumerate(model.rows):
            largest = float(np.abs(scaled_row(each, self.money, self.unit).coefs).max())
            weight = 1.0 if each.unit != "count" else COUNT_WEIGHT
            for sign in _soft_sides(each):
                self._highs.addCol(0.0, 0.0, highspy.kHighsInf, 1, np.array([i], np.int32), np.array([sign]))
                self._cost = np.append(self._cost, weight / largest)

    def minimise_violation(self, seconds: float) -> tuple[Selection | None, float]:
        """The selection of least violation, None without one; and the violation that every selection has at least (0 where it is
        not known).
        """
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize)
        self._highs.changeColsCost(len(self._cost), np.arange(len(self._cost), dtype=np.int32), self._cost)
        self._highs.setOptionValue("time_limit", seconds)
        self._highs.run()
        info = self._highs.getInfo()
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return None, 0.0
        # The bound of a run that was stopped proves nothing here.
        is_optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self._selection(self._highs.getSolution().col_value), info.mip_dual_bound if is_optimal else 0.0


def _soft_sides(each: Row) -> list[float]:
    """The coefficient of the slack of each bound that may be broken: -1 for an upper, 1 for a lower bound."""
    if each.traits.defines is not None:
        return []
    sides = [-1.0] if each.upper is not None and each.traits.at_most_one_of != "options" else []
    return [*sides, 1.0] if each.lower is not None else sides
