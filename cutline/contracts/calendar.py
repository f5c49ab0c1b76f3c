"""The calendar of the planning horizon: its periods and fiscal years.

A period is identified by its first day, and by its number counted from the start of the horizon (0, 1, ...).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from cutline.contracts.fiscal_years import FiscalYears, WeekYear
from cutline.errors import Finding, SettingsError

Grain = Literal["month", "quarter", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """The planning horizon: a number of periods of equal length, and the fiscal year to which each of them is booked.

    grain: the length of a period. start: the first day of the first period. periods: how many periods there are.
    fiscal_month: the month in which a fiscal year starts (1 to 12).
    named_by: whether a fiscal year is named after the calendar year in which it starts or in which it ends.
    weeks: the layout of fiscal years of whole weeks; null if fiscal months are calendar months.

    Raises SettingsError when `start` is not the first day of a period of the fiscal year.
    """

    grain: Grain
    start: date
    periods: int
    fiscal_month: int = 1
    named_by: Literal["start", "end"] = "start"
    weeks: WeekYear | None = None

    def __post_init__(self) -> None:
        fiscal, month = self.fiscal, self.first_month
        if fiscal.first_day(month) != self.start or fiscal.place_in_year(month) % MONTHS[self.grain]:
            near = fiscal.first_day(month - fiscal.place_in_year(month) % MONTHS[self.grain])
            raise SettingsError(
                "the horizon does not start on a period of the fiscal calendar",
                [
                    Finding(
                        "portfolio.toml, calendar.horizon_start",
                        f"{self.start.isoformat()} with grain {self.grain!r} and a fiscal year from month {self.fiscal_month}"
                        + (f" of weeks by {self.weeks.pattern}" if self.weeks else ""),
                        f"the first day of a {self.grain} of that fiscal year, such as {near.isoformat()}",
                        "change horizon_start, or grain, or fiscal_year_starts_month",
                    )
                ],
            )

    @property
    def fiscal(self) -> FiscalYears:
        """The fiscal years, from which every date of this calendar follows."""
        return FiscalYears(self.fiscal_month, self.named_by, self.weeks)

    @property
    def first_month(self) -> int:
        """The month number (see `fiscal_years`) of the first fiscal month of the horizon."""
        return self.fiscal.month_of(self.start)

    def month_number(self, index: int) -> int:
        """The month number of the first fiscal month of period `index`."""
        return self.first_month + index * MONTHS[self.grain]

    def period_start(self, index: int) -> date:
        """The first day of period `index`, which may lie outside the horizon."""
        return self.fiscal.first_day(self.month_number(index))

    def index_of(self, day: date) -> int:
        """The number of the period that contains `day`. It is negative before the horizon, and `periods` or more after it."""
        return (self.fiscal.month_of(day) - self.first_month) // MONTHS[self.grain]

    def index_expr(self, day: pl.Expr) -> pl.Expr:
        """The same as `index_of`, as an expression on a column of dates."""
        return (self.fiscal.month_expr(day) - self.first_month) // MONTHS[self.grain]

    def fiscal_year(self, index: int) -> int:
        """The fiscal year to which period `index` is booked."""
        return self.fiscal.year_of(self.month_number(index))

    def place_in_year(self, index: int) -> int:
        """The number of periods of its fiscal year that lie before period `index`."""
        return self.fiscal.place_in_year(self.month_number(index)) // MONTHS[self.grain]

    def fiscal_year_expr(self, index: pl.Expr) -> pl.Expr:
        """The same as `fiscal_year`, as an expression on a column of period numbers."""
        return self.fiscal.year_expr(self.first_month + index * MONTHS[self.grain])

    def fiscal_years(self) -> list[int]:
        """Every fiscal year in which a period of the horizon lies, in order."""
        return sorted({self.fiscal_year(i) for i in range(self.periods)})

    def label(self, index: int) -> str:
        """The name of a period for people: `FY2027-Q1` is a quarter of the fiscal year, `2027-04` a calendar month, `FY2027-P03`
        a fiscal month of weeks, and `FY2027` a fiscal year.
        """
        day = self.period_start(index)
        if self.grain == "year":
            return f"FY{self.fiscal_year(index)}"
        if self.grain == "quarter":
            return f"FY{self.fiscal_year(index)}-Q{self.place_in_year(index) + 1}"
        if self.weeks is not None:
            return f"FY{self.fiscal_year(index)}-P{self.place_in_year(index) + 1:02d}"
        return f"{day.year}-{day.month:02d}"

    def span(self, first: int, last: int) -> str:
        """The name of several periods for people, such as `2027-Q1 to 2027-Q2`. The name of a single period is its label."""
        return self.label(first) if first == last else f"{self.label(first)} to {self.label(last)}"

    def frame(self) -> pl.DataFrame:
        """The canonical table `calendar` of the horizon. Working days are Monday to Friday, because public holidays are not
        known.
        """
        starts = [self.period_start(i) for i in range(self.periods + 1)]
        months_in = [self.fiscal.place_in_year(self.month_number(i)) for i in range(self.periods)]
        return pl.DataFrame(
            {
                "period_start": starts[:-1],
                "grain": [self.grain] * self.periods,
                "fiscal_year": [self.fiscal_year(i) for i in range(self.periods)],
                "fiscal_quarter": [m // 3 + 1 for m in months_in],
                "is_closed": [False] * self.periods,
                "next_start": starts[1:],
            },
            schema_overrides={
                "fiscal_year": pl.Int64,
                "fiscal_quarter": pl.Int64,
                "period_start": pl.Date,
                "next_start": pl.Date,
            },
        ).select(
            "period_start",
            "grain",
            "fiscal_year",
            "fiscal_quarter",
            pl.business_day_count("period_start", "next_start").cast(pl.Int64).alias("working_days"),
            "is_closed",
        )
