"""Runs `solve` under a strict time limit: in a process that is killed if it does not end in time.

If the process is killed, the best plan that it had reported is returned. A person's interrupt has the same effect.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from cutline.errors import Finding, SearchDied
from optimizer.plan import Plan, Stage
from optimizer.problem.records import Problem
from optimizer.search.failure import BrokenRule, Failed
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.search.plan_building import plan_of
from optimizer.search.process import Message, Report, SearchProcess
from optimizer.search.solve import solve
from optimizer.search.stopping_rules import TimeLimit, catching_interrupt
from optimizer.solver.engines.trouble import EngineFailed, EngineTrouble

_DIED = Finding(
    "the process of the search",
    "it ended by itself and had told no plan",
    "a plan, or the reason why there is none",
    "look for the kernel's out-of-memory killer first, then at what the process wrote on standard error; report that with the exports",
)
POLL_SECONDS = 0.2  # the time between two tests whether a person has interrupted the search
# The time after the time limit at which the process is killed. The search keeps the time limit itself unless the solver hangs.
# Another engine that hangs is killed earlier than that, by the search.
GRACE_SECONDS = 30.0


def solve_in_process(
    problem: Problem,
    limits: Limits,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
    is_attended: bool = False,
) -> Plan | Failed:
    """Runs `solve` in a process and returns its result.

    If the process is killed or dies, returns its best plan so far as `feasible`, with an incomplete stage.

    is_attended: whether a person waits for the plan. An interrupt (Ctrl-C) then ends the search but not the night, and the best
    plan so far is returned.

    Raises KeyboardInterrupt if an interrupt comes before any plan was found, and, if `is_attended` is false, at any time: the
    plans found so far are then given up. Raises SearchDied if the process died before it reported a plan (out of memory, or
    a fault in the solver). Raises EngineFailed as `solve` does.
    """
    hint = " (Ctrl-C takes the best plan so far)" if is_attended else ""
    messages = _Messages(lambda text: progress(text + hint))
    process = SearchProcess(solve_and_report, (problem, limits, value_tolerance_bp), messages.receive)
    try:
        with catching_interrupt(is_attended) as is_interrupted:
            patience = GRACE_SECONDS + (limits.engine.patience_seconds if limits.engine else 0.0)
            ended_by_itself = _wait(process, TimeLimit(limits.seconds + patience), is_interrupted)
    finally:
        process.stop()
    if is_interrupted.is_set():
        if "chosen" not in messages.best:
            raise KeyboardInterrupt
        progress("stopped: the best plan so far is taken")
    if "trouble" in messages.result:
        raise EngineFailed(EngineTrouble(**messages.result["trouble"]))
    if messages.result:
        return _read_result(messages.result)
    if messages.has_plan:
        return _plan_so_far(problem, limits, messages.best, value_tolerance_bp)
    if ended_by_itself:
        raise SearchDied("the search ended without a result", [_DIED])
    return Failed("no_plan")


def solve_and_report(report: Report, problem: Problem, limits: Limits, value_tolerance_bp: int) -> None:
    """Runs `solve` in the process: reports its progress, every better plan with the bound, and at the end the result."""
    try:
        result = solve(
            problem,
            limits,
            value_tolerance_bp=value_tolerance_bp,
            progress=lambda text: report(progress=text),
            on_better_plan=lambda chosen, value, bound: report(chosen=sorted(chosen), value=value, bound=bound),
        )
    except EngineFailed as error:
        report(trouble=asdict(error.trouble))
        return
    report(**({"plan": result.to_json()} if isinstance(result, Plan) else {"failed": asdict(result)}))


class _Messages:
    """The messages of the process: the best plan so far with the lowest bound, and the result after the process has sent it."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self.best: Message = {"bound": math.inf}
        self.result: Message = {}

    def receive(self, message: Message) -> None:
        if "progress" in message:
            self._progress(message["progress"])
        elif "chosen" in message:
            self.best.update(message, bound=min(self.best["bound"], message["bound"]))
        else:
            self.result.update(message)

    @property
    def has_plan(self) -> bool:
        """Whether the process has reported a plan with a finite bound. Without a finite bound, the gap of the plan is unknown."""
        return "chosen" in self.best and math.isfinite(self.best["bound"])


def _wait(process: SearchProcess, time_limit: TimeLimit, is_interrupted: threading.Event) -> bool:
    """Waits for the process. Returns True if it ended before the time limit and before an interrupt, else False."""
    while not process.wait(min(POLL_SECONDS, time_limit.seconds_left)):
        if is_interrupted.is_set() or time_limit.is_reached:
            return False
    return True


def _read_result(message: Message) -> Plan | Failed:
    return Plan.from_json(message["plan"]) if "plan" in message else _read_failure(message["failed"])


def _read_failure(failed: dict[str, Any]) -> Failed:
    rules = tuple(BrokenRule(**{**each, "needed_by": tuple(each["needed_by"])}) for each in failed["broken"])
    return Failed(**{**failed, "broken": rules})


def _plan_so_far(problem: Problem, limits: Limits, best: Message, value_tolerance_bp: int) -> Plan:
    stages = [Stage("greatest value", best["value"], 0, is_complete=False)]
    bound = whole_bound(best["bound"], best["value"])
    return plan_of(problem, limits, frozenset(best["chosen"]), bound, stages, value_tolerance_bp)
