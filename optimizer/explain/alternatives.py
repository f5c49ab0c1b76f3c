"""Finds other plans that are nearly as good: each differs from the recommended plan and from one another in some projects.

Each alternative is the most valuable plan that runs at least `k` projects otherwise than not at all, counted against every plan
found before it: a project counts if one plan runs it and the other does not. Another mode or start does not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from optimizer.explain.plans_elsewhere import changes_between
from optimizer.linear.rows import Row, Selection, row
from optimizer.linear.rule_families import STAGE
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.search.stages import at_least

BASIS = 10_000  # basis points in a whole


@dataclass(frozen=True)
class Alternative:
    """One other plan. value: what it is worth. bound: no plan that differs so from those before it is worth more. running: the mode
    and start of each project that it runs. entered, left, otherwise: how it differs from the recommended plan.
    """

    value: int
    bound: int
    running: Mapping[str, tuple[str, int]]
    entered: tuple[str, ...]
    left: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def is_best(self) -> bool:
        """Whether it is proven that no plan that differs so is worth more."""
        return self.value == self.bound


@dataclass(frozen=True)
class Alternatives:
    """The other plans, the most valuable first. is_all: it is proven that there are no more of them."""

    found: list[Alternative]
    is_all: bool


def alternatives(
    frames: Mapping[str, pl.DataFrame],
    plan: Plan,
    *,
    count: int,
    projects: int,
    within_bp: int,
    limits: Limits,
    progress: Progress = lambda _: None,
) -> Alternatives:
    """Up to `count` plans that are worth at most `within_bp` basis points less than the plan, and that differ from it and from one
    another in at least `projects` projects.

    frames: the choice frames of the plan. Each plan was checked against every row in integers.
    """
    problem = build_problem(frames)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    own = frozenset(number[key] for key in option_keys_of(problem, plan))
    search = ExactSearch(problem, limits)
    floor = at_least(problem.objective, plan.value - abs(plan.value) * within_bp // BASIS, "nearly as good")
    rows, found, was = [floor, _differs(problem, own, projects)], list[Alternative](), _running(problem, own)
    for number_of in range(1, count + 1):
        progress(f"alternative {number_of} of {count}")
        answer = search.run_with_rows(rows, problem.objective)
        if answer.chosen is None:
            return Alternatives(found, is_all=answer.status == "infeasible")
        value, now = search.value(answer.chosen), _running(problem, answer.chosen)
        bound = max(whole_bound(min(answer.bound, plan.bound), value), value)  # a search without time has an infinite bound
        found.append(Alternative(value, bound, now, *changes_between(was, now)))
        rows.append(_differs(problem, answer.chosen, projects))
    return Alternatives(found, is_all=False)


def _running(problem: Problem, chosen: Selection) -> dict[str, tuple[str, int]]:
    options = [problem.options[j] for j in sorted(chosen - problem.hire_options)]
    return {problem.projects[o.project]: (o.mode_id, o.start) for o in options if not o.is_stop}


def _differs(problem: Problem, chosen: Selection, projects: int) -> Row:
    """The row that a selection keeps if it differs from `chosen` in at least so many projects.

    The sum, over projects that `chosen` runs, of one less the running options, and over the others of the running options.
    """
    runs = {problem.options[j].project for j in chosen - problem.hire_options if not problem.options[j].is_stop}
    terms = [
        (j, -1 if p in runs else 1)
        for p, options in enumerate(problem.running_options_of)
        if p not in problem.hires
        for j in options
    ]
    return row("differs", STAGE, f"differs in {projects} projects", sorted(terms), projects - len(runs), None)
