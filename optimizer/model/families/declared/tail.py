"""The rows of the family `tail`: the value of the plan, averaged over its worst scenarios, is at least a floor.

The floor is a limit on conditional value at risk (Rockafellar and Uryasev 2000). The k worst scenarios of a given selection are
found by sorting, in integers. The rule therefore has one row for each set of k scenarios. Rows are added to the model when the
relaxation or a selection violates them. The cost of people bought and the amounts of synergies are equal in every scenario.
"""

from collections.abc import Iterator

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.model.rule import Rule
from optimizer.problem.records import Problem, ScenarioFloor

FAMILY = "tail"
FLOAT_SLACK = 1e-6  # the tolerance for figures of a relaxation, as a fraction of the floor


def rows(problem: Problem) -> list[Row]:
    """The first row of every floor: the row of the k scenarios in which all projects together, each in its best option, are
    worth least.

    The row says: the sum of v[o,s] w[o] over these scenarios, plus k times the amounts of synergies, less k times the value lost
    by people bought, is at least k times the floor.
    """
    return [each for _, worst in lazy_rules(problem) for each in worst.first_rows()]


def lazy_rules(problem: Problem) -> Iterator[tuple[Rule, "WorstScenarios"]]:
    """Each declared floor as a rule that a person can change, with the object that finds the rows of the floor."""
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
        """The row of the worst scenarios, if the figures of the columns violate the row; else an empty list.

        The test is exact for integers and has a tolerance for fractions.
        """
        width, rule = len(self.problem.options), self.rule
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        reached = totals[worst].sum() + len(worst) * (self.problem.objective[width:] @ figures[width:])
        floor = len(worst) * rule.floor
        slack = 0 if figures.dtype == np.int64 else FLOAT_SLACK * abs(floor) + 1
        return [self._row(worst)] if reached < floor - slack else []

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """The row of the worst scenarios, if the selection violates the row; else an empty list.

        figures: the figures of all columns for the selection.
        """
        return self.broken_at(figures)

    def under(self, problem: Problem) -> "WorstScenarios":
        """Returns this object unchanged, because the rule does not depend on budgets and people."""
        return self

    def amounts_behind(self, each: Row) -> list[Rule]:
        """Returns an empty list, because the rule is about no purse and no people."""
        return []

    def reached_by(self, figures: IntArray) -> tuple[int, Row]:
        """The highest floor that the figures of the columns reach, in minor units, and the row of their worst scenarios."""
        width = len(self.problem.options)
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        total = int(totals[worst].sum()) + len(worst) * int(self.problem.objective[width:] @ figures[width:])
        return total // len(worst), self._row(worst)

    def _worst(self, totals: IntArray | FloatArray) -> list[int]:
        return sorted(int(s) for s in np.argsort(totals, kind="stable")[: self.rule.worst])

    def _row(self, worst: list[int]) -> Row:
        """The row as an upper bound. Scaling for a solver rounds a row down, and this is safe only for upper bounds."""
        width, k = len(self.problem.options), len(worst)
        sums = self.problem.scenarios[worst].sum(axis=0)
        follows = ((width + i, -k * int(each)) for i, each in enumerate(self.problem.objective[width:]))
        terms = [*((j, -int(each)) for j, each in enumerate(sums)), *follows]
        name = f"tail[{','.join(str(s) for s in worst)}]"
        return row(name, FAMILY, self.rule.label, terms, None, -k * self.rule.floor, "minor", self.rule.owner)
