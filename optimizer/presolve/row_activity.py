"""Computes the activity of rows: the least and the greatest sum of a row, over all selections that presolve allows.

Presolve allows selections with at most one column of each group. All figures are 64-bit integers. reductions.py, tightening.py
and cliques.py draw conclusions from the activity.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.linear.arrays import BoolArray, IntArray
from optimizer.linear.matrix import Matrix


@dataclass(frozen=True)
class KnownFacts:
    """Facts that hold in every plan that the search looks for.

    upper_limits: the upper limit of each column; 0 for an option that cannot be chosen. group: for each column the number of its
    group. At most one column of a group is chosen. choices: the first `choices` groups consist of options; every other column
    forms a group of one column. is_required: for each group, whether one of its columns must be chosen.
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

    A part consists of the entries of one group in one row.

    row, column, coef, reach, part: one figure for each entry; reach is what the column adds to the row at its upper limit,
    and `part` is the number of the part that the entry belongs to.
    starts, part_row, part_group, least, greatest: one figure for each part; least and greatest are the least and the greatest sum
    that the part can add to its row. low, high: one figure for each row, the sums of `least` and of `greatest` over its parts.
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
        """For each part the least sum of the other parts of its row."""
        return self.low[self.part_row] - self.least

    @property
    def others_greatest(self) -> IntArray:
        """For each part the greatest sum of the other parts of its row."""
        return self.high[self.part_row] - self.greatest

    def columns_of(self, part: int) -> IntArray:
        """The columns of a part."""
        end = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.column)
        return self.column[self.starts[part] : end]


def activity_of(matrix: Matrix, known: KnownFacts) -> Activity:
    """Computes the activity of every row.

    A group adds its least coefficient in the row to `low`, and its greatest coefficient in the row to `high`. If a selection can
    do without the group's columns in the row, 0 counts as one more coefficient: the group then adds at most 0 to `low` and at
    least 0 to `high`. A group never adds a sum of coefficients, because at most one of its columns is chosen.
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
