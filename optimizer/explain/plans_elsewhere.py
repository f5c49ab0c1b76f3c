"""Looks at a plan in frames other than those it was made for: what it runs, what it is worth there, and how to stay close to it."""

from collections.abc import Mapping

import polars as pl

from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.exact.exact_search import ExactSearch
from optimizer.search.hires_in_plan import option_keys_of
from optimizer.search.limits import Limits

Frames = Mapping[str, pl.DataFrame]


def running_options(frames: Frames, plan: Plan) -> dict[str, tuple[str, int]]:
    """The mode and the start of each project that a plan runs, without projects that it stops."""
    stops = set(frames["stop_modes"].select("project_id", "mode_id").iter_rows())
    return {
        each.project_id: (each.mode_id, each.start_index) for each in plan.chosen if (each.project_id, each.mode_id) not in stops
    }


def changes_between(
    before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The projects that enter, that leave, and that run in another option. Both arguments are as of `running_options`."""
    return (
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(p for p in before.keys() & after.keys() if before[p] != after[p])),
    )


def kept_close(frames: Frames, plan: Plan) -> dict[str, pl.DataFrame]:
    """The frames with a plan as the approved one, so that of plans of the same value the one is found that changes it least."""
    rows = [(each.project_id, each.mode_id, each.start_index) for each in plan.chosen]
    return {**frames, "approved": pl.DataFrame(rows, schema=frames["approved"].schema, orient="row")}


def by_first_objective(frames: Frames) -> dict[str, pl.DataFrame]:
    """The frames with the first objective alone, where several are declared: its greatest value is not given up for a later one."""
    return {name: frame.clear() if name.startswith("objective") else frame for name, frame in frames.items()}


def tolerance_of(frames: Frames, plan: Plan) -> int:
    """The share of the value that a plan was allowed to give up to stay close to the approved plan, in basis points: 0 if there was
    no approved plan. frames: those that the plan was made for.
    """
    return int(plan.solver["value_tolerance_bp"]) if frames["approved"].height else 0


def value_elsewhere(frames: Frames, plan: Plan) -> int | None:
    """What the selection of a plan is worth in other frames, in the unit of the objective; None if it breaks a rule there, or cannot
    be funded.
    """
    problem = build_problem(frames)
    number = {(problem.projects[o.project], o.mode_id, o.start): j for j, o in enumerate(problem.options)}
    keys = option_keys_of(problem, plan)
    if not number.keys() >= set(keys):
        return None
    chosen, search = frozenset(number[key] for key in keys), ExactSearch(problem, Limits())
    return None if search.broken_or_unfunded(chosen) else search.value(chosen)
