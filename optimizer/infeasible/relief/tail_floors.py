"""Finds by how much the floor under a plan's worst scenarios must be lowered for a plan to exist.

The new floor is the highest floor that a selection reaches, computed in integers.
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
    """A floor under the worst scenarios, and the highest floor that can be reached instead, in minor units.

    worst: the number of worst scenarios over which the value is averaged. reachable: the highest floor that a known selection
    reaches. reachable_at_most: an upper bound of the floor that any selection reaches.
    """

    label: str
    owner: str
    worst: int
    floor: int
    reachable: int
    reachable_at_most: int

    @property
    def lowered_by(self) -> int:
        """The difference between the floor and the reachable floor, in minor units."""
        return self.floor - self.reachable

    @property
    def is_least(self) -> bool:
        """Whether it is proven that the floor cannot be lowered by less."""
        return self.reachable == self.reachable_at_most


def highest_floor(problem: Problem, rule: ScenarioFloor, limits: Limits, deadline: float) -> LowerFloor | None:
    """Finds the highest floor with which `problem` has a plan; None if no floor was found within the limits.

    rule: the floor that is replaced; `problem` does not have it.

    Each round takes the scenarios that are the worst for the best selection so far. Among the selections whose tail keeps a
    floor one minor unit above the floor that this best selection reaches, it looks for the selection with the greatest value
    in those scenarios. A round finds a selection with a higher floor, or proves that there is none.
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
    """A floor so low that every selection keeps it.

    With this floor the problem of the first round has a floor too, so that presolve does not remove options as dominated.
    """
    width = len(problem.options)
    dependent = np.abs(problem.objective[width:]) @ problem.layout.upper_limits[width:]
    return -int(np.abs(problem.scenarios).sum(axis=1).max(initial=0) + dependent)


def _best_in(problem: Problem, row: Row, limits: Limits, deadline: float) -> tuple[Answer, int]:
    """Finds the selection with the greatest value in the scenarios of a row, and an upper bound of that value.

    An "infeasible" of the solver counts only if two configurations of the solver agree.
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
