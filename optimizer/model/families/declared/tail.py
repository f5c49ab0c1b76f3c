"""The rows of the family `tail`: the value of the plan, averaged over its worst scenarios, is at least a floor.

This is a limit on conditional value at risk (Rockafellar and Uryasev 2000). For a given selection the k worst scenarios are
found by sorting, in integers. So there is a row for each set of k scenarios. The rows that bind are found when the relaxation
or a selection breaks one. The cost of people bought and the amounts of synergies are the same in every scenario.
"""

from collections.abc import Iterator

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.model.rule import Rule
from optimizer.problem.records import Problem, ScenarioFloor

FAMILY = "tail"
FLOAT_SLACK = 1e-6  # of the floor, for figures of a relaxation


def rows(problem: Problem) -> list[Row]:
    """For every floor the row of the k scenarios that the projects, each in its best option, are worth least in.

    The sum over these scenarios of v[o,s] w[o], with k times what synergies bring and people bought cost, is at least k times
    the floor.
    """
    return [each for _, worst in lazy_rules(problem) for each in worst.first_rows()]


def lazy_rules(problem: Problem) -> Iterator[tuple[Rule, "WorstScenarios"]]:
    """Each declared floor as a rule that a person can change, with the object that finds its rows."""
    return ((tail_rule(declared), WorstScenarios(problem, declared)) for declared in problem.tail)


def tail_rule(declared: ScenarioFloor) -> Rule:
    """A declared floor, as a rule that a person can change."""
    scenarios = f"{declared.worst} worst scenarios" if declared.worst > 1 else "worst scenario"
    place = (declared.label, declared.owner, declared.worst, declared.floor)
    return Rule(FAMILY, "limit", f"{declared.label}: the floor under its {scenarios}", declared.owner, place)


class WorstScenarios:
    """The rows of one floor under the worst scenarios."""

    def __init__(self, problem: Problem, rule: ScenarioFloor) -> None:
        self.problem, self.rule = problem, rule

    def first_rows(self) -> list[Row]:
        """The row that the model has from the start."""
        options = self.problem.options_of
        best = [self.problem.scenarios[:, list(own)].max(axis=1) for own in options if len(own)]
        totals = (
            np.sum([np.maximum(each, 0) for each in best], axis=0) if best else np.zeros(len(self.problem.scenarios), np.int64)
        )
        return [self._row(self._worst(totals))]

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """The row of the worst scenarios, if these figures of the columns break it.

        The answer is exact for whole numbers, and within a slack for others.
        """
        width, rule = len(self.problem.options), self.rule
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        reached = totals[worst].sum() + len(worst) * (self.problem.objective[width:] @ figures[width:])
        floor = len(worst) * rule.floor
        slack = 0 if figures.dtype == np.int64 else FLOAT_SLACK * abs(floor) + 1
        return [self._row(worst)] if reached < floor - slack else []

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """The row of the worst scenarios, if a selection breaks it. figures: of all columns under the selection."""
        return self.broken_at(figures)

    def under(self, problem: Problem) -> "WorstScenarios":
        """The same rule: budgets and people are no part of it."""
        return self

    def amounts_behind(self, each: Row) -> list[Rule]:
        """Nothing: no purse and no people are part of the rule."""
        return []

    def reached_by(self, figures: IntArray) -> tuple[int, Row]:
        """The highest floor, in minor units, that these figures of the columns keep, and the row of their worst scenarios."""
        width = len(self.problem.options)
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        total = int(totals[worst].sum()) + len(worst) * int(self.problem.objective[width:] @ figures[width:])
        return total // len(worst), self._row(worst)

    def _worst(self, totals: IntArray | FloatArray) -> list[int]:
        return sorted(int(s) for s in np.argsort(totals, kind="stable")[: self.rule.worst])

    def _row(self, worst: list[int]) -> Row:
        """The row as an upper bound: a row that is scaled for a solver is rounded down, which is safe for upper bounds alone."""
        width, k = len(self.problem.options), len(worst)
        sums = self.problem.scenarios[worst].sum(axis=0)
        follows = ((width + i, -k * int(each)) for i, each in enumerate(self.problem.objective[width:]))
        terms = [*((j, -int(each)) for j, each in enumerate(sums)), *follows]
        name = f"tail[{','.join(str(s) for s in worst)}]"
        return row(name, FAMILY, self.rule.label, terms, None, -k * self.rule.floor, "minor", self.rule.owner)
