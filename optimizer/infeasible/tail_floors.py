"""How low the floor under a plan's worst scenarios must be laid for there to be a plan: the highest that some selection reaches, checked in integers."""

import math
import time
from dataclasses import dataclass, replace

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Row, Selection
from optimizer.model.consequences import complete
from optimizer.model.families.declared.tail import WorstScenarios
from optimizer.problem.records import Problem, Tail
from optimizer.search.exact_search import Search
from optimizer.search.limits import Limits, whole_bound
from optimizer.solver.live_model import Answer


@dataclass(frozen=True)
class LowerFloor:
    """A floor under the worst scenarios, and the one that can be reached in its place; minor units. reachable_at_most: no selection passes it."""

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
        """Whether lowering it by less is proven not to do."""
        return self.reachable == self.reachable_at_most


def highest_floor(problem: Problem, rule: Tail, limits: Limits, deadline: float) -> LowerFloor | None:
    """The highest floor in place of `rule` with which `problem`, that has no such rule, has a plan; None where none was found in the limits.

    The worst scenarios of the best selection so far are made as good as they can be, while all others stay better than its floor: each round finds a
    higher floor or proves that there is none.
    """
    worst, at_most = WorstScenarios(problem, rule), rule.floor - 1
    row, reached = worst.first_rows()[0], None
    while True:
        floor = _lowest(problem) if reached is None else reached + 1
        answer, bound = _best(replace(problem, tail=(*problem.tail, replace(rule, floor=floor))), row, limits, deadline)
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


def _lowest(problem: Problem) -> int:
    """A floor that every selection keeps: there is one from the start, so that no option is taken for dominated by its value alone."""
    width = len(problem.options)
    follows = np.abs(problem.objective[width:]) @ problem.layout.most[width:]
    return -int(np.abs(problem.scenarios).sum(axis=1).max(initial=0) + follows)


def _best(problem: Problem, row: Row, limits: Limits, deadline: float) -> tuple[Answer, int]:
    """The selection that is best in the scenarios of a row, and what none passes; an "infeasible" is that of two configurations."""
    objective = np.zeros(len(problem.layout.names), dtype=np.int64)
    objective[row.cols] = -row.coefs
    answer = Answer("limit", None, math.inf, 0)
    for presolve in (True, False):
        left = deadline - time.monotonic()
        if left <= 0:
            return Answer("limit", None, math.inf, 0), 0
        search = Search(problem, replace(limits, seconds=left, presolve=presolve))
        answer = search.run(objective)
        if answer.chosen is not None:
            return answer, whole_bound(answer.bound, search.worth(answer.chosen, objective))
        if answer.status != "infeasible":
            break
    return answer, 0


def _figures(problem: Problem, chosen: Selection) -> IntArray:
    figures = np.zeros(len(problem.layout.names), dtype=np.int64)
    for column, figure in complete(problem, chosen).items():
        figures[column] = figure
    return figures
