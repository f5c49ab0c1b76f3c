"""The next useful unit of each fund, cost class, fiscal year and role of a published night."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.answers.funding.night_rule_prices import limits_of, values_of
from assets.published_nights.files import asked_night
from cutline.settings.all_settings import Settings
from optimizer.explain.funding.greatest_value import Base, base_of
from optimizer.explain.funding.next_units import NextUnit, amounts_in, next_units
from optimizer.search.limits import Progress


@dataclass(frozen=True)
class NightNextUnits:
    """The next useful units. base: today's optimum, against which they are measured. names: of the projects."""

    base: Base
    units: list[NextUnit]
    names: dict[str, str]
    settings: Settings

    def as_values(self) -> dict[str, Any]:
        """The units as values that can be written as JSON."""
        told = [{**asdict(each), "unit": each.unit, "is_exact": each.is_exact} for each in self.units]
        return {**values_of(self.base), "next_units": told}


def night_next_units(night: Path, *, seconds: float, progress: Progress = lambda _: None) -> NightNextUnits:
    """The next useful units of a night. seconds: the most time of each search. Raises UsageError as `asked_night`."""
    asked = asked_night(night)
    limits = limits_of(asked, seconds)
    base = base_of(asked.frames, asked.plan, limits)
    found = list(next_units(base, asked.frames["capacity"], amounts_in(base), limits, progress))
    return NightNextUnits(base, found, dict(asked.frames["names"].iter_rows()), asked.settings)
