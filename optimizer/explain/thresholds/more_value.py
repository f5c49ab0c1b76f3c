"""Finds how much more value a project must have to join the plan: what the best plan that runs the project is worth less.

One solve with the project forced in answers this. If every option of the project were worth that much more, a plan with the project
would be worth as much as the recommended plan.
"""

import math

from optimizer.explain.prices import Price, PriceState
from optimizer.linear.rows import Selection, row
from optimizer.linear.rule_families import CHOICE
from optimizer.plan import Plan
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, whole_bound


def value_it_lacks(problem: Problem, plan: Plan, project: int, limits: Limits) -> tuple[Price, Selection | None]:
    """By how much the best plan that runs the project (by number) is worth less than `plan`, and the best such plan that was found.

    The price is in the unit of the objective. It is negative if a plan with the project is worth more. A price of None is proven: no
    plan runs the project.
    """
    forced = row("in", CHOICE, "in the plan", ((j, 1) for j in problem.running_options_of[project]), 1, None)
    search = ExactSearch(problem, limits, is_for_proofs=True)
    answer = search.run_with_rows([forced], problem.objective, gap_ppm=0)
    if answer.status == "infeasible":
        return Price("proven", None, None), None
    value = None if answer.chosen is None else search.value(answer.chosen)
    found = answer.bound if math.isfinite(answer.bound) else float(plan.bound)
    bound = min(math.ceil(found) if value is None else whole_bound(found, value), plan.bound)
    at_least, at_most = plan.value - bound, None if value is None else plan.value - value
    state: PriceState = "proven" if at_least == at_most else "bounded" if bound < plan.bound else "found"
    return Price(state, at_least, at_most), answer.chosen
