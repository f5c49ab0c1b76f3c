"""The best phasing of the same money of a published night: other budgets of the years, with the same total of each fund and class."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.answers.funding.night_rule_prices import limits_of, values_of
from assets.published_nights.files import asked_night
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.greatest_value import Base, base_of
from optimizer.explain.funding.phasing import Phasing, phasings
from optimizer.search.limits import Progress


@dataclass(frozen=True)
class NightPhasing:
    """The best phasings within the limit of the settings, and within half of it. base: today's optimum, against which they are measured."""

    base: Base
    found: list[Phasing]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The phasings as values that can be written as JSON."""
        return {**values_of(self.base), "phasings": [{**asdict(each), "moved_minor": each.moved} for each in self.found]}


def night_phasing(night: Path, *, seconds: float, progress: Progress = lambda _: None) -> NightPhasing:
    """The best phasings of a night. seconds: the most time of each search. Raises UsageError as `asked_night`."""
    asked = asked_night(night)
    limits = limits_of(asked, seconds)
    base = base_of(asked.frames, asked.plan, limits)
    within = asked.settings.planning.phasing_within_bp
    return NightPhasing(base, phasings(base, asked.frames, within, limits, progress=progress), asked.settings)
