"""Plans with another engine, and once more with the built-in engine if the other one gave no answer that can be used."""

from dataclasses import replace

from optimizer.plan import EngineReport, Plan
from optimizer.problem.records import Problem
from optimizer.search.failure import Failed
from optimizer.search.limits import Limits, Progress
from optimizer.search.time_guard import solve_in_process
from optimizer.solver.engines.trouble import KINDS, EngineFailed, EngineTrouble


def solve_with_engine(
    problem: Problem,
    limits: Limits,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
    is_attended: bool = False,
) -> tuple[Plan | Failed, EngineTrouble | None]:
    """As `solve_in_process`, and the trouble with `limits.engine` if there was any; the plan is then the built-in engine's.

    Each of the two engines has the whole time limit. A plan says in `Plan.engine` which engine it is from.
    """
    try:
        found = solve_in_process(
            problem, limits, value_tolerance_bp=value_tolerance_bp, progress=progress, is_attended=is_attended
        )
        return found, None
    except EngineFailed as error:
        trouble = error.trouble
    progress(f"{trouble.sentence}; the built-in engine searches instead")
    found = solve_in_process(
        problem, replace(limits, engine=None), value_tolerance_bp=value_tolerance_bp, progress=progress, is_attended=is_attended
    )
    if isinstance(found, Plan):
        report = EngineReport(trouble.engine, trouble.version, "failed", trouble=trouble.kind, said=trouble.said)
        found = replace(found, engine=report, solver={**found.solver, "engine": trouble.engine})
    return found, trouble


def trouble_of(plan: Plan) -> EngineTrouble | None:
    """The trouble with another engine because of which the built-in engine found the plan; None if there was none."""
    report = plan.engine
    if report is None or report.trouble not in KINDS:
        return None
    return EngineTrouble(report.trouble, report.name, report.said, report.version)
