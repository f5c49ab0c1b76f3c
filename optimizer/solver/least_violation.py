"""Finds the selection that violates the rows of a model least, and whether every selection provably violates a row."""

from dataclasses import replace

import highspy
import numpy as np

from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.solver.live_model import LiveModel
from optimizer.solver.scaling import scaled_row

# As a fraction of a row's largest coefficient. One unit of a row of whole numbers is at least ten times as large.
PROVEN_VIOLATION = 1e-6
COUNT_WEIGHT = 10.0  # the weight of a violated requirement or relation; a violated limit has the weight 1


def least_violation(model: IntegerModel, *, threads: int, seed: int, seconds: float) -> tuple[Selection | None, bool]:
    """Minimises the weighted violation of the rows.

    Returns two values: the selection of least violation, None if HiGHS found no selection within `seconds`; and whether it is
    proven that every selection violates some row.

    A selection may violate every row, with two exceptions: at most one option of a project is chosen, and rows that define a
    column always hold. A violated limit is charged its excess divided by the row's largest coefficient. A violated requirement
    or relation is charged COUNT_WEIGHT times that quotient.
    """
    is_impossible = any(each.excess({}) for each in model.rows if not len(each.cols))
    if not model.columns:
        return frozenset(), is_impossible
    # Whether a row without columns holds does not depend on the selection, so the soft model leaves these rows out.
    rows = [each for each in model.rows if len(each.cols)]
    live = SoftModel(replace(model, rows=tuple(rows)), threads=threads, seed=seed)
    chosen, violation_at_least = live.minimise_violation(seconds)
    if chosen is None:
        return None, is_impossible
    return chosen, violation_at_least > PROVEN_VIOLATION or is_impossible


class SoftModel(LiveModel):
    """A live model whose rows have slack columns. The objective is the weighted sum of all slack, which is minimised."""

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
        """Returns the selection of least violation, None if HiGHS found no selection; and a proven lower bound of the weighted
        violation of every selection, 0 if no bound is proven.
        """
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize)
        self._highs.changeColsCost(len(self._cost), np.arange(len(self._cost), dtype=np.int32), self._cost)
        self._highs.setOptionValue("time_limit", seconds)
        self._highs.run()
        info = self._highs.getInfo()
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return None, 0.0
        # Only the bound of a run that ended with an optimum counts as proven.
        is_optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return self._selection(self._highs.getSolution().col_value), info.mip_dual_bound if is_optimal else 0.0


def _soft_sides(each: Row) -> list[float]:
    """The coefficients of the slack columns of a row, one for each bound that may be violated: -1 for an upper, 1 for a lower."""
    if each.traits.defines is not None:
        return []
    sides = [-1.0] if each.upper is not None and each.traits.at_most_one_of != "options" else []
    return [*sides, 1.0] if each.lower is not None else sides
