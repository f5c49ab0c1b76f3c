"""The sections [portfolio], [calendar] and [schedule] of portfolio.toml."""

from datetime import date
from typing import Literal

from pydantic import Field

from cutline.contracts.calendar import Grain
from cutline.settings.section import Section


class PortfolioSection(Section):
    """Who and what."""

    name: str = Field("My portfolio", description="shown on every report")
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217 code of every amount in the reports")
    minor_digits: int = Field(2, ge=0, le=4, description="decimals of the currency: 2 for cents")
    as_of: date | None = Field(
        None, description="the day the night speaks of; left out, the newest day found in the exports' names"
    )


class CalendarSection(Section):
    """The planning horizon."""

    grain: Grain = Field("quarter", description="length of a period")
    horizon_start: date = Field(date(2027, 1, 1), description="first day of the first period")
    periods: int = Field(12, ge=1, le=240, description="number of periods")
    fiscal_year_starts_month: int = Field(1, ge=1, le=12, description="month the fiscal year starts in")
    fiscal_year_named_by: Literal["start", "end"] = Field("start", description="FY2027 starts, or ends, in 2027")


class ScheduleSection(Section):
    """The nightly run in Dagster."""

    cron: str = Field("30 4 * * *", description="when, in cron's five fields")
    time_zone: str = Field("UTC", description="the zone those fields are in, such as Europe/London")
