"""Figures by calendar month where fiscal years have whole weeks."""

import pytest

from cutline.errors import SettingsError, SourceError
from cutline.settings.loading import settings_from
from tests.cutline.sources.reading_exports import read_file

RETAIL = {
    "weeks": "4-5-4",
    "year_ends": "nearest",
    "fiscal_year_starts_month": 2,
    "horizon_start": "2023-01-29",
    "grain": "month",
}
COLUMNS = {"kind": {"value": "plan"}, "cost_class": {"value": "capex"}}


def days_read(folder, days: list[str], **rest) -> list[str]:
    """The days of cost lines by row."""
    text = "project_id,period_start,amount\n" + "".join(f"P,{day},5\n" for day in days)
    return sorted(map(str, read_file(folder, text, columns=COLUMNS, **rest)[0]["period_start"]))


def test_days_that_stand_for_calendar_months_are_asked_about(tmp_path):
    """The first of February 2024 lies in fiscal January 2023, so a plan of months would be a year early."""
    with pytest.raises(SourceError) as refused:
        days_read(tmp_path, ["2024-02-01", "2024-03-01"], calendar=RETAIL)
    (finding,) = refused.value.findings
    assert finding.where == "f.csv (source s, table cost_lines)"
    assert finding.found == "periods that all begin a calendar month, such as 2024-02-01, which begins no fiscal month"
    assert "first_of_month = 'day'" in finding.action
    unpivot = {"columns": r"\d{4}-\d\d-01", "name_to": "period_start", "value_to": "amount"}
    with pytest.raises(SourceError, match="begins no fiscal month"):
        read_file(tmp_path, "project_id,2024-02-01,2024-03-01\nP,5,5\n", columns=COLUMNS, unpivot=unpivot, calendar=RETAIL)


@pytest.mark.parametrize("days", [["2024-02-01"], ["2024-02-01", "2024-03-04"], ["2024-02-04", "2024-03-03"]])
def test_days_that_may_be_days_are_read(tmp_path, days):
    """One day, days of any kind, and the first days of fiscal months."""
    assert days_read(tmp_path, days, calendar=RETAIL) == days


def test_a_person_may_say_that_they_are_days(tmp_path):
    """So is every calendar whose fiscal months are calendar months."""
    days = ["2024-02-01", "2024-03-01"]
    assert days_read(tmp_path, days) == days
    feed = {"table": "cost_lines", "columns": COLUMNS, "first_of_month": "day"}
    assert days_read(tmp_path, days, calendar=RETAIL, feeds=[feed]) == days


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"feeds": [{"table": "cost_lines"}], "date_formats": ["%Y-%m"]}, "the format '%Y-%m' of period_start, which names a calendar month"),
        ({"feeds": [{"table": "cost_lines"}], "date_formats": ["%Y-Q%q"]}, "the format '%Y-Q%q' of period_start"),
        ({"feeds": [{"table": "evm"}]}, "figures by calendar month"),
        ({"feeds": [{"table": "demand"}], "format": "xer"}, "figures by calendar month"),
    ],
)  # fmt: skip
def test_settings_that_name_calendar_months_are_refused(source, said):
    """A message that names the feed; the same source is fine with calendar months, and so are other tables."""
    raw = {"sources": [{"name": "s", "files": "f*", **source}]}
    with pytest.raises(SettingsError, match="source s, feed") as refused:
        settings_from({**raw, "calendar": RETAIL})
    assert said in str(refused.value)
    settings_from(raw)
    other = {"name": "s", "files": "f*", "feeds": [{"table": "projects"}], "date_formats": ["%Y-%m"]}
    for form in ("%G-W%V", "P%m FY%Y", "%P.%Y"):
        weekly = {"name": "w", "files": "g*", "feeds": [{"table": "cost_lines"}], "date_formats": [form]}
        settings_from({"sources": [other, weekly], "calendar": RETAIL})
