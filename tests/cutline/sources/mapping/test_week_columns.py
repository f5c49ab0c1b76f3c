"""The headers of a wide layout that are weeks."""

from datetime import date, timedelta

import pytest

from cutline.settings.sources import Source
from cutline.sources.mapping.week_columns import week_day


@pytest.mark.parametrize(
    ("labels", "formats", "expected"),
    [
        (["2027-03-22", "2027-03-29"], [], "first"),
        (["29-Mar-27", "05-Apr-27", "19-Apr-27"], ["%d-%b-%y"], "first"),  # a week is left out
        (["22/03/2027", "29/03/2027"], ["%d/%m/%Y"], "first"),
        (["2027-02-01", "2027-03-01"], [], None),  # months that begin on the same weekday
        (["2027-03-22"], [], None),
        (["2027-03-22", "2027-03-29", "2027-04-01"], [], None),
        (["2027-03", "2027-04"], ["%Y-%m"], None),
        (["2027-03-22", "total"], [], None),
    ],
)
def test_weeks_are_days_seven_apart(labels, formats, expected):
    """All labels are days, whole weeks apart, two of them by one week; from Monday on they begin their week."""
    feed = {"table": "cost_lines", "unpivot": {"columns": "(.*)", "name_to": "period_start", "value_to": "amount"}}
    if formats:
        feed["columns"] = {"period_start": {"from": "period_start", "formats": formats}}
    source = Source.model_validate({"name": "s", "files": "f", "feeds": [feed], "two_digit_years_from": 2000})
    assert week_day(labels, labels, source.feeds[0], source) == expected
    other = {**feed, "unpivot": {**feed["unpivot"], "name_to": "cost_type"}}
    source = Source.model_validate({"name": "s", "files": "f", "feeds": [other], "two_digit_years_from": 2000})
    assert week_day(labels, labels, source.feeds[0], source) is None


@pytest.mark.parametrize(
    ("before", "day", "expected"),
    [
        ("w/c ", "2027-03-28", "first"),  # a Sunday that begins its week
        ("w/e ", "2027-04-02", "last"),
        ("Week ending ", "2027-04-04", "last"),
        ("Week commencing ", "2027-03-29", "first"),
        ("", "2027-04-02", "asked"),  # a Friday: who would begin a week with it?
        ("", "2027-04-04", "asked"),
        ("", "2027-03-29", "first"),
    ],
)
def test_the_header_says_which_day_of_the_week_it_names(before, day, expected):
    """Without a word, a day from Monday to Thursday begins its week, and any other is asked about."""
    later = (date.fromisoformat(day) + timedelta(days=7)).isoformat()
    feed = {"table": "cost_lines", "unpivot": {"columns": f"{before}(.*)", "name_to": "period_start", "value_to": "amount"}}
    source = Source.model_validate({"name": "s", "files": "f", "feeds": [feed]})
    assert week_day([before + day, before + later], [day, later], source.feeds[0], source) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Week", "first"), ("Week ending", "last"), ("w/c", "first"), ("Month", None), ("Date", None), ("Weekend rate", None)],
)
def test_a_column_of_weeks_says_so_in_its_header(header, expected):
    """In a layout of one row for each week, the header of the column of periods speaks of weeks, or it is none."""
    source = Source.model_validate(
        {"name": "s", "files": "f", "feeds": [{"table": "demand", "columns": {"period_start": header}}]}
    )
    assert week_day([header], [], source.feeds[0], source) == expected
