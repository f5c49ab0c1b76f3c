"""Changes a problem by one whole number that grows: money of some purses, people of a role, or all budgets together.

Each function returns the problem at an amount. Whatever keeps the rules at an amount also keeps them at a larger one, and is then
worth no less. So the greatest value never falls as the amount grows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from optimizer.linear.arrays import IntArray
from optimizer.problem.records import Problem, Purse, Transfer

PPM = 1_000_000  # millionths in a whole
SPARE = ("more", 0)  # the class and the year of a purse that no project can spend from: its money is moved into other purses
ProblemAt = Callable[[int], Problem]


def with_money(problem: Problem, purses: Iterable[Purse]) -> ProblemAt:
    """The problem with so many minor units more, to be divided over the purses as is best."""
    targets = sorted(set(purses))

    def at(amount: int) -> Problem:
        if len(targets) == 1:
            budgets = {**problem.budgets, targets[0]: problem.budgets.get(targets[0], 0) + amount}
            return same_columns(problem, replace(problem, budgets=budgets))
        source = (targets[0][0], *SPARE)
        moves = tuple(Transfer(source, target, amount) for target in targets) if amount else ()
        return same_columns(
            problem, replace(problem, budgets={**problem.budgets, source: amount}, transfers=(*problem.transfers, *moves))
        )

    return at


def with_people(problem: Problem, role_id: str, capacity: pl.DataFrame) -> ProblemAt:
    """The problem with so many milli-FTE more of a role in every period. capacity: the frame, one row for each role and period."""
    block_of = _block_of(problem)
    periods = capacity.filter(pl.col("role_id") == role_id)["period_index"]
    rows = Counter((role_id, block_of.get(period, period)) for period in periods)

    def at(amount: int) -> Problem:
        more = {place: problem.capacity.get(place, 0) + count * amount for place, count in rows.items()}
        return same_columns(problem, replace(problem, capacity={**problem.capacity, **more}))

    return at


def with_scaled_budgets(problem: Problem, fund_id: str | None = None) -> ProblemAt:
    """The problem with the budgets of a fund, or of all funds, at so many millionths of what they are, rounded down."""

    def at(ppm: int) -> Problem:
        budgets = {purse: held * ppm // PPM if fund_id in (None, purse[0]) else held for purse, held in problem.budgets.items()}
        return same_columns(problem, replace(problem, budgets=budgets))

    return at


def with_scaled_people(problem: Problem, role_id: str, capacity: pl.DataFrame) -> ProblemAt:
    """The problem with the people of a role at so many millionths of what they are, each period rounded down to milli-FTE.

    capacity: the choice frame, in which the periods of a block are stated one by one.
    """
    block_of = _block_of(problem)
    stated = capacity.filter(pl.col("role_id") == role_id).select("period_index", "milli_fte").rows()

    def at(ppm: int) -> Problem:
        people: Counter[tuple[str, int]] = Counter()
        for period, held in stated:
            people[role_id, block_of.get(period, period)] += held * ppm // PPM
        return same_columns(problem, replace(problem, capacity={**problem.capacity, **people}))

    return at


def _block_of(problem: Problem) -> dict[int, int]:
    """The first period of the block of each period that is planned together with others."""
    return {period: first for first, last in problem.block_end.items() for period in range(first, last + 1)}


def most_money(problem: Problem) -> int:
    """An amount of money with which every selection can be paid, as far as money can pay it."""
    spent = np.zeros(len(problem.options), dtype=np.int64)
    for _, options, amounts in problem.spend.by_place():
        np.add.at(spent, options, np.maximum(amounts, 0))
    for j, lines in problem.deviations.items():
        spent[j] += sum(max(amount, 0) for _, _, amount in lines)
    people = sum(each.most_steps * each.step_cost for each in problem.elastic)
    return int(sum(spent[list(own)].max() for own in problem.options_of if len(own))) + people


def most_people(problem: Problem, role_id: str) -> int:
    """An amount of people of a role, in milli-FTE in every period, of which every selection has enough."""
    needs: Counter[int] = Counter()
    for own in problem.options_of:
        most: Counter[int] = Counter()
        for j in own:
            for role, period, milli_fte in problem.options[j].demand:
                if role == role_id:
                    most[period] = max(most[period], milli_fte)
        needs += most
    return max(needs.values(), default=0)


def spend_in(problem: Problem, purses: Iterable[Purse]) -> IntArray:
    """For each column, less what the purses may have to pay of it: an objective that leads to selections that need little money."""
    own = set(purses)
    found = np.zeros(len(problem.layout.names), dtype=np.int64)
    for (kind, year), options, amounts in problem.spend.by_place():
        funds = {fund for fund, *pair in own if tuple(pair) == (kind, year)}
        may_pay = np.array([bool(funds & set(payers)) for payers in problem.payer_sets], dtype=bool)
        if len(may_pay):
            inside = may_pay[problem.payer_set[problem.projects_of[options]]]
            np.subtract.at(found, options[inside], amounts[inside])
    for year, column in problem.layout.cost_columns.items():
        if any(pair == ["opex", year] for _, *pair in own):
            found[column] = -1
    return found


def demand_of(problem: Problem, role_id: str) -> IntArray:
    """For each column, less the people of a role that it needs: an objective that leads to selections that need few."""
    found = np.zeros(len(problem.layout.names), dtype=np.int64)
    for (role, _), options, amounts in problem.demand.by_place():
        if role == role_id:
            np.subtract.at(found, options, amounts)
    return found


def same_columns(problem: Problem, other: Problem) -> Problem:
    """Gives `other` the column layout of `problem`: they differ only in amounts, on which the layout does not depend."""
    other.__dict__["layout"] = problem.layout
    return other


def purses_of(
    budgets: Mapping[Purse, int], *, fund: str | None = None, kind: str | None = None, year: int | None = None
) -> list[Purse]:
    """The purses with a budget of a fund, of a cost class, or of a fiscal year."""
    return sorted(p for p in budgets if fund in (None, p[0]) and kind in (None, p[1]) and year in (None, p[2]))
