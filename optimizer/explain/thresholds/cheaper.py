"""Finds how much cheaper a project must be to join the plan without a loss, and how much dearer it may be before it leaves.

Both are the least level of a change of its cost (`cost_changes.py`) at which some plan runs the project and is worth at least a
floor. Both the spend and the value move with the level. A lower cost never breaks a rule of an amount, so a plan that is possible
at one level is possible at every higher level, and "one unit less does not do" is well defined.

A program proposes a selection (`level_program.py`), and the least level that it needs is computed in integers. Then the problem one
unit below that level is solved. If nothing there is worth the floor, the level is the least. Otherwise the best plan there needs a
lower level, and the search goes on from that plan.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from optimizer.explain.prices import CUTOFF_SHARE, is_worse
from optimizer.explain.thresholds.cost_changes import SHARE_SCALE, CostChange
from optimizer.explain.thresholds.level_program import LevelRange, propose
from optimizer.linear.rows import Selection, broken_rows, row, value_of
from optimizer.linear.rule_families import CHOICE
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.funding.network import shortfalls
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.exact.lazy_rows import LazyRowSeparator
from optimizer.search.limits import Limits
from optimizer.search.stopping_rules import TimeLimit, WorkLimit
from optimizer.solver.live_model import Answer

LevelState = Literal["proven", "interval", "impossible", "beyond", "unknown"]
RISE_MOST = 9 * SHARE_SCALE  # a project is not tried at more than ten times its cost
TRIALS = 6  # trials right below the best known level, before the interval is halved instead


@dataclass(frozen=True)
class Level:
    """The least level at which a project runs in a plan that is worth the floor.

    state: "proven" if one unit less is proven not to do; "interval" if the level lies between two proven ends; "impossible" if it is
    proven that the highest level is not enough; "beyond" if the lowest level that is looked at is enough, so that the level is that
    or lower; "unknown" if nothing but at_least is proven. at_least: no smaller level is enough. at_most: this level is enough, and a
    plan shows it. amount: the money that the project saves in that plan at this level, in minor units; negative if it costs more.
    """

    state: LevelState
    at_least: int | None = None
    at_most: int | None = None
    amount: int | None = None


def how_much_cheaper(
    problem: Problem,
    change: CostChange,
    value: int,
    limits: Limits,
    *,
    known: Iterable[Selection] = (),
    work: WorkLimit | None = None,
) -> Level:
    """The least cut of a project's cost with which it runs in a plan that is worth at least `value`, that of the recommended plan.

    known: selections that run the project. work: what the solves may take together; None for no limit. The level is a share or an
    amount, as of `CostChange`.
    """
    levels = LevelRange(change, 0, change.most(problem), value)
    return LevelSearch(problem, levels, limits, work or WorkLimit()).run(known)


def how_much_dearer(
    problem: Problem,
    change: CostChange,
    without: int,
    limits: Limits,
    *,
    known: Iterable[Selection] = (),
    work: WorkLimit | None = None,
) -> Level:
    """The least level, which is a rise if it is negative, at which a plan with the project is worth at least `without`: the value of
    the best plan that does not run it. The project may cost more by this much before a plan without it is better.

    change: of all lines of the project. known, work: as of `how_much_cheaper`. The state "beyond" says that the project may cost
    more than ten times as much.
    """
    return LevelSearch(problem, LevelRange(change, -RISE_MOST, 0, without), limits, work or WorkLimit()).run(known)


class LevelSearch:
    """The search for the least level of a range. The seconds of `limits` count for all its solves together."""

    def __init__(self, problem: Problem, levels: LevelRange, limits: Limits, work: WorkLimit) -> None:
        self.problem, self.levels, self.limits, self.work = problem, levels, limits, work
        self.time_limit = TimeLimit(limits.seconds)
        self.at_least = levels.low
        self.best: int | None = None
        self._chosen: Selection = frozenset()
        # The rows of lazy rules, and of money, which the flow of funding decides, are checked at each level.
        self._fixed_rows = [each for each in build_model(problem).rows if each.traits.limits != "money"]
        self._own = frozenset(problem.running_options_of[levels.change.project])

    def run(self, known: Iterable[Selection] = ()) -> Level:
        """Searches for the least level. known: selections that may be worth the floor at some level."""
        for chosen in known:
            self._note(chosen)
        if self._may_go_on and self._proposed_impossible():
            return Level("impossible")
        if self.best is None and self._may_go_on:
            answer = self._solve(self.levels.high)
            if is_worse(answer, self.levels.floor):
                return Level("impossible")
            if answer.chosen is not None:
                self._note(answer.chosen)
        self._prove()
        return self._level()

    @property
    def _may_go_on(self) -> bool:
        is_open = self.best is None or self.best > self.at_least
        return is_open and not self.time_limit.is_reached and not self.work.is_reached

    def least_of(self, chosen: Selection) -> int | None:
        """The least level at which a selection keeps every rule and is worth the floor; None if no level of the range does."""
        low, high = self.levels.low, self.levels.high
        if not self._is_worth(chosen, high) or broken_rows(self._fixed_rows, point_of(self.problem, chosen)):
            return None
        if not self._is_funded(chosen, high):
            return None
        level = _least(low, high, lambda at: self._is_worth(chosen, at))
        return level if self._is_funded(chosen, level) else _least(level + 1, high, lambda at: self._is_funded(chosen, at))

    def _level(self) -> Level:
        if self.best is None:
            return Level("unknown", self.at_least)
        amount = self.levels.change.amount(self.problem, next(iter(self._chosen & self._own)), self.best)
        is_beyond = self.best == self.levels.low < 0
        state: LevelState = "beyond" if is_beyond else "proven" if self.best == self.at_least else "interval"
        return Level(state, self.at_least, self.best, amount)

    def _note(self, chosen: Selection) -> None:
        """Keeps a selection if it needs a lower level than the best one."""
        level = self.least_of(chosen)
        if level is not None and (self.best is None or level < self.best):
            self.best, self._chosen = level, chosen

    def _is_worth(self, chosen: Selection, level: int) -> bool:
        """Whether a selection runs the project and is worth the floor at a level."""
        own = chosen & self._own
        worth = value_of(self.problem.objective, point_of(self.problem, chosen))
        return bool(own) and worth + sum(self.levels.change.gain(self.problem, j, level) for j in own) >= self.levels.floor

    def _is_funded(self, chosen: Selection, level: int) -> bool:
        """Whether a selection can be paid at a level and keeps the lazy rules, in integers."""
        problem = self.levels.change.applied(self.problem, level)
        return not shortfalls(problem, chosen) and not LazyRowSeparator(problem).broken_by(chosen)

    def _proposed_impossible(self) -> bool:
        """Asks the program for a selection and a bound. Returns whether the program proves that no level is enough."""
        limits = replace(self.limits, seconds=max(self.time_limit.seconds_left, 0.0))
        found = propose(self.problem, self.levels, limits, known=self.best, work=self.work)
        if found.is_impossible:
            return self.best is None
        if found.chosen is not None:
            self._note(found.chosen)
        self.at_least = max(self.at_least, found.at_least if self.best is None else min(found.at_least, self.best))
        return False

    def _solve(self, level: int) -> Answer:
        """The best plan with the project at a level, of those that are worth the floor."""
        problem, floor = self.levels.change.applied(self.problem, level), self.levels.floor
        limits = replace(self.limits, seconds=max(self.time_limit.seconds_left, 0.0))
        search = ExactSearch(problem, limits, is_for_proofs=True, has_sub_problems=self.best is None)
        search.work_limit = self.work
        forced = row("in", CHOICE, "in the plan", ((j, 1) for j in self._own), 1, None)
        return search.run_with_rows([forced], problem.objective, gap_ppm=0, cutoff=floor - 1 - abs(floor) * CUTOFF_SHARE)

    def _prove(self) -> None:
        """Solves below the best known level until nothing there is worth the floor, or until a limit is reached."""
        trials = 0
        while self.best is not None and self._may_go_on:
            trials += 1
            level = self.best - 1 if trials <= TRIALS else (self.at_least + self.best - 1) // 2
            answer = self._solve(level)
            if is_worse(answer, self.levels.floor):
                self.at_least, trials = level + 1, 0
            elif answer.chosen is not None:
                self._note(answer.chosen)
            if self.best > level and self.at_least <= level:
                return  # a limit stopped the solve


def _least(low: int, high: int, is_enough: Callable[[int], bool]) -> int:
    """The least level of a range that is enough, if every level above one that is enough is enough, and `high` is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
    return high
