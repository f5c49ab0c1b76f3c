"""A second opinion: another engine is asked for the greatest value of a finished plan's problem, and the two are compared.

The other engine gets no start, so that it finds its own way. A better plan replaces the first one if the verifier passes it. A reply
that contradicts the verified plan is a false status. The plan keeps the opinion.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from optimizer.plan import Plan, SecondOpinion
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem
from optimizer.search.exact.engine_search import EngineSearch
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits, Progress, required_value
from optimizer.search.solve import solve_from
from optimizer.search.time_guard import solve_in_process
from optimizer.solver.engines.catalogue import BUILT_IN, EngineChoice
from optimizer.solver.engines.judging import VALUE_TOLERANCE
from optimizer.solver.engines.trouble import FAULTS, KINDS, EngineFailed, EngineTrouble, share_text
from optimizer.solver.live_model import VERSION
from optimizer.verifier.verify import verify


def with_second_opinion(
    frames: Mapping[str, pl.DataFrame],
    plan: Plan,
    limits: Limits,
    engine: EngineChoice,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
) -> Plan:
    """The plan with the opinion of `engine` in `Plan.opinion`; a better plan of the engine that the verifier passes replaces it.

    limits: as of the plan; the opinion has the whole time limit again. engine: may be the built-in engine, by its name.
    """
    problem, limits = build_problem(frames), replace(limits, engine=None)
    progress(f"asking {engine.name} for a second opinion")
    if engine.name == BUILT_IN:
        found, opinion = _built_in_opinion(problem, plan, limits, value_tolerance_bp)
    else:
        found, opinion = _opinion(problem, plan, limits, engine, value_tolerance_bp)
    if found is not None and verify(frames, found).passed:
        progress(f"{engine.name} found a better plan")
        by = _greatest(found) - plan.bound
        said = (
            f"it exceeds the bound of the first plan by {share_text(by, plan.bound)}, so that bound was false" if by > 0 else ""
        )
        opinion = replace(opinion, verdict="better plan", replaced_value=_greatest(plan), said=said)
        asked = {key: plan.solver[key] for key in ("engine",) if key in plan.solver}
        return replace(found, engine=plan.engine, solver={**found.solver, **asked}, opinion=opinion)
    return replace(plan, opinion=opinion)


def opinion_trouble(opinion: SecondOpinion) -> EngineTrouble | None:
    """Why an opinion is none, or which false status it gave; None if there was no trouble."""
    if opinion.trouble not in KINDS:
        return None
    return EngineTrouble(opinion.trouble, opinion.name, opinion.said, opinion.version)


def _greatest(plan: Plan) -> int:
    """The greatest value that was found, before any of it was given up to stay close to the approved plan."""
    return plan.stages[0].result if plan.stages else plan.value


def _opinion(
    problem: Problem, plan: Plan, limits: Limits, engine: EngineChoice, tolerance_bp: int
) -> tuple[Plan | None, SecondOpinion]:
    """The opinion of another engine, and its plan if that is worth more."""
    try:
        search = EngineSearch(problem, limits, engine)
        try:
            chosen, told = search.ask(problem.objective, gap=limits.gap_target_ppm / 1e6)
        finally:
            search.close()
    except EngineFailed as error:
        trouble = error.trouble
        verdict = "false status" if trouble.kind in FAULTS else "no opinion"
        return None, SecondOpinion(
            engine.name, trouble.version, verdict, trouble=trouble.kind, said=trouble.said  # type: ignore[arg-type]
        )  # fmt: skip
    if not told.was_asked:
        return None, SecondOpinion(engine.name, "", "no opinion", said="no rule of the problem leaves a choice")
    value = None if chosen is None else search.value(chosen)
    bound = None if told.bound is None else math.ceil(told.bound - VALUE_TOLERANCE * abs(told.bound))
    opinion = SecondOpinion(engine.name, told.version, "no better plan", value, bound)
    if chosen is not None and value is not None and value > _greatest(plan):
        return solve_from(problem, limits, chosen, max(plan.bound, value), value_tolerance_bp=tolerance_bp), opinion
    return None, _compared(problem, plan, opinion, told.status, limits)


def _compared(problem: Problem, plan: Plan, opinion: SecondOpinion, status: str, limits: Limits) -> SecondOpinion:
    """The verdict on an opinion whose plan is not worth more."""
    greatest = _greatest(plan)
    gap = limits.gap_target_ppm / 1e6 * abs(greatest - required_value(problem)) + VALUE_TOLERANCE * abs(greatest) + 1
    if status == "infeasible":
        return _false(opinion, 'it says "infeasible" of a problem with a verified plan')
    if status == "optimal" and opinion.value is not None and opinion.value < greatest - gap:
        return _false(
            opinion,
            f'it says "optimal" of a plan worse by {share_text(greatest - opinion.value, greatest)} than the verified one',
        )
    if opinion.bound is not None and opinion.bound < greatest - gap:
        return _false(
            opinion, f"it tells a bound that the verified plan exceeds by {share_text(greatest - opinion.bound, greatest)}"
        )
    if opinion.value is None:
        return replace(opinion, verdict="no opinion", trouble="no_plan", said="its run ended without a point")
    return replace(opinion, verdict="agrees" if status == "optimal" else "no better plan")


def _false(opinion: SecondOpinion, said: str) -> SecondOpinion:
    return replace(opinion, verdict="false status", trouble="false_status", said=said)


def _built_in_opinion(problem: Problem, plan: Plan, limits: Limits, tolerance_bp: int) -> tuple[Plan | None, SecondOpinion]:
    """The opinion of the built-in engine on another engine's plan. Its bound is proven."""
    found = solve_in_process(problem, limits, value_tolerance_bp=tolerance_bp)
    if isinstance(found, Failed):
        return None, SecondOpinion(BUILT_IN, VERSION, "no opinion", trouble="no_plan", said="its search ended without a plan")
    opinion = SecondOpinion(BUILT_IN, VERSION, "no better plan", _greatest(found), found.bound)
    if _greatest(found) > _greatest(plan):
        return found, opinion
    return None, _compared(problem, plan, opinion, "optimal" if found.outcome == "proven" else "limit", limits)
