"""Rows too many to write down that are found when they are needed: robust budgets and tails. First at the relaxation, then at every answer."""

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import complete
from optimizer.model.lazy_rules import LazyRules
from optimizer.problem.records import Problem
from optimizer.solver.live_model import LiveModel

ROOT_ROUNDS = 100
BINDS = 1e-4  # of a row's bound: nearer than that to it at the last relaxation, a row found there is kept


class Needed:
    """What a problem's choices must keep beyond the rows of its model."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._rules = [rows for _, rows in LazyRules.of(problem).found]

    def missing(self, chosen: Selection) -> list[Row]:
        """Rows that a choice breaks, with all that follows from it; none where it keeps every rule."""
        if not self._rules:
            return []
        figures = np.zeros(len(self.problem.layout.names), dtype=np.int64)
        for column, figure in complete(self.problem, chosen).items():
            figures[column] = figure
        return [each for rule in self._rules for each in rule.missing(chosen, figures)]

    def _broken_at(self, figures: FloatArray) -> list[Row]:
        return [each for rule in self._rules for each in rule.broken_at(figures)]

    def at_the_root(self, live: LiveModel, objective: IntArray, seconds: float) -> list[Row]:
        """Rows that the relaxation breaks, added to `live` until it breaks none (a cutting-plane loop): those of them that bind at its end."""
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


def _binds(each: Row, figures: np.ndarray) -> bool:
    bound = each.upper or 0
    return float(each.coefs @ figures[each.cols]) > bound - BINDS * abs(bound)
