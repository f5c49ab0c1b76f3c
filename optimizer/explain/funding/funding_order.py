"""A funding order: plans at several amounts of money, in which what is funded at less stays funded at more.

The order starts from the plan of the night at today's money. At each smaller amount the plan is the most valuable one that runs no project
which the plan at the next larger amount does not run. At each larger amount it is the most valuable one that runs every
project of the plan at the next smaller amount. A project may run in another mode or at another start.

The frontier has no such condition: its plan at an amount is worth at least as much, and the difference is what nesting costs there.
So a project on the frontier may be dropped at a larger amount, because a project that is worth more takes its money.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from optimizer.explain.funding.greatest_value import (
    Base,
    Greatest,
    PurseSets,
    base_of,
    greatest_value,
    running_in,
    selection_of,
    worth,
)
from optimizer.explain.funding.larger_amounts import with_scaled_budgets
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import CHOICE
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress

BASIS = 10_000  # basis points in a whole
PPM_OF_BP = 100  # millionths in a basis point


@dataclass(frozen=True)
class OrderStep:
    """The nested plan at one amount of money, beside the frontier.

    change_bp: the change of the budgets, in basis points of what they are. amount: their sum, in minor units. value: of the nested plan;
    None if none is known. bound: no plan that keeps the nesting is worth more; None if it is proven that there is none, and if
    nothing is known. is_impossible: which of the two. best, best_at_most: the value of the best plan that is known at this amount without nesting, and its
    bound. running: the projects of the nested plan. entered: those that the plan at the next smaller amount does not run.
    """

    change_bp: int
    amount: int
    value: int | None
    bound: int | None
    best: int | None
    best_at_most: int | None
    running: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    is_impossible: bool = False

    @property
    def cost_at_least(self) -> int | None:
        """What nesting costs here at least, in the unit of the objective."""
        return None if self.best is None or self.bound is None else max(self.best - self.bound, 0)

    @property
    def cost_at_most(self) -> int | None:
        """What nesting costs here at most."""
        return None if self.best_at_most is None or self.value is None else self.best_at_most - self.value


@dataclass(frozen=True)
class Dropped:
    """Projects of the frontier that the best plan at less money runs, and the best plan at more money does not.

    gain: by how much the second plan is worth more than the first. entered: the projects that it runs and the first does not.
    """

    less_bp: int
    more_bp: int
    projects: tuple[str, ...]
    entered: tuple[str, ...]
    gain: int


@dataclass(frozen=True)
class FundingOrder:
    """The steps, the smallest amount first. next_in_line: the projects that enter first above today's money. first_to_go: those that
    leave first below it. dropped: an example of a project that more money drops on the frontier; None if these points have none.
    """

    steps: list[OrderStep]
    next_in_line: tuple[str, ...]
    first_to_go: tuple[str, ...]
    dropped: Dropped | None


def funding_order(
    frames: Mapping[str, pl.DataFrame],
    plan: Plan,
    changes_bp: Sequence[int],
    limits: Limits,
    *,
    fund_id: str | None = None,
    progress: Progress = lambda _: None,
) -> FundingOrder:
    """The funding order of a plan at changes of the budgets, and at no change. limits: of each search.

    fund_id: the budgets of one fund change, and not all. Raises ValueError for a fund without a budget.
    """
    if fund_id is not None and fund_id not in set(frames["budgets"]["fund_id"]):
        raise ValueError(f"no fund is called {fund_id}")
    search = _OrderSearch(frames, plan, limits, fund_id, progress)
    changes = sorted({*changes_bp, 0})
    found = {0: search.own()}
    for change in [each for each in reversed(changes) if each < 0]:
        found[change] = search.below(change, found[min(at for at in found if at > change)])
    for change in [each for each in changes if each > 0]:
        found[change] = search.above(change, found[max(found)])
    frontier = search.frontier(changes, found)
    steps, before = list[OrderStep](), tuple[str, ...]()
    for change in changes:
        step = _step(search, change, found[change], frontier[change])
        entered = tuple(sorted(set(step.running) - set(before)))
        before = step.running if step.value is not None else before
        steps.append(replace(step, entered=entered))
    return FundingOrder(steps, *_neighbours(steps), _dropped(search, changes, frontier))


class _OrderSearch:
    """The searches of one funding order: the problem at each amount, with or without nesting."""

    def __init__(
        self, frames: Mapping[str, pl.DataFrame], plan: Plan, limits: Limits, fund_id: str | None, progress: Progress
    ) -> None:
        self.base: Base = base_of(frames, plan, limits)
        self.problem, self.limits, self.progress = self.base.problem, limits, progress
        self._scaled = with_scaled_budgets(self.problem, fund_id)
        self._fund, self._purse_sets = fund_id, PurseSets()
        self._own = selection_of(self.problem, option_keys_of(self.problem, plan)) or frozenset()

    def at(self, change: int) -> Problem:
        """The problem with changed budgets."""
        return self._scaled((BASIS + change) * PPM_OF_BP)

    def amount(self, change: int) -> int:
        """The sum of the budgets that change, in minor units."""
        return sum(held for purse, held in self.at(change).budgets.items() if self._fund in (None, purse[0]))

    def running(self, chosen: Selection | None) -> dict[str, tuple[str, int]]:
        """The projects that a selection runs, with mode and start."""
        return {} if chosen is None else running_in(self.problem, chosen)

    def own(self) -> Greatest:
        """The plan of the night, which is the step at today's money: nothing is nested in it, so it is its own bound."""
        value = worth(self.problem, self._own)
        return Greatest(value, value, self._own)

    def below(self, change: int, larger: Greatest) -> Greatest:
        """The best plan at less money that runs only projects of the larger plan."""
        if larger.chosen is None:
            return larger  # no plan, or none that is known: then nothing is known to be nested in it
        self.progress(f"order at {change / 100:+g} %")
        runs = self.running(larger.chosen)
        others = [p for p, name in enumerate(self.problem.projects) if name not in runs and p not in self.problem.hires]
        terms = ((j, 1) for p in others for j in self.problem.running_options_of[p])
        rows = [row("nested", CHOICE, "only projects of the larger plan", terms, None, 0)]
        return greatest_value(self.at(change), self.limits, rows=rows, purse_sets=self._purse_sets)

    def above(self, change: int, smaller: Greatest) -> Greatest:
        """The best plan at more money that runs every project of the smaller plan."""
        self.progress(f"order at {change / 100:+g} %")
        rows: list[Row] = []
        for project in self.running(smaller.chosen):
            options = ((j, 1) for j in self.problem.running_options_of[self.problem.projects.index(project)])
            rows.append(row(f"nested[{project}]", CHOICE, f"{project} stays", options, 1, None))
        return greatest_value(self.at(change), self.limits, rows=rows, start=smaller.chosen, purse_sets=self._purse_sets)

    def frontier(self, changes: Sequence[int], nested: Mapping[int, Greatest]) -> dict[int, Greatest]:
        """The best plan at each amount without nesting. A plan at less money, and a nested plan, are plans too."""
        found: dict[int, Greatest] = {}
        best: Greatest | None = None
        for change in changes:
            self.progress(f"frontier at {change / 100:+g} %")
            known = [each for each in (best, nested[change]) if each is not None and each.value is not None]
            start = max(known, key=lambda each: each.value or 0, default=None)
            if change == 0 and self.base.is_exact:
                own = Greatest(self.base.value, self.base.bound, self.base.chosen)
            else:
                chosen = None if start is None else start.chosen
                own = greatest_value(self.at(change), self.limits, start=chosen, purse_sets=self._purse_sets)
            if start is not None and start.value is not None and (own.value is None or own.value < start.value):
                own = Greatest(start.value, math.inf if own.bound is None else max(own.bound, start.value), start.chosen)
            found[change], best = own, own if own.value is not None else best
        return found


