"""Solves a Problem in lexicographic stages and returns its Plan.

The first stage finds the greatest value. If there is an approved plan, the next stage minimises the change against the approved
plan within a tolerance of the greatest value, and a further stage maximises the value without more change. The last stages
minimise the spend and decide ties. Where several objectives are declared, `objectives_in_order.py` has the later stages instead. Every selection of the solver is checked in integers. A selection that violates a row is cut
off, and the stage is solved again (`exact/exact_search.py`).
"""

from dataclasses import replace

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import Selection
from optimizer.plan import Plan, Stage
from optimizer.problem.records import Problem
from optimizer.search.exact.engine_search import EngineSearch
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.failure import Failed, confirm_infeasible
from optimizer.search.large import large_portfolios
from optimizer.search.large.core_search import narrow_to
from optimizer.search.limits import Limits, OnBetterPlan, Progress, whole_bound
from optimizer.search.objectives_in_order import pursue_in_order
from optimizer.search.plan_building import plan_of
from optimizer.search.stages import TIE_ROUNDS, another_selection, at_least, change_costs, cutoff_below, tie_weights
from optimizer.solver.live_model import Answer
from optimizer.solver.status import Status


def solve(
    problem: Problem,
    limits: Limits,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
    on_better_plan: OnBetterPlan = lambda _chosen, _value, _bound: None,
) -> Plan | Failed:
    """Returns the recommended plan, checked against every integer row, or the typed reason why no plan was found.

    value_tolerance_bp: the share of the value that may be given up to stay close to the approved plan, in basis points.
    on_better_plan: is called with every better plan, its value and the bound, during the first stage. Raises EngineFailed if
    `limits.engine` names another engine and its answers cannot be used.
    """
    is_large = limits.engine is None and len(problem.options) > large_portfolios.WHOLE_MODEL_OPTIONS
    search = _search_of(problem, limits, is_large=is_large)
    projects = len(problem.projects) - len(problem.hires)
    progress(f"{projects} projects, {len(problem.options)} options, {len(search.rows)} rules")

    report = _only_better(progress, on_better_plan)
    if is_large:
        first = large_portfolios.greatest_value(search, limits.threads, report)
    else:
        first = search.run(problem.objective, on_better_plan=report)
    if first.chosen is None and first.status in ("infeasible", "error"):
        first, failed = confirm_infeasible(search)
        if failed:
            return failed
    if first.chosen is None:
        return Failed("unbounded" if first.status == "unbounded" else "no_plan")
    best = search.without_idle_hires(first.chosen) if is_large else first.chosen
    value = search.value(best)
    on_better_plan(best, value, whole_bound(first.bound, value))
    nodes = "" if first.nodes is None else f", {first.nodes} nodes"
    progress(f"value {value:,}, bound {whole_bound(first.bound, value):,}{nodes}")
    plan = _finished(search, limits, replace(first, chosen=best), value_tolerance_bp, progress, is_large=is_large)
    return replace(plan, engine=search.report) if isinstance(search, EngineSearch) else plan


def solve_from(
    problem: Problem,
    limits: Limits,
    chosen: Selection,
    bound: int,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
) -> Plan:
    """The plan of the later stages, for a selection whose greatest value is known: it keeps every row, and `bound` is proven."""
    is_large = len(problem.options) > large_portfolios.WHOLE_MODEL_OPTIONS
    limits = replace(limits, engine=None)
    search = _search_of(problem, limits, is_large=is_large)
    status: Status = "optimal" if bound == search.value(chosen) else "limit"
    return _finished(search, limits, Answer(status, chosen, bound, None), value_tolerance_bp, progress, is_large=is_large)


def _finished(
    search: ExactSearch, limits: Limits, first: Answer, tolerance_bp: int, progress: Progress, *, is_large: bool
) -> Plan:
    """Runs the later stages from the selection of the greatest value, and builds the plan."""
    assert first.chosen is not None
    value = search.value(first.chosen)
    bound = whole_bound(first.bound, value)
    stages = [Stage("greatest value", value, 0, first.status == "optimal", first.nodes, search.cut_rounds)]
    if search.problem.ranked:
        return pursue_in_order(
            search, limits, first.chosen, bound, stages, tolerance_bp, progress, is_by_parts=is_large and bound > value
        )
    later_stages = large_portfolios.later_stages if is_large and bound > value else _later_stages
    chosen = later_stages(search, first.chosen, tolerance_bp, stages, progress)
    return plan_of(search.problem, limits, chosen, max(bound, search.value(chosen)), stages, tolerance_bp)


