"""Leaves columns out of a model that help to keep no row: if such a column is 0, every row that held still holds."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.problem.records import Problem


class ReducedColumns:
    """The columns of a problem that help to keep at least one of some rows.

    columns: the numbers of these useful columns in the problem, ascending. place: for each column of the problem, its position in
    `columns`; -1 for a column that is left out.
    """

    def __init__(self, problem: Problem, rows: Iterable[Row]) -> None:
        self._problem = problem
        self.columns = _useful_columns(problem, list(rows))
        self.place = np.full(len(problem.layout.names), -1)
        self.place[self.columns] = np.arange(len(self.columns))

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def upper_limits(self) -> IntArray:
        """The upper limit of each column."""
        return self._problem.layout.upper_limits[self.columns]

    def without_useless(self, each: Row) -> Row:
        """Returns the row without the columns that are left out. The other columns keep their numbers in the problem."""
        inside = self.place[each.cols] >= 0
        return replace(each, cols=each.cols[inside], coefs=each.coefs[inside])

    def reduced(self, each: Row) -> Row:
        """Returns the row over the useful columns, with their numbers in the reduced model."""
        inside = self.without_useless(each)
        return replace(inside, cols=self.place[inside.cols])

    def selection(self, chosen: Selection) -> Selection:
        """Translates a selection of the reduced model into the numbers of the problem."""
        return frozenset(int(self.columns[j]) for j in chosen)

    def model(self, rows: Iterable[Row]) -> IntegerModel:
        """Builds the reduced model with an objective of zeros. rows: rows that `reduced` has returned."""
        layout = self._problem.layout
        return IntegerModel(
            columns=tuple(layout.names[j] for j in self.columns),
            objective=np.zeros(len(self), np.int64),
            rows=tuple(rows),
            options=int((self.columns < len(self._problem.options)).sum()),
            upper_limits=self.upper_limits,
            money=frozenset(int(self.place[b]) for b in layout.cost_columns.values() if self.place[b] >= 0),
        )


def _useful_columns(problem: Problem, rows: list[Row]) -> IntArray:
    """The columns that increase the sum of a row with a lower bound or decrease the sum of a row with an upper bound.

    All columns of people bought and hired are useful too.
    """
    is_useful = np.zeros(len(problem.layout.names), dtype=bool)
    for each in rows:
        is_useful[each.cols[each.coefs < 0 if each.lower is None else each.coefs > 0]] = True
    if any(each.traits.limits == "value" for each in rows):
        # Only one row of a floor is among `rows`, but other rows of the floor are about other scenarios. So every option with a
        # positive value in some scenario is useful.
        is_useful[: len(problem.options)] |= (problem.scenarios > 0).any(axis=0)
    is_useful[len(problem.options) : problem.layout.synergy_columns.start] = True
    is_useful[list(problem.hire_options)] = True
    return np.flatnonzero(is_useful)
