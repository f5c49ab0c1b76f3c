"""The activity of rows: the least and the greatest that the sum of a row can be.

The sums are over choices of at most one column of each group.

All figures are 64-bit integers. What is concluded from the activity is in reductions.py, tightening.py and cliques.py.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.matrix import Matrix


@dataclass(frozen=True)
class KnownFacts:
    """What is known to hold in every plan that the search looks for.

    upper_limits: of each column; 0 for an option that cannot be chosen. group: for each column the number of its group.
    At most one column of a group is chosen. The first `choices` groups hold options; every other column is a group by itself.
    is_required: for each group whether one of its columns is chosen.
    """

    upper_limits: IntArray
    group: IntArray
    is_required: BoolArray
    choices: int

    @cached_property
    def size(self) -> IntArray:
        """How many columns of each group can be chosen."""
        return np.bincount(self.group[self.upper_limits > 0], minlength=len(self.is_required)).astype(np.int64)


@dataclass(frozen=True)
class Activity:
    """The entries of the columns that can be chosen, sorted by row and within a row by group.

    A part is the entries of one group in one row.

    row, column, coef, reach, part: one for each entry; reach is what the greatest figure of the column brings to the row.
    starts, part_row, part_group, least, greatest: one for each part; least and greatest are what the part can bring to its row.
    low, high: one for each row, the sums of least and of greatest.
    """

    row: IntArray
    column: IntArray
    coef: IntArray
    reach: IntArray
    part: IntArray
    starts: IntArray
    part_row: IntArray
    part_group: IntArray
    least: IntArray
    greatest: IntArray
    low: IntArray
    high: IntArray

    @property
    def others_least(self) -> IntArray:
        """For each part the least that the other parts of its row sum to."""
        return self.low[self.part_row] - self.least

    @property
    def others_greatest(self) -> IntArray:
        """For each part the greatest that the other parts of its row sum to."""
        return self.high[self.part_row] - self.greatest

    def columns_of(self, part: int) -> IntArray:
        """The columns of a part."""
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.column)
        return self.column[self.starts[part] : end]


def activity_of(matrix: Matrix, known: KnownFacts) -> Activity:
    """The activity of every row.

    A group brings its least or its greatest coefficient, or nothing if it can be left out of the row, but never a sum of
    coefficients.
    """
    entries = matrix.entries
    row = np.repeat(np.arange(entries.shape[0]), np.diff(entries.indptr))
    kept = known.upper_limits[entries.indices] > 0
    row, column, coef = row[kept], entries.indices[kept].astype(np.int64), entries.data[kept]
    key = row * len(known.is_required) + known.group[column]
    if (np.diff(key) < 0).any():
        order = np.argsort(key, kind="stable")
        key, row, column, coef = key[order], row[order], column[order], coef[order]
    is_first = np.diff(key, prepend=-1) != 0
    starts = np.flatnonzero(is_first)
    part_row, part_group = row[starts], known.group[column[starts]]
    can_be_none = ~known.is_required[part_group] | (np.diff(starts, append=len(key)) < known.size[part_group])
    reach = coef * known.upper_limits[column]
    least, greatest = (each.reduceat(reach, starts) if len(starts) else reach for each in (np.minimum, np.maximum))
    least, greatest = np.where(can_be_none, np.minimum(least, 0), least), np.where(can_be_none, np.maximum(greatest, 0), greatest)
    return Activity(
        row, column, coef, reach, np.cumsum(is_first) - 1, starts, part_row, part_group, least, greatest,
        sums_by(part_row, least, entries.shape[0]), sums_by(part_row, greatest, entries.shape[0]),
    )  # fmt: skip


def sums_by(place: IntArray, amounts: IntArray, count: int) -> IntArray:
    """The sum of the amounts of each place, in 64-bit integers."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, place, amounts)
    return sums
