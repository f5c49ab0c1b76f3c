"""Finds the greatest value of a changed problem, as an interval that a selection and a bound prove.

All answers of this room are made of such intervals. A selection counts only if it keeps every row in integers and can be funded.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from optimizer.explain.prices import CUTOFF_SHARE
from optimizer.linear.rows import Row, Selection, broken_rows, value_of
from optimizer.model.building import build_model
from optimizer.model.consequences import point_of
from optimizer.model.families.money.budget import funding_row
from optimizer.model.funding.network import Shortfall, shortfalls
from optimizer.model.lazy_rules import LazyRules
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.option_arrays import OptionKey
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, whole_bound

PurseSets = dict[Shortfall, None]  # sets of purses that were short of money, in the order in which they were found


@dataclass(frozen=True)
class Greatest:
    """The greatest value of the selections that a search looked at, in the unit of the objective.

    value: of the best selection that is known; None if none is known. bound: no selection is worth more; None if it is proven that
    there is no selection, infinite if nothing is proven. chosen: the selection of `value`.
    """

    value: int | None
    bound: float | None
    chosen: Selection | None

    @property
    def is_exact(self) -> bool:
        """Whether the value is proven to be the greatest, or it is proven that there is no selection."""
        return self.value == self.bound


@dataclass(frozen=True)
class Base:
    """Today's optimum, against which other optima are measured: the problem, and the best selection that is known.

    value: of the best selection. bound: no selection is worth more. published: the value of the published plan, which may have given
    up value to stay close to the approved plan.
    """

    problem: Problem
    chosen: Selection
    value: int
    bound: int
    published: int

    @property
    def is_exact(self) -> bool:
        """Whether the optimum is proven."""
        return self.value == self.bound


def base_of(frames: Mapping[str, pl.DataFrame], plan: Plan, limits: Limits) -> Base:
    """Today's optimum of the frames of a published plan.

    The published plan is the optimum if nothing was given up and no gap was left. Otherwise the optimum is searched for.
    """
    problem = build_problem(frames)
    chosen = selection_of(problem, option_keys_of(problem, plan))
    if chosen is None:
        raise ValueError("the plan has options that the frames do not have")
    if plan.bound == plan.value:
        return Base(problem, chosen, plan.value, plan.bound, plan.value)
    found = greatest_value(problem, limits, start=chosen)
    if found.value is None or found.chosen is None or found.value < plan.value:
        return Base(problem, chosen, plan.value, plan.bound, plan.value)
    bound = plan.bound if found.bound is None else int(min(plan.bound, found.bound))
    return Base(problem, found.chosen, found.value, max(bound, found.value), plan.value)


def greatest_value(
    problem: Problem,
    limits: Limits,
    *,
    rows: Iterable[Row] = (),
    start: Selection | None = None,
    above: int | None = None,
    purse_sets: PurseSets | None = None,
) -> Greatest:
    """The greatest value of the selections that keep every rule and the rows.

    start: a selection from which the search begins. above: only selections that are worth more than this are of interest; the answer
    then has no other selection, and says that there is none if it is proven that none is worth more. purse_sets: sets of purses that
    were short of money in searches of like problems; this search adds its own.
    """
    search = RememberingSearch(problem, limits, {} if purse_sets is None else purse_sets, is_for_proofs=True)
    cutoff = None if above is None else above - abs(above) * CUTOFF_SHARE
    kept = list(rows)
    answer = search.run_with_rows(kept, problem.objective, start, gap_ppm=0, cutoff=cutoff)
    value = None if answer.chosen is None else search.value(answer.chosen)
    if above is not None and (value is None or value <= above):
        is_none = answer.status == "infeasible" or (math.isfinite(answer.bound) and whole_bound(answer.bound, above) <= above)
        return Greatest(None, None if is_none else _whole(answer.bound, None), None)
    if answer.status == "infeasible":
        return Greatest(None, None, None)
    if start is not None and (value is None or value < worth(problem, start)) and is_kept(problem, start, kept):
        # A search that stops early may not have taken up its start.
        return Greatest(worth(problem, start), _whole(answer.bound, worth(problem, start)), start)
    return Greatest(value, _whole(answer.bound, value), answer.chosen)


class RememberingSearch(ExactSearch):
    """A search that starts with the rows of sets of purses that were short of money before, and adds those that it finds.

    Budgets of like problems differ, and which sets of purses bind hardly does. Otherwise each search would find them anew, one solve for
    each round.
    """

    def __init__(self, problem: Problem, limits: Limits, purse_sets: PurseSets, *, is_for_proofs: bool = False) -> None:
        super().__init__(problem, limits, is_for_proofs=is_for_proofs)
        self._purse_sets = purse_sets
        names = {each.name for each in self.rows}
        rows = [funding_row(problem, each.pairs, each.purses) for each in purse_sets]
        self.add_rows(*(each for each in rows if each.name not in names))

    def shortfalls(self, chosen: Selection) -> list[Shortfall]:
        """As of `ExactSearch`; the sets are remembered."""
        found = super().shortfalls(chosen)
        self._purse_sets.update(dict.fromkeys(found))
        return found


def _whole(bound: float, value: int | None) -> float:
    if not math.isfinite(bound):
        return math.inf
    return math.ceil(bound) if value is None else max(whole_bound(bound, value), value)


def is_kept(problem: Problem, chosen: Selection, rows: Iterable[Row] = ()) -> bool:
    """Whether a selection keeps every rule of a problem, and further rows, in integers and can be funded."""
    point = point_of(problem, chosen)
    if broken_rows([*build_model(problem).rows, *rows], point) or shortfalls(problem, chosen):
        return False
    return not LazyRules.of(problem).missing(problem, chosen)


def worth(problem: Problem, chosen: Selection) -> int:
    """The value of a selection, in the unit of the objective."""
    return value_of(problem.objective, point_of(problem, chosen))


def keys_of(problem: Problem, chosen: Selection) -> list[OptionKey]:
    """The keys of the options of a selection: the options of another problem have other numbers."""
    options = (problem.options[j] for j in sorted(chosen))
    return [(problem.projects[each.project], each.mode_id, each.start) for each in options]


def selection_of(problem: Problem, keys: Iterable[OptionKey]) -> Selection | None:
    """The selection of the options with these keys; None if the problem does not have one of them."""
    number = {(problem.projects[each.project], each.mode_id, each.start): j for j, each in enumerate(problem.options)}
    wanted = list(keys)
    return frozenset(number[key] for key in wanted) if number.keys() >= set(wanted) else None


def running_in(problem: Problem, chosen: Selection) -> dict[str, tuple[str, int]]:
    """The mode and the start of each project that a selection runs, without hires and without projects that it stops."""
    options = (problem.options[j] for j in sorted(chosen - problem.hire_options))
    return {problem.projects[each.project]: (each.mode_id, each.start) for each in options if not each.is_stop}
