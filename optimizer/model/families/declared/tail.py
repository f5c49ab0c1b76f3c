"""The rows of the family `tail`: the plan's value in the average of its worst scenarios is at least a floor (conditional value at risk, Rockafellar and Uryasev 2000).

For a given choice the k worst scenarios are known by sorting, in integers. That is a row for each set of k scenarios: those that bind are found when
the relaxation or a choice breaks one. What people bought cost and what synergies bring is the same in every scenario.
"""

from collections.abc import Iterator

import numpy as np

from optimizer.linear.arrays import FloatArray, IntArray
from optimizer.linear.rows import Row, Selection, row
from optimizer.model.rule import Rule
from optimizer.problem.records import Problem, Tail

FAMILY = "tail"
FLOAT_SLACK = 1e-6  # of the floor, for figures of a relaxation


def rows(problem: Problem) -> list[Row]:
    """For every limit the row of the k scenarios in which the projects, each at its best, are worth least: sum over them of v[o,s] w[o], with what
    synergies bring and people cost k times, >= k times the floor.
    """
    return [each for _, worst in lazy_rules(problem) for each in worst.first_rows()]


def lazy_rules(problem: Problem) -> Iterator[tuple[Rule, "WorstScenarios"]]:
    """Every floor that is declared, as a person changes it, with what finds its rows."""
    return ((tail_rule(declared), WorstScenarios(problem, declared)) for declared in problem.tail)


def tail_rule(declared: Tail) -> Rule:
    """That the worst scenarios are worth so much on average."""
    scenarios = f"{declared.worst} worst scenarios" if declared.worst > 1 else "worst scenario"
    place = (declared.label, declared.owner, declared.worst, declared.floor)
    return Rule(FAMILY, "limit", f"{declared.label}: the floor under its {scenarios}", declared.owner, place)


class WorstScenarios:
    """One limit of the tail."""

    def __init__(self, problem: Problem, rule: Tail) -> None:
        self.problem, self.rule = problem, rule

    def first_rows(self) -> list[Row]:
        """The row there is from the start."""
        options = self.problem.options_of
        best = [self.problem.scenarios[:, list(own)].max(axis=1) for own in options if len(own)]
        totals = (
            np.sum([np.maximum(each, 0) for each in best], axis=0) if best else np.zeros(len(self.problem.scenarios), np.int64)
        )
        return [self._row(self._worst(totals))]

    def broken_at(self, figures: IntArray | FloatArray) -> list[Row]:
        """The row of the worst scenarios, where these figures of the columns break it: exact for whole numbers, within a slack for others."""
        width, rule = len(self.problem.options), self.rule
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        reached = totals[worst].sum() + len(worst) * (self.problem.objective[width:] @ figures[width:])
        floor = len(worst) * rule.floor
        slack = 0 if figures.dtype == np.int64 else FLOAT_SLACK * abs(floor) + 1
        return [self._row(worst)] if reached < floor - slack else []

    def missing(self, chosen: Selection, figures: IntArray) -> list[Row]:
        """The row that a selection breaks. figures: of all columns under it."""
        return self.broken_at(figures)

    def where(self, problem: Problem) -> "WorstScenarios":
        """The rule says nothing of budgets and people, so it is the same where these are others."""
        return self

    def amounts_behind(self, each: Row) -> list[Rule]:
        """No purse and no people are part of the rule."""
        return []

    def reached_by(self, figures: IntArray) -> tuple[int, Row]:
        """The highest floor that these figures of the columns keep, in minor units, and the row of their worst scenarios."""
        width = len(self.problem.options)
        totals = self.problem.scenarios @ figures[:width]
        worst = self._worst(totals)
        total = int(totals[worst].sum()) + len(worst) * int(self.problem.objective[width:] @ figures[width:])
        return total // len(worst), self._row(worst)

    def _worst(self, totals: IntArray | FloatArray) -> list[int]:
        return sorted(int(s) for s in np.argsort(totals, kind="stable")[: self.rule.worst])

    def _row(self, worst: list[int]) -> Row:
        """Turned round, because a row divided for the solver is rounded down, which is safe for an upper bound alone."""
        width, k = len(self.problem.options), len(worst)
        sums = self.problem.scenarios[worst].sum(axis=0)
        follows = ((width + i, -k * int(each)) for i, each in enumerate(self.problem.objective[width:]))
        terms = [*((j, -int(each)) for j, each in enumerate(sums)), *follows]
        name = f"tail[{','.join(str(s) for s in worst)}]"
        return row(name, FAMILY, self.rule.label, terms, None, -k * self.rule.floor, "minor", self.rule.owner)
