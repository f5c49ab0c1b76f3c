"""The best use of a little more or less of each fund and each role of a published night: one small frontier for each."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.answers.funding.night_frontier import NightFrontier, night_frontier
from assets.published_nights.files import asked_night
from optimizer.search.limits import Progress

CHANGES_BP = (-1000, -500, -100, 100, 500, 1000)


@dataclass(frozen=True)
class NightBestUses:
    """The frontiers of a night, each over CHANGES_BP."""

    found: list[NightFrontier]

    def as_values(self) -> dict[str, Any]:
        """The frontiers as values that can be written as JSON."""
        told = [{"of": each.of, "unit": each.unit, "points": [asdict(point) for point in each.points]} for each in self.found]
        return {"best_uses": told}


def night_best_uses(night: Path, *, seconds: float, progress: Progress = lambda _: None) -> NightBestUses:
    """The frontiers of every fund and every role. seconds: the most time of each point. Raises UsageError as `asked_night`."""
    frames = asked_night(night).frames
    funds, roles = (frames[name][column].unique().sort() for name, column in (("budgets", "fund_id"), ("capacity", "role_id")))

    def each() -> Iterator[NightFrontier]:
        for fund in funds:
            progress(f"fund {fund}")
            yield night_frontier(night, CHANGES_BP, seconds=seconds, fund_id=fund, progress=progress)
        for role in roles:
            progress(f"role {role}")
            yield night_frontier(night, CHANGES_BP, seconds=seconds, role_id=role, progress=progress)

    return NightBestUses(list(each()))
