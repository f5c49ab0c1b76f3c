"""The frontier of a published night: the value of the best plan at more or less money, or at more or fewer people of a role."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from assets.published_nights.files import asked_night
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.breakpoints import Breakpoints, breakpoints
from optimizer.explain.funding.frontier import BASIS, Point, frontier
from optimizer.explain.funding.greatest_value import base_of
from optimizer.explain.funding.larger_amounts import PPM
from optimizer.search.limits import Limits, Progress


@dataclass(frozen=True)
class NightFrontier:
    """The points of a frontier. of: what changes, in words. unit: of the amounts, minor, milli_fte or bp. steps: the breakpoints; None
    if they were not asked for.
    """

    of: str
    unit: str
    points: list[Point]
    settings: Settings
    steps: Breakpoints | None = None

    def as_values(self) -> dict[str, Any]:
        """The frontier as values that can be written as JSON."""
        values = {"of": self.of, "unit": self.unit, "points": [asdict(each) for each in self.points]}
        if self.steps is None:
            return values
        told = [{**asdict(each), "is_exact": each.is_exact} for each in self.steps.found]
        return {
            **values,
            "breakpoints": told,
            "value_at_the_smallest_amount": self.steps.first_value,
            "is_all": self.steps.is_all,
        }


def night_frontier(
    night: Path,
    changes_bp: Sequence[int],
    *,
    seconds: float,
    most_steps: int = 0,
    fund_id: str | None = None,
    role_id: str | None = None,
    progress: Progress = lambda _: None,
) -> NightFrontier:
    """The frontier of a night. changes_bp: the changes of the amounts in basis points. seconds: the most time of each point and of
    each breakpoint. most_steps: how many breakpoints are told, from the smallest change on.

    Raises UsageError as `asked_night`, and for a fund or role that it does not have.
    """
    asked = asked_night(night)
    frames, plan, settings = asked.frames, asked.plan, asked.settings
    check_name("--fund", fund_id, frames["budgets"]["fund_id"])
    check_name("--role", role_id, frames["capacity"]["role_id"])
    limits = Limits(settings.solver.gap_target_ppm, seconds=seconds, threads=settings.solver.threads, seed=settings.solver.seed)
    points = frontier(frames, plan, changes_bp, limits, fund_id=fund_id, role_id=role_id, progress=progress)
    of = f"people of {role_id}, all periods together" if role_id else f"budgets of {fund_id or 'all funds'}, all years together"
    found = NightFrontier(of, "milli_fte" if role_id else "minor", points, settings)
    if not most_steps:
        return found
    base, ends = base_of(frames, plan, limits), [each.change_bp for each in points]
    low, high = (PPM + change * PPM // BASIS for change in (min(ends), max(ends)))
    steps = breakpoints(
        base,
        frames["capacity"],
        low,
        high,
        most_steps,
        replace(limits, gap_target_ppm=0),
        fund_id=fund_id,
        role_id=role_id,
        progress=progress,
    )
    return replace(found, steps=steps)


def check_name(option: str, wanted: str | None, ids: pl.Series) -> None:
    """Raises UsageError if a fund or role that an option names is not among the ids."""
    if wanted is not None and wanted not in set(ids):
        found = Finding(option, wanted, f"one of {', '.join(sorted(set(ids)))}", "correct the name")
        raise UsageError("nothing is called so", [found])
