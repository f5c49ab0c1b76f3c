"""A model with slack in budgets and capacities, whose sum is minimised."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.solver.live_model import LiveModel
from optimizer.solver.scaling import natural_scale, scaled_row
from optimizer.solver.status import STATUSES, Status


@dataclass(frozen=True)
class Roomy:
    """What one run of a RoomyModel said: the rounded selection (None without one), every column rounded, and the priced room that any needs at least."""

    status: Status
    chosen: Selection | None
    columns: tuple[int, ...]
    at_least: float


class RoomyModel(LiveModel):
    """A live model whose rows may be given room; the least priced room is asked for. A room is a column of its own: an amount, or all that a rule asks for at once."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int) -> None:
        super().__init__(model, threads=threads, seed=seed, is_soft=True)
        self._prices: list[int] = []
        self._units: list[int] = []
        # What is used in all, so that it can be limited.
        self._highs.addRow(-highspy.kHighsInf, highspy.kHighsInf, 0, np.zeros(0, np.int32), np.zeros(0))
        self._total, self.height = self.height, self.height + 1
        self._highs.changeObjectiveSense(highspy.ObjSense.kMinimize)

    def add_room(self, price: int, *, unit: int = 1, is_whole: bool = False) -> int:
        """A room, by its number. One that is whole is given or not; the others are amounts, which HiGHS counts in `unit`s so that no coefficient is small.

        Rooms with a price have the same unit.
        """
        self._highs.addCol(
            float(price),
            0.0,
            1.0 if is_whole else highspy.kHighsInf,
            1,
            np.array([self._total], np.int32),
            np.array([float(price)]),
        )
        if is_whole:
            self._highs.changeColIntegrality(self.width + len(self._prices), highspy.HighsVarType.kInteger)
        self._prices.append(price)
        self._units.append(unit)
        return len(self._prices) - 1

    def add_row(self, each: Row, rooms: dict[int, int]) -> None:
        """A row with one bound, and how much of each room gives it in the row's own unit (an amount: 1)."""
        scaled = scaled_row(each, self.money, self.unit)
        high, coefs = scaled.high, scaled.coefs
        scale = self._scale_of(each, coefs)
        sign = 1.0 if each.upper is None else -1.0
        if rooms and each.upper is not None:
            high = each.upper / scale  # room counts in fractions, so must what it adds to
        cols = [*each.cols.tolist(), *(self.width + room for room in rooms)]
        sizes = [*coefs.tolist(), *(sign * by * self._units[room] / scale for room, by in rooms.items())]
        self._highs.addRow(scaled.low, high, len(cols), np.array(cols, np.int32), np.array(sizes))
        self.height += 1

    def limit_rooms(self, rooms: Sequence[int], most: int) -> None:
        """Of some rooms together, in the unit of their rows."""
        sizes = np.array([float(self._units[room]) for room in rooms])
        self._highs.addRow(
            -highspy.kHighsInf, float(most), len(rooms), np.array([self.width + room for room in rooms], np.int32), sizes
        )
        self.height += 1

    def limit(self, most: int) -> None:
        """Of all priced rooms together, in the unit of their rows."""
        self._highs.changeRowBounds(self._total, -highspy.kHighsInf, most / self._unit)

    def least(self, *, seconds: float, max_nodes: int) -> Roomy:
        """The selection that needs least room."""
        if not self.width and not self._prices:  # HiGHS has no point of a model without columns
            return Roomy("infeasible", None, (), 0.0) if self._unsatisfiable else Roomy("optimal", frozenset(), (), 0.0)
        self._limit_seconds(seconds)
        self._highs.setOptionValue("mip_max_nodes", max_nodes)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        self._highs.run()
        info, status = self._highs.getInfo(), STATUSES.get(self._highs.getModelStatus(), "error")
        at_least = max(info.mip_dual_bound * self._unit, 0.0) if status in ("optimal", "limit") else 0.0
        if info.primal_solution_status != highspy.kSolutionStatusFeasible:
            return Roomy(status, None, (), at_least)
        values = np.asarray(self._highs.getSolution().col_value)
        chosen = frozenset(np.flatnonzero(values[: self.options] > 0.5).tolist())
        return Roomy(status, chosen, tuple(np.rint(values[: self.width]).astype(np.int64).tolist()), at_least)

    @property
    def _unit(self) -> int:
        return next((unit for unit, price in zip(self._units, self._prices, strict=True) if price), 1)

    def _scale_of(self, each: Row, coefs: np.ndarray) -> int:
        """The power of ten a row was divided by, from its largest coefficient beside money."""
        if not len(each.cols) or self.money & set(each.cols.tolist()):
            return self.unit if len(each.cols) else 1
        largest = int(np.abs(each.coefs).argmax())
        return int(10 ** round(np.log10(abs(float(each.coefs[largest])) / max(abs(float(coefs[largest])), 1.0))))


def row_unit(rows: Sequence[Row]) -> int:
    """What the coarsest of some rows is divided by for HiGHS, as a power of ten."""
    return max((natural_scale(each, np.zeros(len(each.cols), dtype=bool)) for each in rows), default=1)
