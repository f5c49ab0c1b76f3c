"""How far the floor under a plan's worst scenarios must be lowered for a plan to exist.

The new floor is the highest that some selection reaches, in integers.
"""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import point_of
from optimizer.model.families.declared.tail import WorstScenarios
from optimizer.problem.records import Problem, ScenarioFloor
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, whole_bound
from optimizer.solver.live_model import Answer


@dataclass(frozen=True)
class LowerFloor:
    """A floor under the worst scenarios, and the highest floor that can be reached in its place, in minor units.

    worst: how many worst scenarios the floor is about. reachable_at_most: no selection passes it.
    """

    label: str
    owner: str
    worst: int
    floor: int
    reachable: int
    reachable_at_most: int

    @property
    def lowered_by(self) -> int:
        """Minor units."""
        return self.floor - self.reachable

    @property
    def is_least(self) -> bool:
        """Whether it is proven that the floor cannot be lowered by less."""
        return self.reachable == self.reachable_at_most


def highest_floor(problem: Problem, rule: ScenarioFloor, limits: Limits, deadline: float) -> LowerFloor | None:
    """The highest floor in place of `rule` with which `problem`, which does not have that rule, has a plan; None where none was
    found in the limits.

    Each round looks for the selection that is best in the worst scenarios of the best selection so far, while it stays above that
    one's floor in all scenarios. A round finds a higher floor or proves that there is none.
    """
    worst, at_most = WorstScenarios(problem, rule), rule.floor - 1
    row, reached = worst.first_rows()[0], None
    while True:
        floor = _lowest_floor(problem) if reached is None else reached + 1
        answer, bound = _best_in(replace(problem, tail=(*problem.tail, replace(rule, floor=floor))), row, limits, deadline)
        if answer.chosen is None:
            break
        at_most = min(at_most, bound // rule.worst)
        reached, row = worst.reached_by(_figures(problem, answer.chosen))
        if reached >= at_most:
            break
    if reached is None:
        return None
    is_least = answer.status == "infeasible" or reached >= at_most
    return LowerFloor(rule.label, rule.owner, rule.worst, rule.floor, reached, reached if is_least else at_most)


def _lowest_floor(problem: Problem) -> int:
    """A floor that every selection keeps.

    With it the first round has a tail too, so that presolve drops no option for its expected value alone.
    """
    width = len(problem.options)
    dependent = np.abs(problem.objective[width:]) @ problem.layout.upper_limits[width:]
    return -int(np.abs(problem.scenarios).sum(axis=1).max(initial=0) + dependent)


def _best_in(problem: Problem, row: Row, limits: Limits, deadline: float) -> tuple[Answer, int]:
    """The selection that is best in the scenarios of a row, and the value that none passes.

    Two configurations of the solver confirm an "infeasible".
    """
    objective = np.zeros(len(problem.layout.names), dtype=np.int64)
    objective[row.cols] = -row.coefs
    answer = Answer("limit", None, math.inf, 0)
    for presolve in (True, False):
        left = deadline - time.monotonic()
        if left <= 0:
            return Answer("limit", None, math.inf, 0), 0
        search = ExactSearch(problem, replace(limits, seconds=left, presolve=presolve))
        answer = search.run(objective)
        if answer.chosen is not None:
            return answer, whole_bound(answer.bound, search.value(answer.chosen, objective))
        if answer.status != "infeasible":
            break
    return answer, 0


def _figures(problem: Problem, chosen: Selection) -> IntArray:
    figures = np.zeros(len(problem.layout.names), dtype=np.int64)
    for column, figure in point_of(problem, chosen).items():
        figures[column] = figure
    return figures
