"""Cutline against solvers given the same model: python -m benchmarks.race.portfolio_race [projects] [seconds] [seeds] [runners]

The portfolios come from benchmarks/race/joint_portfolio.py. Each runner has the same time and two threads, in a process of its
own. The rivals get the finished rows, and their clock starts when they hold them; Cutline's clock starts at the problem. Every
selection is checked in integers against Cutline's rows; a selection that breaks a row is worth nothing. The module prints a table
for every seed and writes the courses as JSON. Where runners are named, the results of the others stay as they were. It needs the
extra `bench`; a solver that is not installed is left out.
"""

import contextlib
import json
import multiprocessing
import resource
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.race.joint_portfolio import joint_portfolio
from benchmarks.race.rivals import RIVALS, THREADS, Course
from optimizer.linear.matrix import Matrix
from optimizer.linear.rows import broken_rows, value_of
from optimizer.model.building import build_model
from optimizer.problem.building import build_problem
from optimizer.problem.records import Problem

GRACE = 90.0  # seconds a runner may take to build its model and to stop
OUT = Path("benchmarks/results")


def _cutline(problem: Problem, seconds: float, course: Course) -> dict[str, Any]:
    """Here, and in a process of its own: CP-SAT brings another HiGHS, and the two cannot be loaded together."""
    from optimizer.plan import Plan
    from optimizer.search.limits import Limits
    from optimizer.search.solve import solve

    limits = Limits(gap_target_ppm=0, max_nodes=10**9, max_rounds=10**9, stall_rounds=10**9, seconds=seconds, threads=THREADS)
    plan = solve(problem, limits, on_better_plan=lambda _, value, bound: course.tell(value=value, bound=bound))
    if not isinstance(plan, Plan):
        return {"value": None, "bound": None}
    course.tell(value=plan.value, bound=plan.bound)
    return {"value": plan.value, "bound": plan.bound}


def _rival(name: str, problem: Problem, seconds: float, course: Course) -> dict[str, Any]:
    model = build_model(problem)
    chosen = RIVALS[name](model, seconds, course)
    bound = course.points[-1][2] if course.points else None
    if chosen is None:
        return {"value": None, "bound": bound}
    point = dict.fromkeys(chosen, 1)
    return {"value": None if broken_rows(model.rows, point) else value_of(model.objective, point), "bound": bound}


def _run(name: str, problem: Problem, seconds: float, send: Connection) -> None:
    course = Course()
    try:
        result = _cutline(problem, seconds, course) if name == "Cutline" else _rival(name, problem, seconds, course)
    except ImportError as error:
        result = {"absent": str(error)}
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    send.send({**result, "seconds": time.perf_counter() - course.begun, "points": course.points, "peak_mb": peak // 1024})


def race(problem: Problem, name: str, seconds: float) -> dict[str, Any] | None:
    """One runner in a child process that is killed when it does not stop.

    None when it had to be; `absent` says why it could not run.
    """
    receive, send = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(target=_run, args=(name, problem, seconds, send))
    child.start()
    result = receive.recv() if receive.poll(seconds + GRACE) else None
    child.kill()
    child.join()
    return result


def table(results: dict[str, dict[str, Any] | None]) -> list[str]:
    """Value, bound and gap of every runner."""
    bounds = [r["bound"] for r in results.values() if r and r.get("bound") is not None]
    lines = []
    for name, result in results.items():
        if result is None or "absent" in result:
            lines.append(f"  {name:<8} {'killed' if result is None else result['absent'][:90]}")
            continue
        value, bound = result["value"], result["bound"]
        gap = "" if value is None or bound is None else f"own gap {(bound - value) / abs(value):8.3%}"
        best = "" if value is None else f"to the best bound {(min(bounds) - value) / abs(value):8.3%}"
        worth = "no plan" if value is None else f"{value / 100:18,.2f}"
        lines.append(f"  {name:<8} {worth:>18}  {gap}  {best}  {result['seconds']:6.1f} s  {result['peak_mb']:,} MB")
    own, highs = results.get("Cutline"), results.get("HiGHS")
    if own and highs and highs.get("value"):
        lines.append(f"  HiGHS's value reached by Cutline: {reached(own, highs['value'])}")
    return lines


def reached(result: dict[str, Any], value: float) -> str:
    """When a runner's plan was first worth `value`."""
    at = next((t for t, worth, _ in result["points"] if worth is not None and worth >= value), None)
    return "never" if at is None else f"after {at:.1f} s"


def main() -> None:
    """Print a table for every seed; write the courses."""
    given = [*sys.argv[1:], None, None, None, None][:4]
    projects, seconds, seeds = (int(a) if a else b for a, b in zip(given[:3], (1000, 60, 3), strict=True))
    runners = given[3].split(",") if given[3] else ["Cutline", *RIVALS]
    OUT.mkdir(exist_ok=True)
    print(f"{projects} projects, {seconds} s, {THREADS} threads")
    for seed in range(seeds):
        begun = time.perf_counter()
        problem = build_problem(joint_portfolio(seed, projects))
        read = time.perf_counter() - begun
        model = build_model(problem)
        size = Matrix.of(model.rows, model.upper_limits).entries.nnz
        print(
            f"seed {seed}: {len(problem.options):,} options, {len(model.rows):,} rows, {size:,} non-zeros; frames read in {read:.1f} s"
        )
        path = OUT / f"race-{projects}-{seed}.json"
        before = json.loads(path.read_text()) if given[3] and path.exists() else {}
        results = before | {name: race(problem, name, seconds) for name in runners}
        results = {name: results[name] for name in ("Cutline", *RIVALS) if name in results}
        print("\n".join(table(results)), flush=True)
        path.write_text(json.dumps(results))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
