"""`solve` under a clock that cannot be overrun: in a process that is killed when it is not done in time. What it had found by then is the plan."""

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cutline.errors import Finding, SearchDied
from optimizer.plan import Plan, Stage
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress, whole_bound
from optimizer.search.process import Child, Told
from optimizer.search.solve import BrokenRule, Failed, plan_of

_DIED = Finding(
    "the process of the search",
    "it ended by itself and had told no plan",
    "a plan, or the reason why there is none",
    "look for the kernel's out-of-memory killer first, then at what the process wrote on standard error; report that with the exports",
)
POLL = 0.2  # seconds between looks at whether a person has stopped the search
GRACE = 30.0  # seconds beyond the limit, which the search keeps by itself when all is well


def solve_guarded(
    problem: Problem,
    limits: Limits,
    *,
    value_tolerance_bp: int = 0,
    progress: Progress = lambda _: None,
    is_attended: bool = False,
) -> Plan | Failed:
    """As `solve`. Where the process is killed, or dies, the best plan it had told is returned, as `feasible`; its stages are not complete.

    is_attended: a person waits, and an interrupt (Ctrl-C) ends the search, not the night: the best plan so far is returned. With none so far, or
    where nobody waits, it is a KeyboardInterrupt as ever.

    Raises SearchDied where the process died by itself with no plan told: out of memory, or a fault in the solver.
    """
    best: Told = {"bound": math.inf}
    result: Told = {}
    hint = " (Ctrl-C takes the best plan so far)" if is_attended else ""

    def hear(told: Told) -> None:
        if "progress" in told:
            progress(told["progress"] + hint)
        elif "chosen" in told:
            best.update(told, bound=min(best["bound"], told["bound"]))
        else:
            result.update(told)

    child = Child("plan", (problem, limits, value_tolerance_bp), hear)
    try:
        with _interrupts(is_attended) as is_stopped:
            in_time = _waited(child, limits.seconds + GRACE, is_stopped)
    finally:
        child.stop()
    if is_stopped.is_set():
        if "chosen" not in best:
            raise KeyboardInterrupt
        progress("stopped: the best plan so far is taken")
    if "plan" in result:
        return Plan.from_json(result["plan"])
    if "failed" in result:
        return _failed(result["failed"])
    if "chosen" in best and math.isfinite(best["bound"]):
        stages = [Stage("greatest value", best["value"], 0, False, 0, 0)]
        bound = whole_bound(best["bound"], best["value"])
        return plan_of(problem, limits, frozenset(best["chosen"]), bound, stages, value_tolerance_bp)
    if in_time:
        raise SearchDied("the search ended without a result", [_DIED])
    return Failed("no_plan")


@contextmanager
def _interrupts(is_attended: bool) -> Iterator[threading.Event]:
    """While it lasts, the first interrupt sets the event. Only the main thread may ask for that."""
    is_stopped = threading.Event()
    if not is_attended or threading.current_thread() is not threading.main_thread():
        yield is_stopped
        return
    before = signal.signal(signal.SIGINT, lambda *_: is_stopped.set())
    try:
        yield is_stopped
    finally:
        signal.signal(signal.SIGINT, before)


def _waited(child: Child, seconds: float, is_stopped: threading.Event) -> bool:
    """Whether the process ended by itself, within `seconds` and before it was stopped."""
    deadline = time.monotonic() + seconds
    while not child.wait(min(POLL, deadline - time.monotonic())):
        if is_stopped.is_set() or time.monotonic() >= deadline:
            return False
    return True


def _failed(told: dict[str, Any]) -> Failed:
    rules = tuple(BrokenRule(**{**each, "needed_by": tuple(each["needed_by"])}) for each in told["broken"])
    return Failed(**{**told, "broken": rules})
