"""The typed reason why a search found no plan, and the check that confirms an "infeasible" of the solver.

`optimizer.infeasible` finds out what could be done about an infeasible problem.
"""

from dataclasses import dataclass

from optimizer.linear.rows import Row, Selection, owner_of, worst_of_each_place
from optimizer.model.consequences import point_of
from optimizer.plan import Failure
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.solver.least_violation import least_violation
from optimizer.solver.live_model import Answer

NAMED_PROJECTS = 3  # the most required projects that are named with a violated rule


@dataclass(frozen=True)
class BrokenRule:
    """A rule that the selection of least violation violates.

    label: the rule in words. excess: by how much the rule is violated, in `unit` (minor, milli_fte or count). owner: who may
    change the rule. needed_by: the required projects with the largest coefficients in the row of the rule.
    """

    family: str
    label: str
    excess: int
    unit: str
    owner: str
    needed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failed:
    """The reason why the search found no plan.

    broken: for an infeasible problem, the rules that the selection of least violation violates.
    """

    failure: Failure
    broken: tuple[BrokenRule, ...] = ()


def confirm_infeasible(search: ExactSearch) -> tuple[Answer, Failed | None]:
    """Solves a problem a second time that the solver called infeasible, or on which the solver failed.

    Infeasibility is confirmed if the least violation of the rows is proven to be positive, or if a second configuration of the
    solver also finds the problem infeasible. Returns the answer of the second solve, and the confirmed failure; the failure is
    None if the second configuration found a selection.
    """
    nearest, is_violation_proven = least_violation(
        search.model, threads=search.limits.threads, seed=search.limits.seed, seconds=max(search.time_limit.seconds_left, 1.0)
    )
    if not is_violation_proven:
        search.restart_without_presolve()
        answer = search.run(search.problem.objective, nearest)
        if answer.chosen is not None:
            return answer, None
        if answer.status != "infeasible":
            return answer, Failed("unbounded" if answer.status == "unbounded" else "no_plan")
    rules = () if nearest is None else _broken_rules(search, nearest)
    return Answer("infeasible", None, 0.0, 0), Failed("infeasible", rules)


def _broken_rules(search: ExactSearch, nearest: Selection) -> tuple[BrokenRule, ...]:
    point = point_of(search.problem, nearest)
    excesses = worst_of_each_place((each, each.excess(point)) for each in search.broken_rows(nearest))
    return tuple(
        BrokenRule(each.family, each.label, by, each.unit, owner_of(each), _needed_by(search.problem, each, nearest))
        for each, by in excesses
    )


def _needed_by(problem: Problem, each: Row, chosen: Selection) -> tuple[str, ...]:
    weights = dict(zip(each.cols.tolist(), each.coefs.tolist(), strict=True))
    inside = [(weights[j], problem.options[j].project) for j in chosen if weights.get(j, 0) > 0]
    return tuple(problem.labels[p] for _, p in sorted(inside, reverse=True) if p in problem.required)[:NAMED_PROJECTS]
