"""Reads rows, offers, hires, demand and blocks from the choice frames for the checks, without any code of the model."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from cutline.contracts.choice_frames import OPTION_KEY
from optimizer.plan import Chosen

Frames = Mapping[str, pl.DataFrame]
Picked = dict[str, Chosen]
Cell = tuple[str, int]  # cost class, fiscal year
Purse = tuple[str, str, int]  # fund, cost class, fiscal year
Option = tuple[str, str, int]  # project, mode, start
HIRED = "hire"  # the kind of people who stay from their arrival to the end of the horizon


def projects_run(frames: Frames, picked: Picked) -> Picked:
    """The chosen projects that run. A project whose chosen mode stops it is left out."""
    stops = set(rows_of(frames, "stop_modes", "project_id", "mode_id"))
    return {project: chosen for project, chosen in picked.items() if (project, chosen.mode_id) not in stops}


def in_block(frames: Frames) -> dict[int, tuple[int, ...]]:
    """For every period that is planned together with other periods: all periods of its block, in order."""
    members: dict[int, list[int]] = defaultdict(list)
    for period, block in rows_of(frames, "grain", "period_index", "block_index"):
        members[block].append(period)
    return {period: tuple(sorted(own)) for own in members.values() for period in own}


def offers_by_key(frames: Frames) -> dict[tuple[str, int, str], tuple[int, int, int, int, int]]:
    """The offers of overtime and contractors, by role, period and kind.

    Each value holds the size of a step in milli-FTE, the largest number of steps, the cost of a step, the value lost by a step,
    and the fiscal year.
    """
    columns = ("step_milli_fte", "most_steps", "step_cost_minor", "step_loss", "fiscal_year")
    return {(r, t, k): tuple(rest) for r, t, k, *rest in rows_of(frames, "elastic", "role_id", "period_index", "kind", *columns)}


def people_used(frames: Frames, picked: Picked) -> dict[tuple[str, int], int]:
    """The people that the chosen options need, in milli-FTE by role and period."""
    used: dict[tuple[str, int], int] = defaultdict(int)
    for project, mode, start, role, period, milli_fte in rows_of(
        frames, "demand", *OPTION_KEY, "role_id", "period_index", "milli_fte"
    ):
        chosen = picked.get(project)
        if chosen and (chosen.mode_id, chosen.start_index) == (mode, start):
            used[role, period] += milli_fte
    return used


def hires_by_key(frames: Frames) -> dict[tuple[str, int], tuple[int, int, int, int, int, bool]]:
    """The terms of hiring, by role and period.

    Each value holds the size of a head in milli-FTE, the largest number of heads, the cost of a head, the value lost by a head,
    the fiscal year, and whether heads may arrive in the period.
    """
    columns = ("head_milli_fte", "most_heads", "cost_minor", "loss", "fiscal_year", "may_arrive")
    return {
        (r, t): (a, b, c, d, e, f) for r, t, a, b, c, d, e, f in rows_of(frames, "hires", "role_id", "period_index", *columns)
    }


def rows_of(frames: Frames, name: str, *columns: str) -> Iterable[tuple[Any, ...]]:
    """The rows of the frame called `name`, reduced to the named columns."""
    return frames[name].select(columns).iter_rows()
