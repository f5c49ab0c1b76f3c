"""Finds how much value a project of the plan may lose before it leaves: what the best plan without the project is worth less."""

import math
from collections.abc import Mapping

import polars as pl

from optimizer.explain.prices import Price, PriceState
from optimizer.linear.rows import Selection, row
from optimizer.linear.rule_families import CHOICE
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, whole_bound
from optimizer.search.stopping_rules import WorkLimit


def price_of_leaving(frames: Mapping[str, pl.DataFrame], plan: Plan, project_id: str, limits: Limits) -> Price:
    """By how much the best plan that does not run the project is worth less than `plan`, in the unit of the objective.

    If every option of the project loses less value than that, the plan stays at least as good as any plan without the project. If
    they lose more, a plan without the project is better. A price of None is proven: every plan runs the project, because a rule
    requires it. frames: the choice frames of the plan. Raises ValueError if the plan does not run the project.
    """
    problem = build_problem(frames)
    if project_id not in {each.project_id for each in plan.chosen}:
        raise ValueError(f"the plan does not run {project_id}")
    return price_without(problem, plan, problem.projects.index(project_id), limits)


def price_without(
    problem: Problem, plan: Plan, p: int, limits: Limits, *, start: Selection | None = None, work: WorkLimit | None = None
) -> Price:
    """As `price_of_leaving`, for a project by number. start: a selection without the project. work: what the solve may take."""
    search = ExactSearch(problem, limits, is_for_proofs=True, has_sub_problems=start is None)
    search.work_limit = work or WorkLimit()
    out = row("out", CHOICE, "not in the plan", ((j, 1) for j in problem.running_options_of[p]), None, 0)
    answer = search.run_with_rows([out], problem.objective, start, gap_ppm=0)
    if answer.status == "infeasible":
        return Price("proven", None, None)
    chosen = max((each for each in (start, answer.chosen) if each is not None), key=search.value, default=None)
    value = None if chosen is None else search.value(chosen)
    bound = (
        plan.bound
        if not math.isfinite(answer.bound)
        else math.ceil(answer.bound)
        if value is None
        else whole_bound(answer.bound, value)
    )
    at_least, at_most = plan.value - min(bound, plan.bound), None if value is None else plan.value - value
    state: PriceState = "proven" if at_least == at_most else "bounded" if bound < plan.bound else "found"
    return Price(state, at_least, at_most)
