"""Discount factors of periods, and the convention whether money moves at the start, middle or end of a period.

A factor is the value, at the start of the horizon, of one minor unit of a later period, at a flat rate or by a declining schedule.
`present_value.py` applies the factors to lines. The factors are computed in decimal arithmetic, so they are the same on
every machine.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.contracts.units import SHARE_SCALE
from cutline.errors import DataBlocked, Finding
from cutline.settings.all_settings import Settings

FACTOR_SCALE = 10**12  # a factor is an integer in units of 1e-12
Timing = Literal["start", "mid", "end"]
POINT_IN_PERIOD = {"start": Decimal(0), "mid": Decimal("0.5"), "end": Decimal(1)}
SHIPPED_SCHEDULES = "discount_rates.csv"  # the schedules that ship with Cutline, in the columns of the table discount_rates


@dataclass(frozen=True)
class Discounting:
    """Yearly discount rates by year, and the point of a period at which money moves.

    steps: pairs of first year and rate in basis points, in order. The first pair is for year 1, and a rate holds until the
    next pair.
    timing: whether money moves at the start, in the middle or at the end of a period.
    """

    steps: tuple[tuple[int, int], ...]
    timing: Timing = "mid"

    def rate_bp(self, year: int) -> int:
        """The rate in basis points of year `year`, where 1 is the first year of the horizon."""
        return [rate for first, rate in self.steps if first <= year][-1]

    def factors(self, calendar: Calendar, count: int) -> list[int]:
        """The discount factors of periods 0 to count - 1, in units of 1e-12.

        A factor is the product of 1 / (1 + rate) over all years from the start of the horizon up to the point of the period at
        which money moves. A declining rate compounds year by year (HM Treasury, Green Book, 2022, annex 6).

        >>> from datetime import date
        >>> Discounting(((1, 1000),), "end").factors(Calendar("year", date(2027, 1, 1), 3), 2)
        [909090909091, 826446280992]
        """
        length = Decimal(MONTHS[calendar.grain]) / 12
        return _factors(self.steps, tuple((t + POINT_IN_PERIOD[self.timing]) * length for t in range(count)))


@lru_cache(maxsize=64)
def _factors(steps: tuple[tuple[int, int], ...], times: tuple[Decimal, ...]) -> list[int]:
    rates = Discounting(steps)
    with localcontext() as context:
        context.prec = 40
        whole, at, found = 0, Decimal(1), []
        for time in times:
            while whole + 1 <= time:
                whole += 1
                at /= 1 + Decimal(rates.rate_bp(whole)) / SHARE_SCALE
            part = time - whole
            base = 1 + Decimal(rates.rate_bp(whole + 1)) / SHARE_SCALE
            found.append(round(at * base**-part * FACTOR_SCALE))
        return found


def discounting_of(settings: Settings, tables: Mapping[str, pl.DataFrame]) -> Discounting:
    """The discounting that the settings of finance state. Raises DataBlocked when the schedule that they name does not exist."""
    finance = settings.finance
    if finance.discount_schedule is None:
        return Discounting(((1, finance.discount_rate_bp),), finance.discounting)
    return Discounting(_steps(finance.discount_schedule, "discount_schedule", tables), finance.discounting)


def social_discounting(settings: Settings, tables: Mapping[str, pl.DataFrame]) -> Discounting:
    """The discounting of the public-sector measures. Raises DataBlocked when its schedule does not exist."""
    return Discounting(_steps(settings.finance.social_schedule, "social_schedule", tables), settings.finance.discounting)


def _steps(schedule: str, key: str, tables: Mapping[str, pl.DataFrame]) -> tuple[tuple[int, int], ...]:
    own = tables["discount_rates"].filter(pl.col("schedule") == schedule).select("from_year", "rate_bp").sort("from_year")
    steps = tuple(own.iter_rows()) or _shipped_schedules().get(schedule, ())
    if steps and steps[0][0] == 1:
        return steps
    known = sorted({*tables["discount_rates"]["schedule"], *_shipped_schedules()})
    found = "no such schedule" if not steps else f"a first rate for year {steps[0][0]}"
    raise DataBlocked(
        "the discount schedule cannot be used",
        [
            Finding(
                f"portfolio.toml, finance.{key} = {schedule!r}",
                found,
                f"a schedule whose first rate is for year 1; the known schedules are {', '.join(known)}",
                "add its rows to the table discount_rates, or name another schedule",
            )
        ],
    )


@lru_cache(maxsize=1)
def _shipped_schedules() -> dict[str, tuple[tuple[int, int], ...]]:
    rows = csv.DictReader((files("cutline.valuation") / SHIPPED_SCHEDULES).read_text("utf-8").splitlines())
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for row in rows:
        step = int(row["from_year"]), round(Decimal(row["rate"].removesuffix("%")) * 100)
        found[row["schedule"]] = (*found.get(row["schedule"], ()), step)
    return found
