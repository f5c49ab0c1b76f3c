"""Attributes the difference between two plans to the inputs that changed between them, by a chain of solves.

The chain begins with the inputs of the first plan. One group of inputs after another is replaced by that of the second plan, and
each changed problem is solved; of plans that are as good, the one that is closest to the plan before counts. A plan that gave up
value to stay close to the approved plan may give up as much in the chain, until the approved plan itself is replaced. The differences of value from solve to solve add up to the whole difference, because they
telescope. What is left after the last group has no cause in the inputs: it is a tie, or lies within the gaps of the searches.

Another order of the groups may attribute otherwise where two changes act together; the order is fixed, and it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from optimizer.explain.plans_elsewhere import Frames, changes_between, kept_close, running_options, tolerance_of
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve

# The groups of inputs in the order of the chain, each with the choice frames that state it.
GROUPS: dict[str, tuple[str, ...]] = {
    "projects": (
        "options",
        "spend",
        "demand",
        "names",
        "stop_modes",
        "money_years",
        "deviations",
        "scenarios",
        "objective_terms",
    ),
    "money": ("budgets", "years", "payers", "payer_limits", "transfers", "elastic_payers", "robust"),
    "people": ("capacity", "elastic", "hires", "grain", "objective_people"),
    "rules": (
        "requirements",
        "dependencies",
        "limits",
        "limit_terms",
        "synergies",
        "programmes",
        "tail",
        "objective_synergies",
        "objectives",
    ),
    (APPROVED := "approved plan"): ("approved",),
}
# The columns that say what a row is about, the first that a frame has.
SUBJECTS = ("project_id", "fund_id", "role_id", "from_project_id", "from_fund_id", "limit_id", "label")
NO_CAUSE = "no change of the inputs"


@dataclass(frozen=True)
class Step:
    """One step of the chain.

    cause: the group of inputs that changed, or NO_CAUSE. changed_rows: for each frame of the group that differs, how many rows only
    the first and how many only the second has; none for the approved plan if only the tolerance was used in another way. changed:
    what these rows are about: ids of projects, funds, roles, limits. value: the value of the plan after the step; None if there is no
    plan. difference: the value after the step less the value before it; None if one of them is None. gap: by how much the plan after the step may be
    below the best one. entered, left, otherwise: projects that enter, leave, or run in another option in this step.
    """

    cause: str
    changed_rows: Mapping[str, tuple[int, int]]
    changed: tuple[str, ...]
    value: int | None
    difference: int | None
    gap: int
    entered: tuple[str, ...]
    left: tuple[str, ...]
    otherwise: tuple[str, ...]


def attribute(
    before: tuple[Frames, Plan], after: tuple[Frames, Plan], limits: Limits, progress: Progress = lambda _: None
) -> list[Step]:
    """The steps from the first plan to the second; groups that did not change are left out.

    before, after: the choice frames of each plan and the plan. Both must have the same objective and the same periods.
    """
    frames, plan, steps = dict(before[0]), before[1], list[Step]()
    value: int | None = plan.value
    tolerance, last_tolerance = tolerance_of(*before), tolerance_of(*after)
    for cause, names in GROUPS.items():
        changed = {name: rows for name in names if (rows := _only_in_one(before[0][name], after[0][name])).height}
        is_last = cause == APPROVED
        is_freer = is_last and (tolerance != last_tolerance or bool(steps and last_tolerance))
        if not changed and not is_freer:
            continue
        progress(f"{cause}: solving with what changed")
        frames |= {name: after[0][name] for name in names}
        close = frames if is_last else kept_close(frames, plan)
        found = solve(build_problem(close), limits, value_tolerance_bp=last_tolerance if is_last else tolerance)
        was = value
        value = found.value if isinstance(found, Plan) else None
        now = found if isinstance(found, Plan) else replace(plan, chosen=())
        gap = found.gap if isinstance(found, Plan) else 0
        step = _step(cause, changed, (plan, was), (now, value), gap, frames)
        steps += [step] if changed or _has_effect(step) else []
        plan = now
    last = _step(NO_CAUSE, {}, (plan, value), (after[1], after[1].value), after[1].gap, frames)
    return [*steps, last] if _has_effect(last) else steps


def _has_effect(step: Step) -> bool:
    return bool(step.difference or step.entered or step.left or step.otherwise)


def _only_in_one(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows that only one of two frames has (`row`), and how many more of each the first has than the second (`more`). The order of
    rows does not count, and repeated rows do.
    """
    key = pl.struct(pl.all()).alias("row")
    ours, theirs = (frame.select(key).group_by("row").len() for frame in (before, after))
    both = ours.join(theirs, on="row", how="full", nulls_equal=True, coalesce=True).with_columns(
        pl.col("len", "len_right").fill_null(0)
    )
    more = pl.col("len").cast(pl.Int64) - pl.col("len_right").cast(pl.Int64)
    return both.select("row", more=more).filter(pl.col("more") != 0)


def _subjects(rows: pl.DataFrame) -> set[str]:
    """What the rows of `_only_in_one` are about."""
    whole = rows.select(pl.col("row").struct.unnest())
    column = next((each for each in SUBJECTS if each in whole.columns), None)
    return set(whole[column].drop_nulls().cast(pl.String)) if column else set()


def _step(
    cause: str,
    changed: Mapping[str, pl.DataFrame],
    before: tuple[Plan, int | None],
    after: tuple[Plan, int | None],
    gap: int,
    frames: Frames,
) -> Step:
    moved = changes_between(running_options(frames, before[0]), running_options(frames, after[0]))
    difference = None if before[1] is None or after[1] is None else after[1] - before[1]
    counts = {
        name: (int(rows.filter(pl.col("more") > 0)["more"].sum()), -int(rows.filter(pl.col("more") < 0)["more"].sum()))
        for name, rows in changed.items()
    }
    about = tuple(sorted(set().union(*map(_subjects, changed.values())))) if changed else ()
    return Step(cause, counts, about, after[1], difference, gap, *moved)
