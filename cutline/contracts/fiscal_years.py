"""Fiscal years and their months: of calendar months, or of whole weeks by the pattern 4-4-5, 4-5-4 or 5-4-4.

A month of a fiscal year is known by its month number: twelve times its calendar year plus its calendar month less one. In a
year of weeks, a fiscal month has the number of the calendar month that it stands for, and its exact days differ.
"""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, get_args

import polars as pl

WeekPattern = Literal["4-4-5", "4-5-4", "5-4-4"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
MONTHS_IN_YEAR = 12
# The years for which months of weeks are known. Days outside them count as the nearest of these months.
FIRST_YEAR, LAST_YEAR = 1800, 2300


@dataclass(frozen=True)
class WeekYear:
    """How a fiscal year of 52 or 53 weeks is laid out.

    pattern: the number of weeks in the three months of each quarter. last_day: the weekday on which the year ends. ends:
    whether the year ends on the last such day of its last calendar month, or on the one nearest to the end of that month.
    long_month: the fiscal month (1 to 12) that has the 53rd week.
    """

    pattern: WeekPattern
    last_day: Weekday = "saturday"
    ends: Literal["last", "nearest"] = "last"
    long_month: int = 12

    def closing_day(self, month: int) -> date:
        """The last day of a fiscal year whose last month has the given month number."""
        year, at = divmod(month, MONTHS_IN_YEAR)
        end = date(year, at + 1, monthrange(year, at + 1)[1])
        latest = end + timedelta(days=3) if self.ends == "nearest" else end
        return latest - timedelta(days=(latest.weekday() - WEEKDAYS.index(self.last_day)) % 7)

    def weeks(self, in_year: int) -> list[int]:
        """The number of weeks of each fiscal month. in_year: of the whole year, 52 or 53."""
        found = [int(each) for each in self.pattern.split("-")] * 4
        found[self.long_month - 1] += in_year - sum(found)
        return found


@dataclass(frozen=True)
class FiscalYears:
    """The fiscal years of an organisation.

    first_month: the calendar month in which a fiscal year starts (1 to 12); a year of weeks starts within a week of its first
    day. named_by: whether a fiscal year is named after the calendar year in which it starts or in which it ends. weeks: the
    layout of years of whole weeks; null if fiscal months are calendar months.
    """

    first_month: int = 1
    named_by: Literal["start", "end"] = "start"
    weeks: WeekYear | None = None

    def first_day(self, month: int) -> date:
        """The first day of the fiscal month with a month number."""
        if self.weeks is None:
            return date(month // MONTHS_IN_YEAR, month % MONTHS_IN_YEAR + 1, 1)
        starts = _month_starts(self.first_month, self.weeks)
        return starts[min(max(month - self._first_known, 0), len(starts) - 1)]

    def month_of(self, day: date) -> int:
        """The month number of the fiscal month that contains a day."""
        if self.weeks is None:
            return day.year * MONTHS_IN_YEAR + day.month - 1
        return self._first_known + max(bisect_right(_month_starts(self.first_month, self.weeks), day) - 1, 0)

    def month_expr(self, day: pl.Expr) -> pl.Expr:
        """The same as `month_of`, as an expression on a column of dates; null for null."""
        if self.weeks is None:
            return day.dt.year().cast(pl.Int64) * MONTHS_IN_YEAR + day.dt.month().cast(pl.Int64) - 1
        return day.map_batches(self._months_of, return_dtype=pl.Int64, is_elementwise=True)

    def first_day_expr(self, month: pl.Expr) -> pl.Expr:
        """The same as `first_day`, as an expression on a column of month numbers; null for null."""
        return month.map_elements(self.first_day, return_dtype=pl.Date)

    def year_of(self, month: int) -> int:
        """The name of the fiscal year in which the fiscal month with a month number lies."""
        return (month - self.first_month + 1) // MONTHS_IN_YEAR + self._named_later

    def year_expr(self, month: pl.Expr) -> pl.Expr:
        """The same as `year_of`, as an expression on a column of month numbers."""
        return (month - self.first_month + 1) // MONTHS_IN_YEAR + self._named_later

    def place_in_year(self, month: int) -> int:
        """The number of months of its fiscal year that lie before a month."""
        return (month - self.first_month + 1) % MONTHS_IN_YEAR

    @property
    def _named_later(self) -> int:
        return 1 if self.named_by == "end" and self.first_month > 1 else 0

    @property
    def _first_known(self) -> int:
        return FIRST_YEAR * MONTHS_IN_YEAR + self.first_month - 1

    def _months_of(self, days: pl.Series) -> pl.Series:
        assert self.weeks is not None
        starts = pl.Series(_month_starts(self.first_month, self.weeks), dtype=pl.Date)
        places = starts.to_physical().search_sorted(days.to_physical().fill_null(0), side="right").cast(pl.Int64) - 1
        months = places.clip(lower_bound=0) + self._first_known
        return pl.DataFrame({"day": days, "month": months}).select(pl.when(pl.col("day").is_not_null()).then("month")).to_series()


@cache
def _month_starts(first_month: int, weeks: WeekYear) -> list[date]:
    """The first day of every fiscal month from FIRST_YEAR on."""
    starts = []
    for year in range(FIRST_YEAR, LAST_YEAR):
        month = year * MONTHS_IN_YEAR + first_month - 1
        day = weeks.closing_day(month - 1) + timedelta(days=1)
        in_year = (weeks.closing_day(month + MONTHS_IN_YEAR - 1) - day).days // 7 + 1
        for number in weeks.weeks(in_year):
            starts.append(day)
            day += timedelta(days=7 * number)
    return starts
