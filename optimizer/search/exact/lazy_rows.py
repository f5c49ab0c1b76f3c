"""Lazy rows: the rows of robust budgets and of floors, which are added to the model when a selection violates them.

These rows are too many to write down. They are separated first at the root relaxation (a cutting-plane loop) and then at every
selection that the solver returns.
"""

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.records import Problem
from optimizer.solver.live_model import LiveModel

ROOT_ROUNDS = 100
BINDING_TOLERANCE = 1e-4  # a row binds at the last relaxation if its sum is nearer to its bound than this share of the bound


class LazyRowSeparator:
    """Finds the lazy rows of a problem that a selection, or a point of the relaxation, violates."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._rules = [rows for _, rows in LazyRules.of(problem).found]

    def broken_by(self, chosen: Selection) -> list[Row]:
        """The lazy rows that a selection violates; an empty list if it keeps every lazy rule."""
        if not self._rules:
            return []
        figures = np.zeros(len(self.problem.layout.names), dtype=np.int64)
        for column, figure in point_of(self.problem, chosen).items():
            figures[column] = figure
        return [each for rule in self._rules for each in rule.missing(chosen, figures)]

    def separate_at_root(self, live: LiveModel, objective: IntArray, seconds: float) -> list[Row]:
        """Adds the lazy rows that the relaxation of `live` violates, until it violates none.

        Only the rows that bind at the last relaxation are kept in `live`. They are returned.
        """
        if not self._rules:
            return []
        height, found, figures = live.height, list[Row](), None
        for _ in range(ROOT_ROUNDS):
            relaxed = live.relaxation(objective, seconds)
            if relaxed is None:
                break
            figures = relaxed
            new = self._broken_at(relaxed)
            if not new:
                break
            live.add_rows(new)
            found += new
        live.keep_rows(height)
        kept = [each for each in found if figures is not None and _binds(each, figures)]
        live.add_rows(kept)
        return kept

    def _broken_at(self, figures: FloatArray) -> list[Row]:
        return [each for rule in self._rules for each in rule.broken_at(figures)]


def _binds(each: Row, figures: FloatArray) -> bool:
    bound = each.upper or 0
    return float(each.coefs @ figures[each.cols]) > bound - BINDING_TOLERANCE * abs(bound)
