"""All rows of a model as compressed arrays of 64-bit integers, and the models in floats that solvers get from them.

A candidate plan is checked exactly against the integer arrays. For the search of large portfolios, this module also builds the
model of the whole relaxation and the models in which only some of the columns are free.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from optimizer.linear.arrays import BoolArray, FloatArray, IntArray
from optimizer.linear.rows import Row

FREE = 2**62  # stands for no bound
COEF_MAX = 1e5  # largest coefficient of a row in the model of the relaxation
SUB_MODEL_COEF_MAX = 10**6  # largest coefficient of a row of a sub-model, in whole numbers
OBJECTIVE_MAX = 1e6  # largest coefficient of an objective


@dataclass(frozen=True)
class Matrix:
    """The rows lower <= entries @ columns <= upper. An upper bound of FREE and a lower bound of -FREE stand for no bound.

    entries: rows x columns, int64, compressed by row. upper_limits: the upper limit of each column.
    """

    entries: sparse.csr_matrix
    lower: IntArray
    upper: IntArray
    upper_limits: IntArray

    @classmethod
    def of(cls, rows: Sequence[Row], upper_limits: IntArray) -> "Matrix":
        """Builds the arrays of `rows`. upper_limits: the upper limit of each column."""
        starts = np.cumsum([0, *(len(each.cols) for each in rows)])
        nothing = [np.zeros(0, np.int64)]
        entries = sparse.csr_matrix(
            (
                np.concatenate([each.coefs for each in rows] or nothing),
                np.concatenate([each.cols for each in rows] or nothing),
                starts,
            ),
            shape=(len(rows), len(upper_limits)),
        )
        lower = np.array([-FREE if each.lower is None else each.lower for each in rows], dtype=np.int64)
        upper = np.array([FREE if each.upper is None else each.upper for each in rows], dtype=np.int64)
        return cls(entries, lower, upper, upper_limits)

    @cached_property
    def by_column(self) -> sparse.csc_matrix:
        """The same entries compressed by column."""
        return self.entries.tocsc()

    @cached_property
    def largest(self) -> IntArray:
        """For each row the absolute value of its largest coefficient."""
        return np.asarray(abs(self.entries).max(axis=1).toarray(), dtype=np.int64).ravel()

    @cached_property
    def is_exact(self) -> bool:
        """Whether the sum of every row fits into 64 bits, so that sums in numpy integers equal sums in Python integers."""
        reach = abs(self.entries).astype(np.float64) @ self.upper_limits.astype(np.float64)
        return bool(reach.max(initial=0.0) < FREE)

    def is_broken_by(self, point: IntArray) -> bool:
        """Whether a point breaks at least one row. The answer is exact where `is_exact` holds."""
        activity = self.entries @ point
        return bool((activity > self.upper).any() or (activity < self.lower).any())


@dataclass(frozen=True)
class SubModel:
    """The model that a solver gets, in floats, over some of the columns; the other columns are fixed at their figures.

    columns: the numbers of the columns in the integer model. value, upper_limits, is_integer: the coefficient in the objective,
    the upper limit and the integrality of each column. entries: rows x columns. unit: for each column, how many units of the
    integer model one unit of the column stands for. value_unit: how many units of the integer objective one unit of the value
    stands for.
    """

    columns: IntArray
    value: FloatArray
    upper_limits: FloatArray
    is_integer: BoolArray
    unit: FloatArray
    entries: sparse.csr_matrix
    lower: FloatArray
    upper: FloatArray
    value_unit: float


def whole_model(matrix: Matrix, objective: IntArray, money: FloatArray) -> SubModel:
    """Builds the model over all columns, for the relaxation. Its coefficients keep their fractions.

    money: for each column, how many minor units one unit stands for; 1 for a column that does not count money.
    """
    scale = np.maximum(matrix.largest / COEF_MAX, 1.0)
    entries = _times(matrix.entries.astype(np.float64), 1.0 / scale, money)
    lower, upper = (np.where(abs(bound) >= FREE, bound, bound / scale) for bound in (matrix.lower, matrix.upper))
    every = np.arange(len(objective))
    unit = _value_unit(objective)
    return SubModel(
        every, objective * money / unit, matrix.upper_limits / money, money == 1.0, money, entries, lower, upper, unit
    )


def sub_model(matrix: Matrix, objective: IntArray, money: FloatArray, point: IntArray, columns: IntArray) -> SubModel:
    """Builds the model over `columns`. All other columns are fixed at their figures in `point`.

    Coefficients become whole numbers, rounded so that a row becomes stricter and never weaker. Every integer point of the
    sub-model therefore satisfies the exact rows. A row with columns of money is the exception: it may be violated by as much as
    these columns lose when they are rounded to whole minor units. Rows that `columns` cannot violate are left out. money: as for
    `whole_model`.
    """
    inside = matrix.by_column[:, columns].tocsr()
    rest = matrix.entries @ point - inside @ point[columns]
    upper = np.where(matrix.upper >= FREE, FREE, matrix.upper - rest)
    lower = np.where(matrix.lower <= -FREE, -FREE, matrix.lower - rest)
    reach, most = inside.astype(np.float64), matrix.upper_limits[columns].astype(np.float64)
    can_break = (reach.maximum(0) @ most > upper) | (reach.minimum(0) @ most < lower)
    kept = np.flatnonzero(can_break)
    inside, lower, upper = inside[kept], lower[kept], upper[kept]
    turned = (upper >= FREE) & (lower > -FREE)  # a lower bound is an upper bound of the negated row
    sign = np.where(turned, -1, 1)
    upper, lower = np.where(turned, -lower, upper), np.where(turned, -FREE, lower)
    counts = money[columns] == 1.0
    size = np.asarray(abs(inside[:, counts]).max(axis=1).toarray()).ravel() if counts.any() else np.ones(len(kept))
    scale = np.maximum(-(-size // SUB_MODEL_COEF_MAX), 1).astype(np.int64)
    rows = np.repeat(np.arange(len(kept)), np.diff(inside.indptr))
    whole = -(-(inside.data * sign[rows]) // scale[rows])
    paid = inside.data * sign[rows] * money[columns][inside.indices] / scale[rows]
    data = np.where(counts[inside.indices], whole, paid).astype(np.float64)
    entries = sparse.csr_matrix((data, inside.indices, inside.indptr), shape=inside.shape)
    unit = _value_unit(objective)
    return SubModel(
        columns,
        objective[columns] * money[columns] / unit,
        most / money[columns],
        counts,
        money[columns],
        entries,
        np.where(lower <= -FREE, lower, -(-lower // scale)).astype(np.float64),
        np.where(upper >= FREE, upper, upper // scale).astype(np.float64),
        unit,
    )


def _times(entries: sparse.csr_matrix, by_row: FloatArray, by_column: FloatArray) -> sparse.csr_matrix:
    rows = np.repeat(np.arange(entries.shape[0]), np.diff(entries.indptr))
    return sparse.csr_matrix(
        (entries.data * by_row[rows] * by_column[entries.indices], entries.indices, entries.indptr), shape=entries.shape
    )


def _value_unit(objective: IntArray) -> float:
    """How many units of the integer objective one unit of the solver's objective stands for.

    The unit makes the largest coefficient at most OBJECTIVE_MAX, because a solver distinguishes figures up to a million well.
    """
    return max(float(np.abs(objective).max(initial=0)) / OBJECTIVE_MAX, 1.0)
