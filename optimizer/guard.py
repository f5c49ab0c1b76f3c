"""`solve` under a clock that cannot be overrun: in a process that is killed when it is not done in time. What it had found by then is the plan."""

import math
from typing import Any

from cutline.errors import Finding, SearchDied
from optimizer.child import Child, Told
from optimizer.plan import Plan, Stage
from optimizer.problem import Problem
from optimizer.search import Limits, Progress
from optimizer.solve import BrokenRule, Failed, plan_of

_DIED = Finding(
    "the process of the search",
    "it ended by itself and had told no plan",
    "a plan, or the reason why there is none",
    "look for the kernel's out-of-memory killer first, then at what the process wrote on standard error; report that with the exports",
)
GRACE = 30.0  # seconds beyond the limit, which the search keeps by itself when all is well


def solve_guarded(
    problem: Problem, limits: Limits, *, value_tolerance_bp: int = 0, progress: Progress = lambda _: None
) -> Plan | Failed:
    """As `solve`. Where the process is killed, or dies, the best plan it had told is returned, as `feasible`; its stages are not complete.

    Raises SearchDied where the process died by itself with no plan told: out of memory, or a fault in the solver.
    """
    best: Told = {"bound": math.inf}
    result: Told = {}

    def hear(told: Told) -> None:
        if "progress" in told:
            progress(told["progress"])
        elif "chosen" in told:
            best.update(told, bound=min(best["bound"], told["bound"]))
        else:
            result.update(told)

    child = Child("plan", (problem, limits, value_tolerance_bp), hear)
    try:
        in_time = child.wait(limits.seconds + GRACE)
    finally:
        child.stop()
    if "plan" in result:
        return Plan.from_json(result["plan"])
    if "failed" in result:
        return _failed(result["failed"])
    if "chosen" in best and math.isfinite(best["bound"]):
        stages = [Stage("greatest value", best["value"], 0, False, 0, 0)]
        return plan_of(problem, limits, frozenset(best["chosen"]), math.ceil(best["bound"]), stages, value_tolerance_bp)
    if in_time:
        raise SearchDied("the search ended without a result", [_DIED])
    return Failed("no_plan")


def _failed(told: dict[str, Any]) -> Failed:
    rules = tuple(BrokenRule(**{**each, "needed_by": tuple(each["needed_by"])}) for each in told["broken"])
    return Failed(**{**told, "broken": rules})
