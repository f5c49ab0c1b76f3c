"""A live model whose rows can be switched off and on, to find out whether any selection keeps the rows that are on."""

from collections.abc import Sequence

import highspy
import numpy as np

from optimizer.linear.rows import IntegerModel, Row
from optimizer.solver.live_model import Answer, LiveModel
from optimizer.solver.scaling import scaled_row


class SwitchedModel(LiveModel):
    """A live model whose rows can be switched off and on. Options that must be chosen stay in their rows."""

    def __init__(self, model: IntegerModel, *, threads: int, seed: int, presolve: bool = True) -> None:
        self._bounds: list[tuple[float, float]] = []
        super().__init__(model, threads=threads, seed=seed, presolve=presolve, has_soft_rows=True)
        self._presolve = presolve

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Appends rows to the model and switches them on."""
        super().add_rows(rows)
        self._bounds += [(each.low, each.high) for each in (scaled_row(row, self.money, self.unit) for row in rows)]

    def switch(self, is_on: Sequence[bool]) -> None:
        """Switches every row on or off. is_on: for each row, whether it is switched on."""
        free = (-highspy.kHighsInf, highspy.kHighsInf)
        low, high = np.array([bounds if on else free for bounds, on in zip(self._bounds, is_on, strict=True)]).reshape(-1, 2).T
        self._highs.changeRowsBounds(
            self.height, np.arange(self.height, dtype=np.int32), np.ascontiguousarray(low), np.ascontiguousarray(high)
        )

    def any_point(self, *, max_nodes: int, seconds: float) -> Answer:
        """Searches for any selection that keeps the rows that are on. The answer of HiGHS has not passed the integer check."""
        return self.maximise(np.zeros(self.width, dtype=np.int64), gap=0.0, max_nodes=max_nodes, seconds=seconds)

    def contradicting_rows(self, seconds: float) -> dict[int, float]:
        """Returns the numbers of rows that make the linear relaxation infeasible, with their multipliers in a Farkas proof.

        Only rows that are on are named. The result is empty if the relaxation is feasible, or if HiGHS proved nothing within
        `seconds`.
        """
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
            _, has_ray, ray = self._highs.getDualRay()
            found = {i: abs(by) for i, by in enumerate(np.asarray(ray)[: self.height].tolist()) if by} if has_ray else {}
        for option, value in (("solve_relaxation", False), ("presolve", "on" if self._presolve else "off")):
            self._highs.setOptionValue(option, value)
        return found
