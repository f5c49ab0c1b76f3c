"""Amounts are spread over months by working days, and sum exactly to what the schedule states."""

from datetime import date

import pytest

from cutline.sources.formats.schedules.records import Assignment
from cutline.sources.formats.schedules.spreading import first_month, spread_over_months, working_days


def assignment(start: date | None, finish: date | None) -> Assignment:
    """Work between two days."""
    return Assignment("P", "R", "labour", None, None, None, None, start, finish)


@pytest.mark.parametrize(
    ("start", "finish", "days"),
    [
        (date(2027, 1, 4), date(2027, 1, 8), 5),  # Monday to Friday
        (date(2027, 1, 2), date(2027, 1, 3), 0),  # a weekend
        (date(2027, 1, 1), date(2027, 1, 31), 21),
        (date(2027, 1, 8), date(2027, 1, 4), 0),
    ],
)
def test_working_days_are_counted_from_monday_to_friday(start, finish, days):
    """Both days count; nothing lies between a day and an earlier one."""
    assert working_days(start, finish) == days


def test_an_amount_is_spread_by_working_days():
    """From Friday 29 January to Tuesday 2 February 2027: one working day in January and two in February, so 10 cents are 3
    and 7.
    """
    parts = spread_over_months(assignment(date(2027, 1, 29), date(2027, 2, 2)), 10)
    assert parts == [("2027-01-01", 3), ("2027-02-01", 7)]
    assert spread_over_months(assignment(date(2027, 1, 29), date(2027, 2, 2)), -10) == [("2027-01-01", -3), ("2027-02-01", -7)]


def test_amounts_without_days_are_not_lost():
    """Without dates there is no month; over a weekend the month has the whole amount; nothing makes no row."""
    assert spread_over_months(assignment(None, None), 10) == [("", 10)]
    assert spread_over_months(assignment(date(2027, 1, 2), date(2027, 1, 3)), 10) == [("2027-01-01", 10)]
    assert spread_over_months(assignment(None, date(2027, 3, 9)), 10) == [("2027-03-01", 10)]
    assert spread_over_months(assignment(date(2027, 1, 2), date(2027, 1, 3)), 0) == []
    assert first_month(assignment(None, date(2027, 3, 9))) == "2027-03-01"


def test_a_schedule_of_centuries_keeps_its_amount(monkeypatch):
    """After the largest number of months it ends, with all of its amount."""
    monkeypatch.setattr("cutline.sources.formats.schedules.spreading.MONTHS_MAX", 2)
    parts = spread_over_months(assignment(date(2027, 1, 1), date(9999, 1, 1)), 41)
    assert parts == [("2027-01-01", 21), ("2027-02-01", 20)]
