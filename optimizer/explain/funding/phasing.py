"""Finds the best phasing of the same money: for each fund and cost class, other budgets of the years with the same total.

A phasing moves money of a fund and class between fiscal years. No year may change by more than a share of its budget, and what one year
gets another one gives. So a phasing is a flow: each year may give money to a pool of the fund and class, and take money from it. The
search adds the pools to the model; the money that each year gives and takes is a whole number of minor units, and the budget rows over
several years say that it is enough. The plan is then made with the changed budgets alone, and passes the verifier with them.

With robust budgets the flow may differ from case to case, and budgets may not. So the budgets of a selection are found by themselves
(`fixed_budgets.py`), and a selection that no budgets pay for in every case is left out of the search.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace

import polars as pl

from optimizer.explain.funding.fixed_budgets import budgets_that_pay
from optimizer.explain.funding.greatest_value import (
    Base,
    PurseSets,
    greatest_value,
    is_kept,
    running_in,
    worth,
)
from optimizer.explain.funding.larger_amounts import same_columns
from optimizer.explain.plans_elsewhere import Frames, by_first_objective, changes_between
from optimizer.linear.rows import Row, Selection
from optimizer.plan import Stage
from optimizer.problem.records import Problem, Purse, Transfer
from optimizer.search.limits import Limits, Progress
from optimizer.search.plan_building import plan_of
from optimizer.search.stages import another_selection
from optimizer.search.stopping_rules import TimeLimit
from optimizer.verifier.verify import verify

BASIS = 10_000  # basis points in a whole
MOST_SELECTIONS = 50  # that are tried, where no budgets pay for the best ones in every case
POOL_YEAR = 0  # the year of the purses through which money is moved; no project can spend from them


@dataclass(frozen=True)
class Shift:
    """Another budget of one purse, in minor units."""

    fund_id: str
    cost_class: str
    fiscal_year: int
    before: int
    after: int


@dataclass(frozen=True)
class Phasing:
    """The best phasing within a limit.

    within_bp: the share by which a year may change at most, in basis points. value: of the best plan with the changed budgets; None if
    no phasing is known that brings more than today's optimum. bound: no phasing within the limit brings more; None if no bound is
    known. is_none_better: it is proven that none brings more than today's optimum. shifts: the purses whose budget changes. entered, left, otherwise:
    how the plan differs from today's optimum.
    """

    within_bp: int
    value: int | None
    bound: int | None
    is_none_better: bool = False
    shifts: tuple[Shift, ...] = ()
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def moved(self) -> int:
        """How much money another year gets, in minor units."""
        return sum(max(each.after - each.before, 0) for each in self.shifts)


def phasings(
    base: Base,
    frames: Frames,
    within_bp: int,
    limits: Limits,
    *,
    fund_id: str | None = None,
    progress: Progress = lambda _: None,
) -> list[Phasing]:
    """The best phasing within a limit, and the best one within half of it; only the first if it brings no more than today's optimum.

    frames: of the published plan. within_bp: the share by which the budget of a year may change. fund_id: one fund, or all. Raises
    ValueError for a fund without a budget.
    """
    if fund_id is not None and fund_id not in {fund for fund, _, _ in base.problem.budgets}:
        raise ValueError(f"no fund is called {fund_id}")
    purse_sets, found = PurseSets(), list[Phasing]()
    for share in (within_bp, within_bp // 2):
        progress(f"phasing within {share / 100:g} % of each year")
        found.append(_best(base, frames, share, limits, fund_id, purse_sets))
        if found[-1].is_none_better:
            break
    return found


def _best(base: Base, frames: Frames, within_bp: int, limits: Limits, fund_id: str | None, purse_sets: PurseSets) -> Phasing:
    """The best phasing within a share. A selection that no budgets pay for in every case is left out, and the next best one is tried."""
    problem, most = with_pools(base.problem, within_bp, fund_id), movable(base.problem, within_bp, fund_id)
    clock, rows = TimeLimit(limits.seconds), list[Row]()
    bound: int | None = None
    while len(rows) < MOST_SELECTIONS and not (rows and clock.is_reached):
        left = replace(limits, seconds=clock.seconds_left)
        answer = greatest_value(problem, left, rows=rows, above=base.value, purse_sets=purse_sets)
        if answer.bound is None:
            return Phasing(within_bp, None, base.value, is_none_better=True)
        bound = bound if math.isinf(answer.bound) else int(min(answer.bound, answer.bound if bound is None else bound))
        if answer.chosen is None or answer.value is None:
            break
        more = budgets_that_pay(base.problem, answer.chosen, most)
        shifts = tuple(
            Shift(*purse, base.problem.budgets[purse], base.problem.budgets[purse] + by) for purse, by in (more or {}).items()
        )
        if more is not None and _is_verified(base.problem, frames, answer.chosen, shifts):
            moved = changes_between(running_in(base.problem, base.chosen), running_in(base.problem, answer.chosen))
            entered, left_out, otherwise = moved
            return Phasing(within_bp, answer.value, bound, shifts=shifts, entered=entered, left=left_out, otherwise=otherwise)
        rows.append(another_selection(base.problem, answer.chosen))
    return Phasing(within_bp, None, bound)


def movable(problem: Problem, within_bp: int, fund_id: str | None = None) -> dict[Purse, int]:
    """By how much the budget of each purse may change, in minor units: only where a fund and class has several years."""
    years = Counter((fund, kind) for fund, kind, year in problem.budgets if year in problem.years)
    return {
        purse: held * within_bp // BASIS
        for purse, held in problem.budgets.items()
        if fund_id in (None, purse[0]) and purse[2] in problem.years and years[purse[:2]] > 1
    }


def with_pools(problem: Problem, within_bp: int, fund_id: str | None = None) -> Problem:
    """The problem in which money of a fund and class may be moved between years, each year by at most a share of its budget."""
    moves = []
    for (fund, kind, year), most in sorted(movable(problem, within_bp, fund_id).items()):
        purse, pool = (fund, kind, year), (fund, kind, POOL_YEAR)
        moves += [Transfer(purse, pool, most), Transfer(pool, purse, most)] if most else []
    return same_columns(problem, replace(problem, transfers=(*problem.transfers, *moves)))


def _is_verified(problem: Problem, frames: Frames, chosen: Selection, shifts: tuple[Shift, ...]) -> bool:
    """Whether the selection with the changed budgets keeps every rule in integers, and its plan passes the verifier with them."""
    budgets = {**problem.budgets, **{(each.fund_id, each.cost_class, each.fiscal_year): each.after for each in shifts}}
    shifted = same_columns(problem, replace(problem, budgets=budgets))
    if not is_kept(shifted, chosen):
        return False
    value = worth(shifted, chosen)
    # Later objectives play no part in the answer, and a plan without their stages would not pass a check of them.
    first = by_first_objective(frames)
    plan = plan_of(
        same_columns(problem, replace(shifted, ranked=())),
        Limits(),
        chosen,
        value,
        [Stage("greatest value", value, 0, is_complete=True)],
        0,
    )
    return verify({**first, "budgets": shifted_budgets(frames, shifts)}, plan).passed


def shifted_budgets(frames: Frames, shifts: tuple[Shift, ...]) -> pl.DataFrame:
    """The frame of budgets with the changes of a phasing."""
    after = {(each.fund_id, each.cost_class, each.fiscal_year): each.after for each in shifts}
    rows = [(*purse, after.get(tuple(purse), held)) for *purse, held in frames["budgets"].iter_rows()]
    return pl.DataFrame(rows, schema=frames["budgets"].schema, orient="row")
