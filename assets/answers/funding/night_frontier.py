"""The frontier of a published night: the value of the best plan at more or less money, or at more or fewer people of a role."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.published_nights.files import asked_night
from cutline.errors import Finding, UsageError
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.frontier import Point, frontier
from optimizer.search.limits import Limits, Progress


@dataclass(frozen=True)
class NightFrontier:
    """The points of a frontier. of: what changes, in words. unit: of the amounts, minor or milli_fte."""

    of: str
    unit: str
    points: list[Point]
    settings: Settings


def night_frontier(
    night: Path,
    changes_bp: Sequence[int],
    *,
    seconds: float,
    fund_id: str | None = None,
    role_id: str | None = None,
    progress: Progress = lambda _: None,
) -> NightFrontier:
    """The frontier of a night. changes_bp: the changes of the amounts in basis points. seconds: the most time of each point.

    Raises UsageError as `asked_night`, and for a fund or role that it does not have.
    """
    asked = asked_night(night)
    frames, plan, settings = asked.frames, asked.plan, asked.settings
    known = {"--fund": (fund_id, frames["budgets"]["fund_id"]), "--role": (role_id, frames["capacity"]["role_id"])}
    for option, (wanted, ids) in known.items():
        if wanted is not None and wanted not in set(ids):
            raise UsageError(
                "nothing is called so", [Finding(option, wanted, f"one of {', '.join(sorted(set(ids)))}", "correct the name")]
            )
    limits = Limits(settings.solver.gap_target_ppm, seconds=seconds, threads=settings.solver.threads, seed=settings.solver.seed)
    points = frontier(frames, plan, changes_bp, limits, fund_id=fund_id, role_id=role_id, progress=progress)
    of = f"people of {role_id}, all periods together" if role_id else f"budgets of {fund_id or 'all funds'}, all years together"
    return NightFrontier(of, "milli_fte" if role_id else "minor", points, settings)
