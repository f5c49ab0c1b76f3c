"""`solve` under a clock that cannot be overrun: in a process that is killed when it is not done in time. What it had found by then is the plan."""

import math
from typing import Any

from optimizer.child import Child, Told
from optimizer.plan import Plan, Stage
from optimizer.problem import Problem
from optimizer.search import Limits, Progress
from optimizer.solve import BrokenRule, Failed, plan_of

GRACE = 30.0  # seconds beyond the limit, which the search keeps by itself when all is well


class SearchDiedError(RuntimeError):
    """The process of the search ended without a result, and without any plan."""


def solve_guarded(
    problem: Problem, limits: Limits, *, value_tolerance_bp: int = 0, progress: Progress = lambda _: None
) -> Plan | Failed:
    """As `solve`. Where the process is killed, or dies, the best plan it had told is returned, as `feasible`; its stages are not complete.

    Raises SearchDiedError where the process died by itself with no plan told: out of memory, or a fault in the solver.
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
        raise SearchDiedError("the search ended without a result; what it wrote on standard error says why")
    return Failed("no_plan")


def _failed(told: dict[str, Any]) -> Failed:
    rules = tuple(BrokenRule(**{**each, "needed_by": tuple(each["needed_by"])}) for each in told["broken"])
    return Failed(**{**told, "broken": rules})
