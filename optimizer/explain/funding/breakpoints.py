"""The amounts at which the value of the best plan rises, between two amounts: the steps of the frontier, found exactly.

The budgets of one fund or of all, or the people of one role, are scaled together. Between two breakpoints more of them brings nothing.
An amount is told in millionths of what it is today, and is the least one: a millionth less does not do.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from optimizer.explain.funding.greatest_value import Base, greatest_value, running_in
from optimizer.explain.funding.larger_amounts import (
    ProblemAt,
    demand_of,
    purses_of,
    spend_in,
    with_scaled_budgets,
    with_scaled_people,
)
from optimizer.explain.funding.least_amount import LeastAmountSearch
from optimizer.explain.plans_elsewhere import changes_between
from optimizer.search.limits import Limits, Progress


@dataclass(frozen=True)
class Breakpoint:
    """An amount at which the value rises.

    ppm: in millionths of today's amount. amount: in minor units or milli-FTE, summed. value: the greatest value from here on, up
    to value_at_most if it is not proven. at_least_ppm: no smaller amount does; equal to ppm if that is proven. entered, left,
    otherwise: how the best plan differs from that at the breakpoint before, or at the smallest amount.
    """

    ppm: int
    amount: int
    value: int
    value_at_most: int | None
    at_least_ppm: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether both the amount and the value are proven."""
        return self.ppm == self.at_least_ppm and self.value == self.value_at_most


@dataclass(frozen=True)
class Breakpoints:
    """The breakpoints from the smallest amount on. first_value: the value at the smallest amount; None if no plan is possible there, or
    none is known. is_all: it is proven that there are no more up to the largest amount.
    """

    first_value: int | None
    found: list[Breakpoint]
    is_all: bool


def breakpoints(
    base: Base,
    capacity: pl.DataFrame,
    low_ppm: int,
    high_ppm: int,
    most: int,
    limits: Limits,
    *,
    fund_id: str | None = None,
    role_id: str | None = None,
    progress: Progress = lambda _: None,
) -> Breakpoints:
    """Up to `most` breakpoints above `low_ppm` and up to `high_ppm`. capacity: the choice frame. limits: of the search for each.

    A breakpoint whose value is not proven ends the list, because the next one could not be told from it.
    """
    problem = base.problem
    at = with_scaled_budgets(problem, fund_id) if role_id is None else with_scaled_people(problem, role_id, capacity)
    toward = spend_in(problem, purses_of(problem.budgets, fund=fund_id)) if role_id is None else demand_of(problem, role_id)
    first = greatest_value(at(low_ppm), limits)
    if first.bound is not None and not first.is_exact:
        return Breakpoints(first.value, [], is_all=False)
    found, before = list[Breakpoint](), {} if first.chosen is None else running_in(problem, first.chosen)
    value, ppm = first.value, low_ppm
    while len(found) < most:
        progress(f"breakpoint {len(found) + 1}, above {ppm / 10_000:g} % of today's amount")
        # Without any plan yet, every value is a rise: no plan is worth less than the sum of all that lowers the value.
        floor = value + 1 if value is not None else -sum(abs(int(each)) * int(most_of) for each, most_of in _columns(base)) - 1
        search = LeastAmountSearch(at, high_ppm, limits, low=ppm + 1, toward=toward)
        least = search.run(floor)
        if least.amount is None or least.chosen is None or least.at_least is None:
            return Breakpoints(first.value, found, is_all=least.is_exact)
        best = greatest_value(at(least.amount), limits, start=least.chosen, purse_sets=search.purse_sets)
        chosen = least.chosen if best.chosen is None or best.value is None else best.chosen
        now = running_in(problem, chosen)
        value = best.value if best.value is not None else floor
        most_value = None if best.bound is None or math.isinf(best.bound) else int(best.bound)
        amount = _amount(at, least.amount, fund_id, role_id)
        found.append(Breakpoint(least.amount, amount, value, most_value, least.at_least, *changes_between(before, now)))
        if not found[-1].is_exact:
            return Breakpoints(first.value, found, is_all=False)
        ppm, before = least.amount, now
    return Breakpoints(first.value, found, is_all=False)


def _columns(base: Base) -> Iterator[tuple[int, int]]:
    return zip(base.problem.objective.tolist(), base.problem.layout.upper_limits.tolist(), strict=True)


def _amount(at: ProblemAt, ppm: int, fund_id: str | None, role_id: str | None) -> int:
    """The sum of what changes, in minor units or milli-FTE."""
    problem = at(ppm)
    if role_id is not None:
        return sum(held for (role, _), held in problem.capacity.items() if role == role_id)
    return sum(held for purse, held in problem.budgets.items() if fund_id in (None, purse[0]))
