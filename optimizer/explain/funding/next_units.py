"""Finds the next useful unit: the least more of one amount with which the optimum rises, and what that brings.

An amount is the money of a fund, of a cost class or of a fiscal year, to be divided over its purses as is best, or the people of a
role, as many more in every period. "Rises" means by at least one unit of the objective. What is between today's amount and the next
useful unit is worth nothing to the portfolio.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from optimizer.explain.funding.greatest_value import Base, greatest_value, running_in
from optimizer.explain.funding.larger_amounts import (
    ProblemAt,
    demand_of,
    most_money,
    most_people,
    purses_of,
    spend_in,
    with_money,
    with_people,
)  # fmt: skip
from optimizer.explain.funding.least_amount import LeastAmountSearch
from optimizer.explain.plans_elsewhere import changes_between
from optimizer.linear.arrays import IntArray
from optimizer.problem.records import Problem, Purse
from optimizer.search.limits import Limits, Progress

AmountKind = Literal["fund", "class", "year", "role"]


@dataclass(frozen=True)
class NextUnit:
    """The next useful unit of one amount.

    of, name: the fund, class, year or role. amount: the least more that is known to raise the optimum, in minor units or in milli-FTE in
    every period; None if none is known. at_least: no smaller amount raises it; None if it is proven that no amount does. rise: by how
    much the optimum rises with it; at most rise_at_most, which is None if no bound is known. entered, left, otherwise: how the
    best plan with it differs from today's optimum.
    """

    of: AmountKind
    name: str
    amount: int | None
    at_least: int | None
    rise: int | None = None
    rise_at_most: int | None = None
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit of the amounts."""
        return "milli_fte" if self.of == "role" else "minor"

    @property
    def is_exact(self) -> bool:
        """Whether the amount is proven to be the least, or it is proven that no amount does."""
        return self.amount == self.at_least


def amounts_in(base: Base) -> list[tuple[AmountKind, str]]:
    """Every fund, cost class and fiscal year that has a budget, and every role."""
    purses = base.problem.budgets
    return [
        *(("fund", each) for each in sorted({fund for fund, _, _ in purses})),
        *(("class", each) for each in sorted({kind for _, kind, _ in purses})),
        *(("year", str(each)) for each in sorted({year for _, _, year in purses})),
        *(("role", each) for each in sorted({role for role, _ in base.problem.capacity})),
    ]


def next_units(
    base: Base,
    capacity: pl.DataFrame,
    wanted: Iterable[tuple[AmountKind, str]],
    limits: Limits,
    progress: Progress = lambda _: None,
) -> Iterator[NextUnit]:
    """The next useful unit of each amount. capacity: the choice frame. limits: of the search for each.

    If today's optimum is not proven, the amount raises the best value that any plan can have today: the bound.
    """
    for of, name in wanted:
        progress(f"next useful unit: {of} {name}")
        yield _next(base, capacity, of, name, limits)


def _next(base: Base, capacity: pl.DataFrame, of: AmountKind, name: str, limits: Limits) -> NextUnit:
    at, most, toward = _amount(base.problem, capacity, of, name)
    search = LeastAmountSearch(at, most, limits, low=1, toward=toward)
    found = search.run(base.bound + 1)
    if found.amount is None or found.chosen is None:
        return NextUnit(of, name, None, found.at_least)
    best = greatest_value(at(found.amount), limits, start=found.chosen, purse_sets=search.purse_sets)
    chosen = found.chosen if best.chosen is None else best.chosen
    rise = None if best.value is None else best.value - base.value
    most_rise = None if best.bound is None or math.isinf(best.bound) else int(best.bound) - base.value
    moved = changes_between(running_in(base.problem, base.chosen), running_in(base.problem, chosen))
    return NextUnit(of, name, found.amount, found.at_least, rise, most_rise, *moved)


def _amount(problem: Problem, capacity: pl.DataFrame, of: AmountKind, name: str) -> tuple[ProblemAt, int, IntArray]:
    """The problem at an amount, the most that can be of use, and an objective that leads to small needs."""
    if of == "role":
        return with_people(problem, name, capacity), max(most_people(problem, name), 1), demand_of(problem, name)
    purses = _purses(problem, of, name)
    return with_money(problem, purses), max(most_money(problem), 1), spend_in(problem, purses)


def _purses(problem: Problem, of: AmountKind, name: str) -> list[Purse]:
    if of == "fund":
        return purses_of(problem.budgets, fund=name)
    return purses_of(problem.budgets, kind=name) if of == "class" else purses_of(problem.budgets, year=int(name))
