"""Fiscal years of 52 and 53 weeks, against calendars that organisations have published."""

from datetime import date, timedelta

import polars as pl
import pytest

from cutline.contracts.fiscal_years import FiscalYears, WeekYear

# The retail calendar of the National Retail Federation, and the fiscal years of Apple: those that end on the last Saturday of
# September, and give the extra week to the quarter that ends in December.
RETAIL = FiscalYears(2, "start", WeekYear("4-5-4", "saturday", "nearest"))
APPLE = FiscalYears(10, "end", WeekYear("5-4-4", "saturday", "last", long_month=3))
# First and last day of each fiscal year, as a list of Apple's fiscal years gives them (1999 to 2024).
LAST_DAYS_OF_APPLE = (
    "1999-09-25 2000-09-30 2001-09-29 2002-09-28 2003-09-27 2004-09-25 2005-09-24 2006-09-30 2007-09-29 2008-09-27 2009-09-26 2010-09-25 2011-09-24 "
    "2012-09-29 2013-09-28 2014-09-27 2015-09-26 2016-09-24 2017-09-30 2018-09-29 2019-09-28 2020-09-26 2021-09-25 2022-09-24 2023-09-30 2024-09-28"
)
ONE = timedelta(days=1)


def months_of_year(years: FiscalYears, first: int) -> list[tuple[date, date]]:
    """The first and the last day of each month of the fiscal year that begins at a month number."""
    return [(years.first_day(first + n), years.first_day(first + n + 1) - ONE) for n in range(12)]


def test_years_end_on_the_last_saturday_of_september():
    """Twenty-six published year ends; the day after is the first of the next year, which is named by its end."""
    for last in map(date.fromisoformat, LAST_DAYS_OF_APPLE.split()):
        month = APPLE.month_of(last)
        assert (APPLE.year_of(month), APPLE.place_in_year(month)) == (last.year, 11)
        assert (APPLE.year_of(month + 1), APPLE.place_in_year(month + 1)) == (last.year + 1, 0)
        assert APPLE.first_day(month + 1) == last + ONE


def test_the_extra_week_stands_where_it_is_declared():
    """Apple's first quarter of 2023 had fourteen weeks and ended on 31 December 2022; that of 2022 ended on 25 December 2021."""
    of_2023, of_2022 = ((year - 1) * 12 + 9 for year in (2023, 2022))
    assert APPLE.first_day(of_2023 + 3) == date(2023, 1, 1)
    assert APPLE.first_day(of_2022 + 3) == date(2021, 12, 26)
    assert [(last - first).days // 7 + 1 for first, last in months_of_year(APPLE, of_2023)] == [
        5,
        4,
        5,
        5,
        4,
        4,
        5,
        4,
        4,
        5,
        4,
        4,
    ]


def test_the_retail_calendar():
    """Its years of 53 weeks as the federation states them, the end of fiscal 2023, and October 2015 as published."""
    firsts = {year: RETAIL.first_day(year * 12 + 1) for year in range(1999, 2025)}
    assert [year for year in range(2000, 2024) if (RETAIL.first_day(year * 12 + 13) - firsts[year]).days == 371] == [
        2000,
        2006,
        2012,
        2017,
        2023,
    ]
    assert months_of_year(RETAIL, 2023 * 12 + 1)[-1] == (date(2023, 12, 31), date(2024, 2, 3))
    assert firsts[2023] == date(2023, 1, 29)
    assert months_of_year(RETAIL, 2015 * 12 + 1)[8] == (date(2015, 10, 4), date(2015, 10, 31))
    month = RETAIL.month_of(date(2024, 2, 1))
    assert (RETAIL.year_of(month), RETAIL.place_in_year(month)) == (2023, 11)  # the first of February 2024 is in fiscal 2023


@pytest.mark.parametrize(
    "years", [FiscalYears(4, "end"), RETAIL, APPLE, FiscalYears(1, "start", WeekYear("4-4-5", "friday", "last"))]
)
def test_expressions_and_functions_agree_on_every_day(years):
    """Each of 12,000 days lies in its month, months follow each other without a gap, and an unknown day is in none."""
    days = [date(2000, 1, 1) + n * ONE for n in range(12_000)]
    found = pl.DataFrame({"day": [*days, None]}).select(month=years.month_expr(pl.col("day"))).with_columns(
        first=years.first_day_expr(pl.col("month")), year=years.year_expr(pl.col("month"))
    )  # fmt: skip
    months = [years.month_of(day) for day in days]
    assert found["month"].to_list() == [*months, None]
    assert found["first"].to_list() == [*map(years.first_day, months), None]
    assert found["year"].to_list() == [*map(years.year_of, months), None]
    assert all(years.first_day(month) <= day < years.first_day(month + 1) for day, month in zip(days, months, strict=True))


@pytest.mark.parametrize(("pattern", "weeks"), [("4-4-5", [4, 4, 5]), ("4-5-4", [4, 5, 4]), ("5-4-4", [5, 4, 4])])
@pytest.mark.parametrize("ends", ["last", "nearest"])
def test_every_year_has_52_or_53_weeks(pattern, weeks, ends):
    """The months have the weeks of the pattern, but for the month of the extra week; the end of the year is where it is declared."""
    years = FiscalYears(7, "start", WeekYear(pattern, "sunday", ends, long_month=6))
    for year in range(1990, 2060):
        months = months_of_year(years, year * 12 + 6)
        found = [(last - first).days // 7 + 1 for first, last in months]
        usual = weeks * 4
        assert found in (usual, [*usual[:5], usual[5] + 1, *usual[6:]])
        last = months[-1][1]
        assert last.weekday() == 6
        away = (date(year + 1, 6, 30) - last).days
        assert 0 <= away <= 6 if ends == "last" else -3 <= away <= 3


def test_days_far_away_stay_in_order():
    """A deadline that means never lies after everything, also in years of weeks."""
    assert RETAIL.month_of(date(9999, 1, 1)) > RETAIL.month_of(date(2200, 1, 1)) > RETAIL.month_of(date(1900, 1, 1))
