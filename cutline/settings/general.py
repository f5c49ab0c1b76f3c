"""The sections [portfolio], [calendar] and [schedule] of portfolio.toml."""

from datetime import date
from typing import Literal

from pydantic import Field

from cutline.contracts.calendar import Grain
from cutline.contracts.fiscal_years import FiscalYears, Weekday, WeekPattern, WeekYear
from cutline.settings.section import Section


class PortfolioSection(Section):
    """The name, the currency and the day of the portfolio."""

    name: str = Field("My portfolio", description="Name of the portfolio. Every report shows it.")
    currency: str = Field(
        "EUR", pattern=r"^[A-Z]{3}$", description="ISO 4217 code of the portfolio's currency. Reports state every amount in it."
    )
    minor_digits: int = Field(2, ge=0, le=4, description="Number of decimals of the currency: 2 for cents.")
    as_of: date | None = Field(
        None,
        description="The day that the night describes. Files whose names have a later day are left aside, and a finding names them. Default: the newest day in the names of the exports.",
    )


class CalendarSection(Section):
    """The planning horizon, its periods and its fiscal years."""

    grain: Grain = Field("quarter", description="Length of a period: month, quarter or year.")
    horizon_start: date = Field(date(2027, 1, 1), description="First day of the first period.")
    periods: int = Field(12, ge=1, le=240, description="Number of periods.")
    fiscal_year_starts_month: int = Field(1, ge=1, le=12, description="Month in which the fiscal year starts, from 1 to 12.")
    fiscal_year_named_by: Literal["start", "end"] = Field(
        "start", description="Whether FY2027 is the fiscal year that starts in 2027 or the one that ends in 2027."
    )
    weeks: WeekPattern | None = Field(
        None,
        description="Numbers of weeks in the three months of each quarter, where fiscal years have 52 or 53 whole weeks: 4-4-5, 4-5-4 or 5-4-4. Default: fiscal months are calendar months.",
    )
    week_ends_on: Weekday = Field("saturday", description="For years of weeks: the weekday on which weeks, months and years end.")
    year_ends: Literal["last", "nearest"] = Field(
        "last",
        description="For years of weeks: whether the year ends on the last such weekday of the month before fiscal_year_starts_month, or on the one that is nearest to the end of that month.",
    )
    extra_week_in_month: int = Field(
        12, ge=1, le=12, description="For years of weeks: the fiscal month, from 1 to 12, that has the 53rd week of a long year."
    )

    def fiscal_years(self) -> FiscalYears:
        """The fiscal years that these settings describe."""
        layout = WeekYear(self.weeks, self.week_ends_on, self.year_ends, self.extra_week_in_month) if self.weeks else None
        return FiscalYears(self.fiscal_year_starts_month, self.fiscal_year_named_by, layout)


class ScheduleSection(Section):
    """When Dagster starts the nightly run."""

    cron: str = Field("30 4 * * *", description="Time of the nightly run, in the five fields of cron.")
    time_zone: str = Field("UTC", description="Time zone of these fields, such as Europe/London.")


class ApprovalSection(Section):
    """How `cutline approve` signs the nights that people approve."""

    signing_key: str | None = Field(
        None,
        description="File with the private key (Ed25519, PEM), from the portfolio's folder. Without it, approvals are not signed.",
    )