def _step(search: _OrderSearch, change: int, nested: Greatest, best: Greatest) -> OrderStep:
    running = tuple(sorted(search.running(nested.chosen)))
    ends = [None if each.bound is None or math.isinf(each.bound) else int(each.bound) for each in (nested, best)]
    return OrderStep(
        change, search.amount(change), nested.value, ends[0], best.value, ends[1], running, is_impossible=nested.bound is None
    )


def _neighbours(steps: Sequence[OrderStep]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The projects that enter first above today's money, and those that leave first below it."""
    today = next(each for each in steps if each.change_bp == 0)
    above = [each for each in steps if each.change_bp > 0 and each.entered]
    below = [each for each in steps if each.change_bp < 0 and each.value is not None and each.running != today.running]
    gone = tuple(sorted(set(today.running) - set(below[-1].running))) if below else ()
    return above[0].entered if above else (), gone


def _dropped(search: _OrderSearch, changes: Sequence[int], frontier: Mapping[int, Greatest]) -> Dropped | None:
    """The first two neighbouring points of the frontier of which the larger one drops a project."""
    for less, more in pairwise(changes):
        one, other = frontier[less], frontier[more]
        before, after = search.running(one.chosen), search.running(other.chosen)
        if one.value is not None and other.value is not None and other.value > one.value and before.keys() - after.keys():
            gone, new = tuple(sorted(before.keys() - after.keys())), tuple(sorted(after.keys() - before.keys()))
            return Dropped(less, more, gone, new, other.value - one.value)
    return None
