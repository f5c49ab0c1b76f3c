"""What the own gains of several projects decide, each by itself, in one process or in several."""

from collections.abc import Sequence
from dataclasses import asdict

from optimizer.explain.robustness.in_processes import in_processes
from optimizer.explain.robustness.own_gain import OwnGain, own_gain
from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.process import Report


def own_gains(
    problem: Problem,
    costs: Sequence[int],
    projects: Sequence[int],
    range_ppm: int,
    known: Sequence[Selection],
    limits: Limits,
    *,
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[OwnGain]:
    """`own_gain` of each project, in the order of `projects`. Raises SearchDied if a process ends without its answers."""
    arguments = (problem, tuple(costs), range_ppm, tuple(known), limits)
    found = {each["project"]: OwnGain(**each) for each in in_processes(solve_gains, arguments, projects, processes, progress)}
    return [found[p] for p in projects]


def solve_gains(
    report: Report, problem: Problem, costs: Sequence[int], range_ppm: int, known: Sequence[Selection], limits: Limits,
    projects: Sequence[int],
) -> None:  # fmt: skip
    """Reports `own_gain` of each project."""
    for p in projects:
        report(**asdict(own_gain(problem, costs, p, range_ppm, known, limits)))
