"""Solves the problem of every draw, in blocks that do not depend on one another, in one process or in several.

The draws of a block are solved in order. Each starts from the most valuable plan that fits it, of the recommended plan and of those
that the block has found. So the answers do not depend on the number of processes.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from optimizer.explain.plan_pool import running_projects
from optimizer.explain.robustness.in_processes import in_processes
from optimizer.explain.robustness.input_draws import MILLION, InputDraws
from optimizer.linear.rows import Selection
from optimizer.problem.records import Problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.limits import Limits, Progress, required_value, whole_bound
from optimizer.search.process import Report

BLOCK = 10  # draws that are solved one after another


@dataclass(frozen=True)
class DrawnPlan:
    """The plan of one draw.

    value: of the best plan found, bound: no plan is worth more; both None if no plan was found. running: the projects that it runs, by
    number. is_impossible: whether it is proven that no plan keeps every rule. is_stopped: whether the search ended before the gap was
    reached. kept: for each watched selection whether it keeps every rule of the draw.
    """

    draw: int
    value: int | None
    bound: int | None
    running: tuple[int, ...]
    is_impossible: bool
    is_stopped: bool
    kept: tuple[bool, ...]


def solve_draws(
    problem: Problem,
    draws: InputDraws,
    watched: Sequence[Selection],
    limits: Limits,
    *,
    processes: int = 1,
    progress: Progress = lambda _: None,
) -> list[DrawnPlan]:
    """The plan of every draw, in the order of the draws.

    watched: selections that are tried in every draw; the first one is the recommended plan. limits: of each draw. Raises SearchDied if
    a process ends without its answers.
    """
    blocks = [range(first, min(first + BLOCK, len(draws))) for first in range(0, len(draws), BLOCK)]
    found = in_processes(solve_blocks, (problem, draws, tuple(watched), limits), blocks, processes, progress)
    plans = [DrawnPlan(**{**each, "running": tuple(each["running"]), "kept": tuple(each["kept"])}) for each in found]
    return sorted(plans, key=lambda each: each.draw)


def solve_blocks(
    report: Report, problem: Problem, draws: InputDraws, watched: tuple[Selection, ...], limits: Limits, blocks: Sequence[range]
) -> None:
    """Solves blocks of draws one after another, and reports each plan (DrawnPlan)."""
    for block in blocks:
        known = list(watched)
        for draw in block:
            plan, chosen = _solved(draws.problem(problem, draw), draw, watched, known, limits)
            if chosen is not None and chosen not in known:
                known.append(chosen)
            report(**asdict(plan))


def _solved(
    problem: Problem, draw: int, watched: Sequence[Selection], known: Sequence[Selection], limits: Limits
) -> tuple[DrawnPlan, Selection | None]:
    search = ExactSearch(problem, limits, is_for_proofs=True)
    fits = {chosen: not search.broken_or_unfunded(chosen) for chosen in known}
    start = max((chosen for chosen in known if fits[chosen]), key=search.value, default=None)
    answer = search.run(problem.objective, start)
    kept = tuple(fits[chosen] for chosen in watched)
    chosen = answer.chosen if answer.chosen is not None else start
    if chosen is None:
        return DrawnPlan(draw, None, None, (), answer.status == "infeasible", answer.status != "infeasible", kept), None
    value = search.value(chosen)
    bound = max(whole_bound(answer.bound, value), value) if answer.bound < float("inf") else None
    is_closed = bound is not None and (bound - value) * MILLION <= limits.gap_target_ppm * abs(value - required_value(problem))
    running = tuple(sorted(running_projects(problem, chosen)))
    return DrawnPlan(draw, value, bound, running, False, not is_closed, kept), chosen
