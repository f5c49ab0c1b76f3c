"""Days fall into the right periods, and periods into the right fiscal years."""

from datetime import date

import polars as pl
import pytest

from cutline.contracts.calendar import Calendar
from cutline.contracts.fiscal_years import WeekYear
from cutline.errors import SettingsError

APRIL = Calendar("quarter", date(2027, 4, 1), 6, 4, "end")


@pytest.mark.parametrize(
    ("day", "index"),
    [(date(2027, 4, 1), 0), (date(2027, 6, 30), 0), (date(2027, 7, 1), 1), (date(2027, 3, 31), -1), (date(2026, 3, 31), -5)],
)
def test_a_day_falls_into_its_period(day, index):
    """Numbers are negative before the horizon, and the expression agrees with the function."""
    assert APRIL.index_of(day) == index
    assert pl.select(APRIL.index_expr(pl.lit(day))).item() == index


def test_fiscal_years_by_start_and_by_end():
    """A fiscal year from April to March is named by the year in which it starts or ends. The expression agrees with the function
    before, within and after the horizon.
    """
    by_start = Calendar("quarter", date(2027, 4, 1), 6, 4, "start")
    assert APRIL.fiscal_years() == [2028, 2029]
    assert by_start.fiscal_years() == [2027, 2028]
    for calendar in (APRIL, by_start, Calendar("month", date(2027, 1, 1), 12)):
        for index in range(-9, 20):
            assert pl.select(calendar.fiscal_year_expr(pl.lit(index))).item() == calendar.fiscal_year(index)


@pytest.mark.parametrize(
    ("grain", "start", "month"),
    [("quarter", date(2027, 2, 1), 1), ("year", date(2027, 1, 1), 4), ("month", date(2027, 1, 15), 1)],
)
def test_a_horizon_that_cuts_a_period_is_refused(grain, start, month):
    """A period may not lie in two fiscal years."""
    with pytest.raises(SettingsError, match="horizon_start"):
        Calendar(grain, start, 4, month)


def test_the_canonical_table_has_a_row_a_period():
    """Working days are Monday to Friday: April to June 2027 has 65 of them."""
    frame = APRIL.frame()
    assert frame.height == 6
    assert frame["working_days"][0] == 65
    assert frame["fiscal_quarter"].to_list() == [1, 2, 3, 4, 1, 2]


@pytest.mark.parametrize(
    ("grain", "start", "fiscal_month", "named_by", "names"),
    [
        ("quarter", date(2027, 1, 1), 1, "start", ["FY2027-Q1", "FY2027-Q2"]),
        ("quarter", date(2027, 4, 1), 4, "start", ["FY2027-Q1", "FY2027-Q2"]),  # not the second quarter of the calendar
        ("quarter", date(2027, 4, 1), 4, "end", ["FY2028-Q1", "FY2028-Q2"]),
        ("quarter", date(2027, 2, 1), 2, "start", ["FY2027-Q1", "FY2027-Q2"]),
        ("year", date(2027, 4, 1), 4, "start", ["FY2027", "FY2028"]),
        ("month", date(2027, 4, 1), 4, "start", ["2027-04", "2027-05"]),
    ],
)
def test_a_quarter_is_named_after_its_fiscal_year(grain, start, fiscal_month, named_by, names):
    """Money is booked by fiscal year, so a quarter has the name of the year in which its money is booked."""
    calendar = Calendar(grain, start, 2, fiscal_month, named_by)
    assert [calendar.label(i) for i in range(2)] == names


RETAIL_2023 = WeekYear("4-5-4", "saturday", "nearest")


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_periods_of_weeks(grain):
    """Fiscal 2023 of the retail calendar has 53 weeks and ends on 3 February 2024; functions and expressions agree on each day."""
    step = {"month": 1, "quarter": 3, "year": 12}[grain]
    calendar = Calendar(grain, date(2023, 1, 29), 24 // step, 2, "start", RETAIL_2023)
    last_of_year = 12 // step - 1
    assert calendar.period_start(last_of_year + 1) == date(2024, 2, 4)
    assert calendar.index_of(date(2024, 2, 3)) == last_of_year
    assert [calendar.fiscal_year(i) for i in (-1, 0, last_of_year, last_of_year + 1)] == [2022, 2023, 2023, 2024]
    assert calendar.fiscal_years() == [2023, 2024]
    assert calendar.place_in_year(last_of_year) == last_of_year
    days = pl.date_range(date(2022, 1, 1), date(2026, 1, 1), eager=True)
    found = pl.DataFrame({"day": days}).select(calendar.index_expr(pl.col("day")))["day"].to_list()
    assert found == [calendar.index_of(day) for day in days]
    assert [calendar.period_start(index) for index in sorted(set(found))] == sorted(
        calendar.period_start(index) for index in set(found)
    )


def test_the_frame_and_the_names_of_periods_of_weeks():
    """The last month of fiscal 2023 has five weeks instead of four; a fiscal month is not called by a calendar month."""
    calendar = Calendar("month", date(2023, 1, 29), 13, 2, "start", RETAIL_2023)
    frame = calendar.frame()
    assert frame["working_days"].to_list() == [20, 25, 20, 20, 25, 20, 20, 25, 20, 20, 25, 25, 20]
    assert frame["fiscal_quarter"].to_list() == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 1]
    assert frame["fiscal_year"].to_list() == [2023] * 12 + [2024]
    assert (calendar.label(0), calendar.label(11), calendar.label(12)) == ("FY2023-P01", "FY2023-P12", "FY2024-P01")
    assert Calendar("quarter", date(2023, 1, 29), 4, 2, "start", RETAIL_2023).label(3) == "FY2023-Q4"


def test_a_horizon_that_cuts_a_month_of_weeks_is_refused():
    """The message names a day that would do."""
    with pytest.raises(SettingsError, match="the first day of a month of that fiscal year, such as 2024-02-04"):
        Calendar("month", date(2024, 2, 5), 4, 2, "start", RETAIL_2023)
