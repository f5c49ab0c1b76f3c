"""Dates by declared formats: each text is the day that was meant, or it is bad."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from cutline.settings.loading import settings_from
from cutline.sources.dating.dates import are_in_years, in_years
from tests.cutline.folder_tables import tables_of_folder
from tests.cutline.sources.reading_exports import (
    PROJECTS,
    read_file,
)
from tests.cutline.sources.typed_rows.reading_cells import CASES, DAY, declared_source, read_cells

FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d.%m.%y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y", "%Y%m%d", "%d-%b-%y"]


@pytest.mark.parametrize("form", FORMATS)
def test_dates_come_back(form):
    """10,000 days in each format; two-digit years in their declared window."""
    rng = random.Random(form)
    first, span = (date(1990, 1, 1), 36_500) if "%y" in form else (date(1900, 1, 1), 109_000)
    days = [first + timedelta(days=rng.randrange(span)) for _ in range(CASES)]
    found = read_cells(DAY, [day.strftime(form) for day in days], declared_source(date_formats=[form], two_digit_years_from=1990))
    assert found["value"].to_list() == days


@pytest.mark.parametrize(
    ("start", "expected"), [(1930, [1989, 1990, 1930, 2029]), (1990, [2089, 1990, 2030, 2029]), (1999, [2089, 2090, 2030, 2029])]
)
def test_two_digit_years_lie_in_the_hundred_years_declared(start, expected):
    """89, 90, 30 and 29 under three windows."""
    found = read_cells(
        DAY,
        ["01.01.89", "01.01.90", "01.01.30", "01.01.29"],
        declared_source(date_formats=["%d.%m.%y"], two_digit_years_from=start),
    )
    assert [day.year for day in found["value"]] == expected


@pytest.mark.parametrize(
    ("form", "text", "first", "last"),
    [
        ("%B %Y", "February 2028", date(2028, 2, 1), date(2028, 2, 29)), ("%b-%y", "Feb-27", date(2027, 2, 1), date(2027, 2, 28)),
        ("%b %Y", "Sept 2027", date(2027, 9, 1), date(2027, 9, 30)), ("%Y-Q%q", "2027-Q2", date(2027, 4, 1), date(2027, 6, 30)),
        ("%Y", "2027", date(2027, 1, 1), date(2027, 12, 31)), ("%Y-%y", "2027-28", date(2027, 4, 1), date(2028, 3, 31)),
        ("%Y/%Y", "2027/2028", date(2027, 4, 1), date(2028, 3, 31)), ("%Y-%y", "1999-00", date(1999, 4, 1), date(2000, 3, 31)),
        ("Q%q %Y/%y", "Q4 2027/28", date(2028, 1, 1), date(2028, 3, 31)), ("Q%q %Y/%y", "Q1 2027/28", date(2027, 4, 1), date(2027, 6, 30)),
        ("%Y-%y", "2027-29", None, None), ("%B %Y", "Smarch 2027", None, None), ("%Y-Q%q", "2027-Q5", None, None), ("%m/%Y", "13/2027", None, None),
        ("excel", "46419", date(2027, 2, 1), date(2027, 2, 1)), ("excel1904", "44957", date(2027, 2, 1), date(2027, 2, 1)), ("excel", "1", None, None), ("%d.%m.%y", "31.02.27", None, None), ("%d.%m.%y", "1.2.27", date(2027, 2, 1), date(2027, 2, 1)),
        ("excel", "46419.5", None, None),
        ("%P.%Y", "1.2027", date(2027, 4, 1), date(2027, 4, 30)), ("%P.%Y", "012.2027", date(2028, 3, 1), date(2028, 3, 31)),
        ("P%m.%Y", "P03.2027", date(2027, 6, 1), date(2027, 6, 30)), ("%Y.%P", "2027.03", date(2027, 6, 1), date(2027, 6, 30)),
        ("%Y%P", "2027010", date(2028, 1, 1), date(2028, 1, 31)), ("%P.%Y", "13.2027", None, None), ("%P.%Y", "1.202", None, None),
        ("%Y.%P", "2027.1", None, None), ("%Y.%m", "2027.1", None, None), ("%Y.%m", "2027.10", date(2027, 10, 1), date(2027, 10, 31)),
    ],
)  # fmt: skip
def test_a_month_a_quarter_or_a_fiscal_year_stands_for_the_day_declared(form, text, first, last):
    """The first or the last of it, the fiscal year from April; what does not add up is bad."""
    settings = settings_from({"calendar": {"fiscal_year_starts_month": 4}})
    for day, means in ((first, "first_day"), (last, "last_day")):
        found = read_cells(
            DAY, [text], declared_source(date_formats=[form], imprecise_dates=means, two_digit_years_from=1990), settings=settings
        )
        assert (found["value"].item(), found["is_bad"].item()) == (day, day is None)


@pytest.mark.parametrize(
    ("form", "text", "starts", "named_by", "day"),
    [
        ("FY%y Q%q", "FY27 Q1", 10, "end", date(2026, 10, 1)), ("FY%y Q%q", "FY27 Q4", 10, "end", date(2027, 7, 1)),
        ("FY%y Q%q", "FY27 Q1", 4, "start", date(2027, 4, 1)), ("FY%Y", "FY2027", 4, "start", date(2027, 4, 1)),
        ("FY%Y", "FY2027", 4, "end", date(2026, 4, 1)), ("FY%Y", "FY2027", 1, "end", date(2027, 1, 1)),
        ("FYE %Y", "FYE 2027", 4, "start", date(2026, 4, 1)), ("Q%qFY%y", "Q2FY27", 7, "start", date(2027, 10, 1)),
        ("%b FY%y", "Jan FY27", 4, "start", date(2028, 1, 1)), ("%b FY%y", "May FY27", 4, "end", date(2026, 5, 1)),
        ("Fiscal Year %Y", "Fiscal Year 2027", 7, "end", date(2026, 7, 1)),
        ("P%m %Y/%y", "P01 2027/28", 4, "start", date(2027, 4, 1)), ("P%m %Y/%y", "P12 2027/28", 4, "end", date(2028, 3, 1)),
        ("P%m %Y/%y", "P13 2027/28", 4, "start", None), ("P%m %Y/%y", "P00 2027/28", 4, "start", None),
        ("%YP%m", "2027P10", 4, "start", date(2028, 1, 1)), ("%Y-P%m", "2027-P10", 4, "end", date(2027, 1, 1)),
        ("Period %m, %Y", "Period 3, 2027", 1, "start", date(2027, 3, 1)),
        ("%Y-Q%q", "2027-Q1", 4, "start", date(2027, 1, 1)), ("%Y-%m", "2027-01", 4, "end", date(2027, 1, 1)),  # of the calendar
        ("Sep %m/%Y", "Sep 09/2027", 4, "start", date(2027, 9, 1)), ("up to %m/%Y", "up to 09/2027", 4, "end", date(2027, 9, 1)),
    ],
)  # fmt: skip
def test_fiscal_years_and_posting_periods_follow_the_fiscal_calendar(form, text, starts, named_by, day):
    """The year after FY is named by its start or its end, as the calendar says; the first posting period is its first month."""
    settings = settings_from({"calendar": {"fiscal_year_starts_month": starts, "fiscal_year_named_by": named_by}})
    found = read_cells(DAY, [text], declared_source(date_formats=[form], two_digit_years_from=2000), settings=settings)
    assert (found["value"].item(), found["is_bad"].item()) == (day, day is None)


@pytest.mark.parametrize(
    ("name", "days", "bad"),
    [
        ("fiscal_period_p01", [date(2027, 4, 1), date(2028, 3, 1)], ["P13 2027/28"]),
        ("fiscal_quarter_fy_label", [date(2026, 10, 1), date(2027, 7, 1)], []),
        ("fy_quarter_named_start_apr", [date(2027, 4, 1), date(2028, 1, 1), date(2027, 4, 1)], []),
    ],
)
def test_fiscal_labels_that_were_read_as_another_year(shared_data, name, days, bad):
    """Cost lines by posting period and by quarter of a fiscal year; a period that closes the year is not guessed."""
    _, tables, found = tables_of_folder(shared_data / "found" / name, "cost_lines")
    assert tables["cost_lines"]["period_start"].to_list() == days
    assert found["found"].to_list() == bad


@pytest.mark.parametrize(
    ("form", "text", "day", "starts"),
    [
        ("%Y-%m-%dT%H:%M:%S%z", "2027-02-01T00:30:00+0200", date(2027, 2, 1), 1), ("%Y-%m-%dT%H:%M:%S%z", "2027-02-01T00:30:00Z", date(2027, 2, 1), 1),
        ("%b %Y-%y", "Jan 2023-24", date(2024, 1, 1), 4), ("%b %Y-%y", "May 2023-24", date(2023, 5, 1), 4), ("%Y-%y", "2023-24", None, 1),
        ("%d/%m/%y %H:%M", "05/02/27 10:15", date(2027, 2, 5), 1), ("%Y%m%d", "2027111", None, 1), ("%Y%m%d", "20270111", date(2027, 1, 11), 1),
        ("excel", "46k", None, 1),
    ],
)  # fmt: skip
def test_dates_that_were_read_as_another_day(tmp_path, form, text, day, starts):
    """An offset, a month within a fiscal year, a time after two digits, digits that could be two days."""
    accepted, bad, _ = read_file(tmp_path, f"{PROJECTS[:-1]},deadline\nP,N,idea,{text}\n", "projects", date_formats=[form], two_digit_years_from=1990,
                            calendar={"fiscal_year_starts_month": starts})  # fmt: skip
    assert (accepted["deadline"].to_list() if day else bad["found"].to_list()) == [day or text]


@pytest.mark.parametrize("form", ["%G-W%V", "W%V/%G", "KW %V %g"])
def test_iso_weeks_are_read_by_their_year(form):
    """Every week of 30 years, among them those of 53 weeks; the calendar of Python is the judge."""
    weeks = sorted({day.isocalendar()[:2] for day in (date(2000, 1, 1) + timedelta(days=n) for n in range(30 * 365))})
    texts = [form.replace("%G", str(year)).replace("%V", f"{week:02}").replace("%g", f"{year % 100:02}") for year, week in weeks]
    source = {"date_formats": [form], "two_digit_years_from": 1990}
    assert read_cells(DAY, texts, declared_source(**source))["value"].to_list() == [
        date.fromisocalendar(*week, 1) for week in weeks
    ]
    last = declared_source(**source, imprecise_dates="last_day")
    assert read_cells(DAY, texts, last)["value"].to_list() == [date.fromisocalendar(*week, 7) for week in weeks]


def test_weeks_that_a_year_does_not_have_are_bad():
    """2027 has 52 weeks and 2026 has 53; a weekday is one of seven."""
    found = read_cells(DAY, ["2027-W53", "2026-W53", "2027-W00", "2027-W5"], declared_source(date_formats=["%G-W%V"]))
    assert found["value"].to_list() == [None, date(2026, 12, 28), None, date(2027, 2, 1)]
    found = read_cells(DAY, ["2027-W05-3", "2027-W05-8"], declared_source(date_formats=["%G-W%V-%u"]))
    assert found["value"].to_list() == [date(2027, 2, 3), None]


RETAIL = {
    "calendar": {
        "weeks": "4-5-4",
        "year_ends": "nearest",
        "fiscal_year_starts_month": 2,
        "horizon_start": "2023-01-29",
        "grain": "month",
    }
}


@pytest.mark.parametrize(
    ("form", "text", "first", "last"),
    [
        ("P%m FY%y", "P12 FY23", date(2023, 12, 31), date(2024, 2, 3)), ("P%m FY%y", "P01 FY24", date(2024, 2, 4), date(2024, 3, 2)),
        ("FY%Y Q%q", "FY2023 Q4", date(2023, 10, 29), date(2024, 2, 3)), ("FY%Y", "FY2023", date(2023, 1, 29), date(2024, 2, 3)),
        ("FY%Y %b", "FY2015 Oct", date(2015, 10, 4), date(2015, 10, 31)), ("FY%Y %b", "FY2023 Jan", date(2023, 12, 31), date(2024, 2, 3)),
        ("%P.%Y", "012.2023", date(2023, 12, 31), date(2024, 2, 3)), ("%Y-%m-%d", "2024-02-01", date(2024, 2, 1), date(2024, 2, 1)),
        ("%Y-%m", "2024-02", date(2024, 2, 1), date(2024, 2, 29)), ("P%m FY%y", "P13 FY23", None, None),
    ],
)  # fmt: skip
def test_labels_of_fiscal_months_are_exact_days_in_years_of_weeks(form, text, first, last):
    """Fiscal labels follow the declared calendar, and labels of the calendar stay those of the calendar."""
    for day, means in ((first, "first_day"), (last, "last_day")):
        source = declared_source(date_formats=[form], imprecise_dates=means, two_digit_years_from=2000)
        assert read_cells(DAY, [text], source, settings=settings_from(RETAIL))["value"].to_list() == [day]


@pytest.mark.parametrize(
    ("days", "are"),
    [([date(1900, 1, 1), date(2200, 12, 31), None], True), ([date(1899, 12, 31)], False), ([date(2201, 1, 1), date(2027, 1, 1)], False), ([None], True), ([], True)],
)  # fmt: skip
def test_a_look_at_a_column_of_dates_agrees_with_a_look_at_each(days, are):
    """The first and the last day of the years, the days beside them, and no day."""
    found = pl.Series(days, dtype=pl.Date)
    assert are_in_years(found) is are
    assert pl.select(in_years(pl.lit(found))).to_series().equals(found) is are
