"""The scaled model as arrays: what HiGHS holds, in the form in which another engine gets it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.linear.arrays import FloatArray

WHOLE = 1e-5  # the largest distance from a whole number at which a figure still counts as whole
# The largest excess of a row that a tolerance explains, as a share of the row's largest coefficient.
ROW_TOLERANCE = 1e-5


@dataclass(frozen=True)
class ScaledModel:
    """Maximise values @ x with low <= entries @ x <= high and x whole numbers from 0 to most.

    values: the objective divided by `value_unit`, less the value that every selection has (`offset`, in the unit of the
    objective). most: the upper limit of each column. starts, cols, coefs: the rows, compressed by row; row i has the entries
    starts[i] to starts[i + 1]. low, high: infinite if the row has no such bound. column_units: how many units of the integer
    model one unit of each column counts. labels: the rule of each row in words, to name a row that is broken.
    """

    values: FloatArray
    most: FloatArray
    starts: NDArray[Any]
    cols: NDArray[Any]
    coefs: FloatArray
    low: FloatArray
    high: FloatArray
    value_unit: int
    offset: int
    column_units: NDArray[np.int64]
    labels: tuple[str, ...] = ()

    @property
    def has_only_zero_values(self) -> bool:
        """Whether every selection has the same value, so that any selection is the best one."""
        return not self.values.any()

    @property
    def is_contradictory(self) -> bool:
        """Whether a row without columns does not hold, so that no selection keeps it. Some engines leave such rows out."""
        is_empty = np.diff(self.starts) == 0
        return bool((is_empty & ((self.low > 0) | (self.high < 0))).any())

    def largest_excess(self, figures: FloatArray) -> tuple[int, float]:
        """The row that a point exceeds most beyond the tolerance, and by how much; (-1, 0.0) if the point keeps every row."""
        if not len(self.low):
            return -1, 0.0
        owner = np.repeat(np.arange(len(self.low)), np.diff(self.starts))
        sums = np.bincount(owner, weights=self.coefs * figures[self.cols], minlength=len(self.low))
        largest = np.zeros(len(self.low))
        np.maximum.at(largest, owner, np.abs(self.coefs))
        excess = np.maximum(sums - self.high, self.low - sums) - ROW_TOLERANCE * np.maximum(largest, 1.0)
        worst = int(excess.argmax())
        if excess[worst] <= 0:
            return -1, 0.0
        return worst, float(max(sums[worst] - self.high[worst], self.low[worst] - sums[worst]))

    def value_at(self, figures: FloatArray) -> float:
        """The objective at a point, in the unit of the objective."""
        return float(self.values @ figures) * self.value_unit + self.offset

    def as_message(self) -> dict[str, Any]:
        """The arrays that a process needs to solve the model."""
        return {name: getattr(self, name) for name in ("values", "most", "starts", "cols", "coefs", "low", "high")}


def without_sure_value(values: FloatArray, sure: list[NDArray[Any]], constant: float) -> FloatArray:
    """The objective less `constant`, for a model in which exactly one column of each array in `sure` is 1.

    A relative gap of the new objective is measured against the value that is decided on. Each group gives up its largest value;
    the first group also gives up the rest of `constant`.
    """
    if not constant or not sure:
        return values
    shifted = values.copy()
    for group in sure:
        most = float(values[group].max())
        shifted[group] -= most
        constant -= most
    shifted[sure[0]] -= constant
    return shifted
