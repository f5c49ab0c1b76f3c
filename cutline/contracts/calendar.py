"""The calendar of the planning horizon: its periods and fiscal years.

A period is identified by its first day, and by its number counted from the start of the horizon (0, 1, ...).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from cutline.errors import Finding, SettingsError

Grain = Literal["month", "quarter", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """The planning horizon: a number of periods of equal length, and the fiscal year to which each of them is booked.

    grain: the length of a period. start: the first day of the first period. periods: how many periods there are.
    fiscal_month: the month in which a fiscal year starts (1 to 12).
    named_by: whether a fiscal year is named after the calendar year in which it starts or in which it ends.

    Raises SettingsError when `start` is not the first day of a period of the fiscal year.
    """

    grain: Grain
    start: date
    periods: int
    fiscal_month: int = 1
    named_by: Literal["start", "end"] = "start"

    def __post_init__(self) -> None:
        months_into_year = (self.start.month - self.fiscal_month) % 12
        if self.start.day != 1 or months_into_year % MONTHS[self.grain]:
            raise SettingsError(
                "the horizon does not start on a period of the fiscal calendar",
                [
                    Finding(
                        "portfolio.toml, calendar.horizon_start",
                        f"{self.start.isoformat()} with grain {self.grain!r} and a fiscal year from month {self.fiscal_month}",
                        f"the first day of a {self.grain} of that fiscal year",
                        "change horizon_start, or grain, or fiscal_year_starts_month",
                    )
                ],
            )

    def period_start(self, index: int) -> date:
        """The first day of period `index`, which may lie outside the horizon."""
        months = self.start.year * 12 + self.start.month - 1 + index * MONTHS[self.grain]
        return date(months // 12, months % 12 + 1, 1)

    def index_of(self, day: date) -> int:
        """The number of the period that contains `day`. It is negative before the horizon, and `periods` or more after it."""
        return ((day.year - self.start.year) * 12 + day.month - self.start.month) // MONTHS[self.grain]

    def index_expr(self, day: pl.Expr) -> pl.Expr:
        """The same as `index_of`, as an expression on a column of dates."""
        months = (day.dt.year().cast(pl.Int64) - self.start.year) * 12 + day.dt.month().cast(pl.Int64) - self.start.month
        return months // MONTHS[self.grain]

    def fiscal_year(self, index: int) -> int:
        """The fiscal year to which period `index` is booked."""
        day = self.period_start(index)
        first = day.year if day.month >= self.fiscal_month else day.year - 1
        return first + (1 if self.named_by == "end" and self.fiscal_month > 1 else 0)

    def place_in_year(self, index: int) -> int:
        """The number of periods of its fiscal year that lie before period `index`."""
        return (self.period_start(index).month - self.fiscal_month) % 12 // MONTHS[self.grain]

    def fiscal_year_expr(self, index: pl.Expr) -> pl.Expr:
        """The same as `fiscal_year`, as an expression on a column of period numbers."""
        months = self.start.year * 12 + self.start.month - self.fiscal_month + index * MONTHS[self.grain]
        return months // 12 + (1 if self.named_by == "end" and self.fiscal_month > 1 else 0)

    def fiscal_years(self) -> list[int]:
        """Every fiscal year in which a period of the horizon lies, in order."""
        return sorted({self.fiscal_year(i) for i in range(self.periods)})

    def label(self, index: int) -> str:
        """The name of a period for people: `FY2027-Q1` is a quarter of the fiscal year, `2027-04` a calendar month, and `FY2027`
        a fiscal year.
        """
        day = self.period_start(index)
        if self.grain == "year":
            return f"FY{self.fiscal_year(index)}"
        if self.grain == "quarter":
            return f"FY{self.fiscal_year(index)}-Q{self.place_in_year(index) + 1}"
        return f"{day.year}-{day.month:02d}"

    def span(self, first: int, last: int) -> str:
        """The name of several periods for people, such as `2027-Q1 to 2027-Q2`. The name of a single period is its label."""
        return self.label(first) if first == last else f"{self.label(first)} to {self.label(last)}"

    def frame(self) -> pl.DataFrame:
        """The canonical table `calendar` of the horizon. Working days are Monday to Friday, because public holidays are not
        known.
        """
        starts = [self.period_start(i) for i in range(self.periods + 1)]
        months_in = [(d.month - self.fiscal_month) % 12 for d in starts]
        return pl.DataFrame(
            {
                "period_start": starts[:-1],
                "grain": [self.grain] * self.periods,
                "fiscal_year": [self.fiscal_year(i) for i in range(self.periods)],
                "fiscal_quarter": [m // 3 + 1 for m in months_in[:-1]],
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
