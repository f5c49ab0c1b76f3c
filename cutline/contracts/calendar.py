"""Periods and fiscal years. A period is named by its first day and numbered from the start of the horizon (0, 1, ...)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from cutline.errors import Finding, SettingsError

Grain = Literal["month", "quarter", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """The planning horizon: `periods` periods of `grain` from `start`, and the fiscal year they are booked to.

    fiscal_month: the month a fiscal year starts in (1 to 12). named_by: a fiscal year is called by the calendar year it starts or ends in.
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
        """First day of period `index` (may lie outside the horizon)."""
        months = self.start.year * 12 + self.start.month - 1 + index * MONTHS[self.grain]
        return date(months // 12, months % 12 + 1, 1)

    def index_of(self, day: date) -> int:
        """Number of the period that holds `day`: negative before the horizon, `periods` or more after it."""
        return ((day.year - self.start.year) * 12 + day.month - self.start.month) // MONTHS[self.grain]

    def index_expr(self, day: pl.Expr) -> pl.Expr:
        """`index_of` as an expression on a date column."""
        months = (day.dt.year().cast(pl.Int64) - self.start.year) * 12 + day.dt.month().cast(pl.Int64) - self.start.month
        return months // MONTHS[self.grain]

    def fiscal_year(self, index: int) -> int:
        """The fiscal year that period `index` is booked to."""
        day = self.period_start(index)
        first = day.year if day.month >= self.fiscal_month else day.year - 1
        return first + (1 if self.named_by == "end" and self.fiscal_month > 1 else 0)

    def place_in_year(self, index: int) -> int:
        """How many periods of its fiscal year lie before period `index`."""
        return (self.period_start(index).month - self.fiscal_month) % 12 // MONTHS[self.grain]

    def fiscal_year_expr(self, index: pl.Expr) -> pl.Expr:
        """`fiscal_year` as an expression on a column of period numbers."""
        months = self.start.year * 12 + self.start.month - self.fiscal_month + index * MONTHS[self.grain]
        return months // 12 + (1 if self.named_by == "end" and self.fiscal_month > 1 else 0)

    def fiscal_years(self) -> list[int]:
        """Every fiscal year the horizon touches, in order."""
        return sorted({self.fiscal_year(i) for i in range(self.periods)})

    def label(self, index: int) -> str:
        """A period's name for people: `2027-Q1`, `2027-04`, `FY2027`."""
        day = self.period_start(index)
        if self.grain == "year":
            return f"FY{self.fiscal_year(index)}"
        if self.grain == "quarter" and (day.month - 1) % 3 == 0:
            return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
        return f"{day.year}-{day.month:02d}"

    def span(self, first: int, last: int) -> str:
        """Several periods for people: `2027-Q1 to 2027-Q2`; of one its label."""
        return self.label(first) if first == last else f"{self.label(first)} to {self.label(last)}"

    def frame(self) -> pl.DataFrame:
        """The canonical `calendar` table for the horizon. Working days are Monday to Friday; public holidays are not known here."""
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
