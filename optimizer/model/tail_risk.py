"""Tail risk: the plan's value in the average of its worst scenarios is at least a floor (conditional value at risk, Rockafellar and Uryasev 2000).

For a given choice the k worst scenarios are known by sorting, in integers. That is a row for each set of k scenarios: those that bind are found when
the relaxation or a choice breaks one. What people bought cost and what synergies bring is the same in every scenario.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.linear.rows import Row, row
from optimizer.problem.records import Problem, Tail

FLOAT_SLACK = 1e-6  # of the floor, for figures of a relaxation
Figures = NDArray[np.int64] | NDArray[np.float64]


class WorstScenarios:
    """One limit of the tail."""

    def __init__(self, problem: Problem, rule: Tail) -> None:
        self.problem, self.rule = problem, rule

    def first_row(self) -> Row:
        """The row there is from the start."""
        options = self.problem.options_of
        best = [self.problem.scenarios[:, list(own)].max(axis=1) for own in options if len(own)]
        totals = (
            np.sum([np.maximum(each, 0) for each in best], axis=0) if best else np.zeros(len(self.problem.scenarios), np.int64)
        )
        return self._row(self._worst(totals))

    def broken_at(self, figures: Figures) -> list[Row]:
        """The row of the worst scenarios, where these figures of the columns break it: exact for whole numbers, within a slack for others."""
        width, rule = len(self.problem.options), self.rule
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        reached = totals[worst].sum() + len(worst) * (self.problem.objective[width:] @ figures[width:])
        floor = len(worst) * rule.floor
        slack = 0 if figures.dtype == np.int64 else FLOAT_SLACK * abs(floor) + 1
        return [self._row(worst)] if reached < floor - slack else []

    def reached_by(self, figures: NDArray[np.int64]) -> tuple[int, Row]:
        """The highest floor that these figures of the columns keep, in minor units, and the row of their worst scenarios."""
        width = len(self.problem.options)
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        total = int(totals[worst].sum()) + len(worst) * int(self.problem.objective[width:] @ figures[width:])
        return total // len(worst), self._row(worst)

    def _worst(self, totals: Figures) -> list[int]:
        return sorted(int(s) for s in np.argsort(totals, kind="stable")[: self.rule.worst])

    def _row(self, worst: list[int]) -> Row:
        """Turned round, because a row divided for the solver is rounded down, which is safe for an upper bound alone."""
        width, k = len(self.problem.options), len(worst)
        sums = self.problem.scenarios[worst].sum(axis=0)
        follows = ((width + i, -k * int(each)) for i, each in enumerate(self.problem.objective[width:]))
        terms = [*((j, -int(each)) for j, each in enumerate(sums)), *follows]
        name = f"tail[{','.join(str(s) for s in worst)}]"
        return row(name, "tail", self.rule.label, terms, None, -k * self.rule.floor, "minor", self.rule.owner)