def _search_of(problem: Problem, limits: Limits, *, is_large: bool) -> ExactSearch:
    """The search of a problem: with another engine if the limits name one."""
    if limits.engine is not None:
        return EngineSearch(problem, limits, limits.engine)
    # Neighbourhoods are solved with one thread, and HiGHS cannot change the number of threads within a process.
    return ExactSearch(problem, replace(limits, threads=1) if is_large else limits)


def _only_better(progress: Progress, on_better_plan: OnBetterPlan) -> OnBetterPlan:
    """Returns a function that reports a plan only if it, or its bound, is better than the last reported one.

    After a cut the solver starts with worse plans, which are not reported.
    """
    values: list[int] = []
    bounds: list[float] = []

    def report(chosen: Selection, value: int, bound: float) -> None:
        if values and (value < values[-1] or (value == values[-1] and bound >= bounds[-1])):
            return
        values.append(value)
        bounds.append(bound)
        progress(f"value {value:,}, bound {bound:,.0f}, gap {(bound - value) / max(abs(value), 1):.3%}")
        on_better_plan(chosen, value, bound)

    return report


def _later_stages(
    search: ExactSearch, chosen: Selection, tolerance_bp: int, stages: list[Stage], progress: Progress
) -> Selection:
    """Runs the stages after the greatest value, appends them to `stages`, and returns the selection of the last stage."""
    problem = search.problem
    best = search.value(chosen)

    def stage(name: str, objective: IntArray, at: Selection, *, sign: int = 1) -> Selection:
        return _run_stage(search, name, objective, at, best, stages, progress, sign=sign)

    if problem.has_approved_plan:
        search.add_rows(at_least(problem.objective, best - abs(best) * tolerance_bp // 10_000, "value within the tolerance"))
        chosen = stage("least change", -change_costs(problem), chosen, sign=-1)
        chosen = stage("value won back", problem.objective, chosen)
    else:
        narrow_to(search, best)
        search.add_rows(at_least(problem.objective, best, "greatest value"))
    least = search.value(chosen)  # the rows of the stages so far leave no selection that is worth less

    def is_only_one(selection: Selection) -> bool:
        # The solver prunes by the cutoff what it would otherwise have to learn from the rows of the stages.
        other = search.run_with_rows([another_selection(problem, selection)], problem.objective, cutoff=cutoff_below(least))
        return other.status == "infeasible"

    if is_only_one(chosen):
        progress("no other plan is as good")
        return chosen
    chosen = stage("least spend", -problem.total_spend, chosen, sign=-1)
    for salt in range(TIE_ROUNDS):
        if is_only_one(chosen):
            break
        chosen = stage("tie order", tie_weights(problem, salt), chosen)
    return chosen


def _run_stage(
    search: ExactSearch, name: str, objective: IntArray, at: Selection, best_value: int, stages: list[Stage],
    progress: Progress, *, sign: int,
) -> Selection:  # fmt: skip
    """Runs one stage from the selection `at`: maximises the objective, records the stage, and adds the row that keeps its result.

    Returns the better selection, or `at` if the solver found none that is at least as good.
    """
    answer = search.run(objective, at, gap_ppm=0)
    is_better = answer.chosen is not None and search.value(answer.chosen, objective) >= search.value(at, objective)
    chosen = answer.chosen if is_better and answer.chosen is not None else at
    reached = search.value(chosen, objective)
    given_up = best_value - search.value(chosen)
    stages.append(Stage(name, sign * reached, given_up, answer.status == "optimal", answer.nodes, search.cut_rounds))
    progress(f"{name}: {sign * reached:,}")
    search.add_rows(at_least(objective, reached, name))
    return chosen
