"""The value of the best plan at more or less money, at more or fewer people, or at more or less risk: one solve for each point.

The points are tied together by two facts: a plan that keeps the limits of one point also keeps wider ones, so the value never falls
from one point to the next; and no plan at narrower limits is worth more than the bound at wider ones.

A plan that gave up value to stay close to the approved plan is not the best one at its own amount. The point without a change is
then solved as the others are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from optimizer.explain.plans_elsewhere import (
    Frames,
    by_first_objective,
    changes_between,
    kept_close,
    running_options,
    value_elsewhere,
)
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits, Progress
from optimizer.search.solve import solve

BASIS = 10_000  # basis points in a whole


@dataclass(frozen=True)
class Level:
    """One amount at which the best plan is asked for.

    change_bp: the change of the amount, in basis points of what it is. amount: in minor units, milli-FTE, or the unit of a measure of
    risk. frames: the choice frames with the amount.
    """

    change_bp: int
    amount: int
    frames: Frames


# A level, the plan that was found at it, and its bound: infinite if none is known, None if no plan is possible.
Found = tuple[Level, Plan | None, float | None]


@dataclass(frozen=True)
class Point:
    """The best plan at one amount.

    change_bp, amount: as of `Level`. value: of the best plan found; None if there is none. bound: no plan at this amount is worth
    more; None if no bound is known, and if is_impossible: it is proven that no plan keeps every rule. entered, left, otherwise:
    projects that differ from the recommended plan.
    """

    change_bp: int
    amount: int
    value: int | None
    bound: int | None
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    is_impossible: bool = False


def frontier(
    frames: Frames,
    plan: Plan,
    changes_bp: Sequence[int],
    limits: Limits,
    *,
    fund_id: str | None = None,
    role_id: str | None = None,
    progress: Progress = lambda _: None,
) -> list[Point]:
    """The points of the frontier, the smallest amount first. The point without a change is the recommended plan, unless that gave up
    value to stay close to the approved one.

    fund_id: the budgets of one fund change, and not all. role_id: the people of one role change, and no money. Raises ValueError for
    a fund or a role that the frames do not have.
    """
    levels = []
    for change in sorted({*changes_bp, 0}):
        scaled = by_first_objective(_scaled(frames, change, fund_id, role_id))
        levels.append(Level(change, int(_amounts(scaled, fund_id, role_id).sum()), scaled))
    return points_at(levels, frames, plan, limits, progress)


def points_at(
    levels: Sequence[Level], frames: Frames, plan: Plan, limits: Limits, progress: Progress = lambda _: None
) -> list[Point]:
    """The points at levels of which each has wider limits than the one before. frames: of the recommended plan, which keeps the limits of
    the level without a change.
    """
    found: list[Found] = []
    for count, level in enumerate(levels, 1):
        if level.change_bp == 0 and not plan.given_up:
            found.append((level, plan, plan.bound))
            continue
        progress(f"point {count} of {len(levels)}: {level.change_bp / 100:+g} %")
        answer = solve(build_problem(kept_close(level.frames, plan)), limits)
        if isinstance(answer, Plan):
            found.append((level, answer, answer.bound))
        elif level.change_bp == 0:
            found.append((level, plan, plan.bound))
        else:
            found.append((level, None, None if answer.failure == "infeasible" else math.inf))
    return _tied(found, frames, plan)


def _tied(found: Sequence[Found], frames: Frames, plan: Plan) -> list[Point]:
    """The points, where a plan of narrower limits stands in for a worse one, and a bound of wider limits for a wider one."""
    bounds, least = list[float | None](), math.inf
    for _, _, bound in reversed(found):
        least = least if bound is None else min(least, bound)
        bounds.append(None if bound is None else least)
    points: list[Point] = []
    best: tuple[Plan, int] | None = None
    for (level, own, _), limit in zip(found, reversed(bounds), strict=True):
        if best and (own is None or own.value < best[1]) and (value := value_elsewhere(level.frames, best[0])) is not None:
            best = best[0], value
        elif own is not None:
            best = own, own.value
        is_known = best is not None and (own is not None or value_elsewhere(level.frames, best[0]) is not None)
        bound = None if limit in (None, math.inf) else int(limit or 0)
        if best is None or not is_known:
            points.append(Point(level.change_bp, level.amount, None, bound, is_impossible=limit is None))
            continue
        moved = changes_between(running_options(frames, plan), running_options(level.frames, best[0]))
        certain = best[1] if bound is None else max(bound, best[1])
        points.append(Point(level.change_bp, level.amount, best[1], certain, *moved))
    return points


def _scaled(frames: Frames, change: int, fund_id: str | None, role_id: str | None) -> dict[str, pl.DataFrame]:
    """The frames with the amounts changed, rounded down to whole minor units or milli-FTE."""
    name, column, own = _which(fund_id, role_id)
    if not _amounts(frames, fund_id, role_id).len():
        raise ValueError(f"no {'role' if role_id else 'fund'} is called {role_id or fund_id}")
    more = pl.col(column) * (BASIS + change) // BASIS
    return {**frames, name: frames[name].with_columns(pl.when(own).then(more).otherwise(pl.col(column)).alias(column))}


def _amounts(frames: Frames, fund_id: str | None, role_id: str | None) -> pl.Series:
    name, column, own = _which(fund_id, role_id)
    return frames[name].filter(own)[column]


def _which(fund_id: str | None, role_id: str | None) -> tuple[str, str, pl.Expr]:
    """The frame, its column of amounts, and which of its rows change."""
    if role_id is not None:
        return "capacity", "milli_fte", pl.col("role_id") == role_id
    return "budgets", "amount_minor", pl.lit(value=True) if fund_id is None else pl.col("fund_id") == fund_id
