"""The model over the useful columns alone: a column that no row gains by can as well be zero, and is left out."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel, Row, Selection
from optimizer.problem.records import Problem


class ReducedColumns:
    """The columns of a problem that are useful to some rows.

    columns: their numbers in the problem, ascending. place: for each column of the problem its place among them, -1 for one that
    is left out.
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
        """The row without the columns that are left out, still numbered as in the problem."""
        inside = self.place[each.cols] >= 0
        return replace(each, cols=each.cols[inside], coefs=each.coefs[inside])

    def reduced(self, each: Row) -> Row:
        """The row over the useful columns, numbered as in the reduced model."""
        inside = self.without_useless(each)
        return replace(inside, cols=self.place[inside.cols])

    def selection(self, chosen: Selection) -> Selection:
        """A selection of the reduced model in the numbers of the problem."""
        return frozenset(int(self.columns[j]) for j in chosen)

    def model(self, rows: Iterable[Row]) -> IntegerModel:
        """The reduced model with these rows, which are reduced already, and no objective."""
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
    """Columns that add to a sum with a lower bound or take from a sum with an upper bound; and everything that is bought or
    hired.
    """
    is_useful = np.zeros(len(problem.layout.names), dtype=bool)
    for each in rows:
        is_useful[each.cols[each.coefs < 0 if each.lower is None else each.coefs > 0]] = True
    if any(each.traits.limits == "value" for each in rows):
        # One row of a tail stands for all its rows: in another scenario another option is good.
        is_useful[: len(problem.options)] |= (problem.scenarios > 0).any(axis=0)
    is_useful[len(problem.options) : problem.layout.synergy_columns.start] = True
    is_useful[list(problem.hire_options)] = True
    return np.flatnonzero(is_useful)
