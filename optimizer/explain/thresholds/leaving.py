"""Finds how much value a project of the plan may lose before it leaves: what the best plan without the project is worth less."""

import math
from collections.abc import Mapping

import polars as pl

from optimizer.explain.prices import Price, PriceState
from optimizer.linear.rows import row
from optimizer.linear.rule_families import CHOICE
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, whole_bound


def price_of_leaving(frames: Mapping[str, pl.DataFrame], plan: Plan, project_id: str, limits: Limits) -> Price:
    """By how much the best plan that does not run the project is worth less than `plan`, in the unit of the objective.

    If every option of the project loses less value than that, the plan stays at least as good as any plan without the project. If
    they lose more, a plan without the project is better. A price of None is proven: every plan runs the project, because a rule
    requires it. frames: the choice frames of the plan. Raises ValueError if the plan does not run the project.
    """
    problem = build_problem(frames)
    if project_id not in {each.project_id for each in plan.chosen}:
        raise ValueError(f"the plan does not run {project_id}")
    p = problem.projects.index(project_id)
    out = row(f"out[{project_id}]", CHOICE, "not in the plan", ((j, 1) for j in problem.running_options_of[p]), None, 0)
    answer = ExactSearch(problem, limits, is_for_proofs=True).run_with_rows([out], problem.objective, gap_ppm=0)
    if answer.status == "infeasible":
        return Price("proven", None, None)
    value = None if answer.chosen is None else ExactSearch(problem, limits).value(answer.chosen)
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
