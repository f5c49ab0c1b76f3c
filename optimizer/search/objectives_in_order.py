"""The stages after the first where several objectives are declared: one objective after another, then ties.

Each stage is an integer program in which the objectives before are rows: each keeps what it reached, less what the next objective may
cost it. After the last objective the others win back, in order, what they can without a loss to another one. Plans that are equal in all
objectives are counted as far as the search gets. Of them, the cheapest is taken, then the one
that changes the approved plan least, then the one that the tie order names.
"""

import math
import operator
from collections.abc import Callable
from functools import partial

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Selection
from optimizer.plan import Plan, Stage, Ties
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.large.large_portfolios import improve_stage
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.search.plan_building import Reached, plan_of
from optimizer.search.stages import TIE_ROUNDS, another_selection, at_least, change_costs, cutoff_below, tie_weights

Amount = Callable[[int], int]
MOST_TIES = 10  # the search for plans that are as good ends when so many are known


def pursue_in_order(
    search: ExactSearch, limits: Limits, chosen: Selection, bound: int, stages: list[Stage], tolerance_bp: int, progress: Progress,
    *, is_by_parts: bool,
) -> Plan:  # fmt: skip
    """The plan, from the selection of the greatest value of the first objective.

    bound: of the first objective. stages: the first stage; the later ones are appended. tolerance_bp: is told in the plan and has no
    effect, because each objective states what it may cost. is_by_parts: whether the stages are solved by neighbourhoods, because the
    first one was not proven; the plan is then one of those that are equal in all objectives, and they are not counted.
    """
    run = _StageRunner(search, chosen, stages, progress, is_by_parts=is_by_parts)
    ranked, coefs = search.problem.ranked, search.problem.ranked_coefs
    reached = [Reached(search.value(chosen), bound)]
    for k, each in enumerate(ranked[1:], 1):
        before = reached[-1].total
        run.keep(k - 1, before - each.permitted(ranked[k - 1].amount(before)))
        reached.append(run.stage(stage_name(k, each.name, is_least=each.is_least), coefs[k], each.amount))
    run.keep(len(ranked) - 1, reached[-1].total)
    for k, each in enumerate(ranked[:-1]):
        if ranked[k + 1].permitted(each.amount(reached[k].total)):
            run.keep(k, run.stage(f"won back: {each.name}", coefs[k], each.amount).total)
    ties = None if is_by_parts else _decide_ties(run, reached[-1].total)
    bound = max(bound, search.value(run.chosen))
    return plan_of(search.problem, limits, run.chosen, bound, stages, tolerance_bp, reached=reached[1:], ties=ties)


def stage_name(rank: int, name: str, *, is_least: bool) -> str:
    """The name of the stage of an objective after the first. rank: from 1."""
    return f"objective {rank + 1}: {'least' if is_least else 'greatest'} {name}"


class _StageRunner:
    """Runs stages one after another. chosen: the selection of the last stage."""

    def __init__(
        self, search: ExactSearch, chosen: Selection, stages: list[Stage], progress: Progress, *, is_by_parts: bool
    ) -> None:
        self.search, self.chosen = search, chosen
        self._stages, self._progress, self._is_by_parts = stages, progress, is_by_parts
        self._best = search.value(chosen)

    def keep(self, rank: int, total: int) -> None:
        """Adds the row that the objective at `rank` has at least so much. total: a sum of its coefficients."""
        problem = self.search.problem
        self.search.add_rows(at_least(problem.ranked_coefs[rank], total, f"objective {rank + 1}: {problem.ranked[rank].name}"))

    def stage(self, name: str, objective: IntArray, amount: Amount) -> Reached:
        """Maximises an objective and records the stage. amount: what a total of the objective is to people."""
        search, at = self.search, self.search.value(self.chosen, objective)
        nodes, cut_rounds = None, None
        if self._is_by_parts:
            state = improve_stage(search, self.chosen, objective)
            found, bound, is_complete = state.incumbent, state.bound, False
        else:
            answer = search.run(objective, self.chosen, gap_ppm=0)
            found = self.chosen if answer.chosen is None else answer.chosen
            bound, is_complete = answer.bound, answer.status == "optimal"
            nodes, cut_rounds = answer.nodes, search.cut_rounds
        if search.value(found, objective) >= at:
            self.chosen = found
        total = search.value(self.chosen, objective)
        given_up = self._best - search.value(self.chosen)
        self._stages.append(Stage(name, amount(total), given_up, is_complete, nodes, cut_rounds))
        self._progress(f"{name}: {amount(total):,}")
        known = total if is_complete else max(whole_bound(bound, total), total) if math.isfinite(bound) else None
        return Reached(total, known)


def _decide_ties(run: _StageRunner, total: int) -> Ties:
    """Counts the selections that are as good in every objective, and takes one of them by the declared order.

    total: what the last objective reached.
    """
    search, problem = run.search, run.search.problem
    last = problem.ranked_coefs[-1]

    def another(*known: Selection) -> Selection | bool:
        # True: there is no other one. False: none was found.
        rows = [another_selection(problem, each) for each in known]
        answer = search.run_with_rows(rows, last, cutoff=cutoff_below(total))
        return answer.status == "infeasible" if answer.chosen is None else answer.chosen

    known = [run.chosen]
    while len(known) < MOST_TIES and not isinstance(found := another(*known), bool):
        known.append(found)
    ties = Ties(len(known), is_all=len(known) < MOST_TIES and found is True)
    if ties == Ties(1, is_all=True):
        return ties
    steps = [("least spend", -problem.total_spend, -1)]
    steps += [("least change", -change_costs(problem), -1)] if problem.has_approved_plan else []
    steps += [("tie order", tie_weights(problem, salt), 1) for salt in range(TIE_ROUNDS)]
    for i, (name, objective, sign) in enumerate(steps):
        if i and another(run.chosen) is True:
            break
        reached = run.stage(name, objective, partial(operator.mul, sign))
        search.add_rows(at_least(objective, reached.total, name))
    return ties
