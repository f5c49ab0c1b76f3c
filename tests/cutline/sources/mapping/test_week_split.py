"""A week that lies in two months belongs to both, by its working days."""

from datetime import date, timedelta

import polars as pl
import pytest

from cutline.errors import SourceError
from tests.cutline.folder_tables import tables_of_folder
from tests.cutline.sources.reading_exports import read_file

UNPIVOT = {"columns": r"w/c (\d{4}-\d\d-\d\d)", "name_to": "period_start", "value_to": "amount"}
MAPPED = {"cost_class": {"value": "capex"}, "kind": {"value": "plan"}, "project_id": "Project"}


def weekly(folder, starts: list[date], cells: list[str], **rest) -> list[tuple]:
    """The cost lines of one project whose columns begin on these days."""
    header = ",".join(["Project", *(f"w/c {day}" for day in starts)])
    accepted, bad, counted = read_file(
        folder,
        f"{header}\nP,{','.join(cells)}\n",
        columns=MAPPED,
        unpivot=UNPIVOT,
        calendar={"horizon_start": "2027-01-01"},
        **rest,
    )
    assert bad.is_empty()
    assert counted["accepted"].sum() == sum(cell != "" for cell in cells)
    return accepted.select("period_start", "amount_minor").sort("period_start").rows()


def test_hours_of_a_week_in_two_months_are_split(shared_data):
    """40 hours in the week of 29 March 2027: 24 in March and 16 in April, after four whole weeks of March."""
    _, tables, bad = tables_of_folder(shared_data / "found" / "weekly_hours", "demand")
    by_month = tables["demand"].group_by(pl.col("period_start").dt.month()).agg(pl.col("milli_fte").sum()).sort("period_start")
    assert by_month["milli_fte"].to_list() == [4 * 250 + 150, 100]
    assert bad.is_empty()


@pytest.mark.parametrize(
    ("amount", "march", "april"),
    [("100.00", 60_00, 40_00), ("0.01", 1, 0), ("-1.00", -60, -40), ("0.02", 1, 1)],
)
def test_money_of_a_week_is_split_to_the_cent(tmp_path, amount, march, april):
    """Three of five working days lie in March 2027; the parts sum to the whole."""
    found = weekly(tmp_path, [date(2027, 3, 22), date(2027, 3, 29)], ["", amount])
    assert found == [(date(2027, 3, 29), march), (date(2027, 4, 1), april)]


def test_a_week_of_which_only_the_weekend_lies_in_the_other_month_is_whole(tmp_path):
    """From Monday 26 July 2027 to Sunday 1 August: all working days are in July. From Saturday 31 July: all are in August."""
    monday, saturday = date(2027, 7, 26), date(2027, 7, 31)
    week = timedelta(days=7)
    assert weekly(tmp_path, [monday, monday + week], ["5.00", ""]) == [(monday, 500)]
    assert weekly(tmp_path, [saturday, saturday + week], ["5.00", ""]) == [(date(2027, 8, 1), 500)]


def test_columns_that_are_no_weeks_are_not_split(tmp_path):
    """Months, four weeks apart by chance; one column alone; days that are not weeks apart."""
    for starts in (
        [date(2027, 2, 1), date(2027, 3, 1)],
        [date(2027, 3, 29)],
        [date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 1)],
    ):
        found = weekly(tmp_path, starts, ["1.00"] * len(starts))
        assert found == [(day, 100) for day in starts]


def test_fte_by_week_are_refused(tmp_path):
    """One person in each of four weeks is one person, and not four: the settings have to say what the figures are."""
    columns = {"project_id": "Project", "role_id": {"value": "R"}}
    text = "Project,w/c 2027-03-22,w/c 2027-03-29\nP,1,1\n"
    with pytest.raises(SourceError, match="columns of weeks, and fte in FTE"):
        read_file(tmp_path, text, "demand", columns=columns, unpivot={**UNPIVOT, "value_to": "fte"})


def test_a_day_that_ends_its_week_is_the_last_of_it(tmp_path):
    """The week that ends on Friday 2 April 2027 has three working days in March and two in April."""
    text = "Project,w/e 2027-03-26,w/e 2027-04-02\nP,,5.00\n"
    unpivot = {**UNPIVOT, "columns": r"w/e (.*)"}
    accepted, bad, _ = read_file(tmp_path, text, columns=MAPPED, unpivot=unpivot)
    assert bad.is_empty()
    assert accepted.select("period_start", "amount_minor").rows() == [(date(2027, 3, 27), 300), (date(2027, 4, 1), 200)]


def test_days_that_may_begin_or_end_a_week_are_asked_about(tmp_path):
    """Nothing says whether the weeks of two Sundays begin or end on them."""
    text = "Project,2027-03-28,2027-04-04\nP,1,1\n"
    with pytest.raises(SourceError, match="whether the week begins or ends"):
        read_file(tmp_path, text, columns=MAPPED, unpivot={**UNPIVOT, "columns": r"(\d{4}-\d\d-\d\d)"})


def test_rows_by_week_are_split_as_well(tmp_path):
    """A timesheet with one row for each week: 40 hours of 160 in the week of 29 March 2027."""
    columns = {
        "project_id": "Project",
        "role_id": {"value": "R"},
        "period_start": "Week commencing",
        "fte": {"from": "Hours", "unit": "hours"},
    }
    text = "Project,Week commencing,Hours\nP,2027-03-22,40\nP,2027-03-29,40\n"
    accepted, bad, counted = read_file(tmp_path, text, "demand", columns=columns, hours_per_fte=160)
    assert bad.is_empty()
    assert accepted.select("period_start", "milli_fte").sort("period_start").rows() == [
        (date(2027, 3, 22), 250), (date(2027, 3, 29), 150), (date(2027, 4, 1), 100),
    ]  # fmt: skip
    assert counted["accepted"].sum() == 2


COSTS_BY_WEEK = {
    "kind": {"value": "plan"},
    "cost_class": {"value": "capex"},
    "period_start": {"from": "period_start", "formats": ["%G-W%V"]},
}


@pytest.mark.parametrize("imprecise", ["first_day", "last_day"])
def test_iso_weeks_are_split_by_their_working_days(tmp_path, imprecise):
    """2027-W13 is 29 March to 4 April: three working days of five are in March. Rows and wide columns are split alike."""
    text = "project_id,period_start,amount\nP,2027-W13,100\nP,2027-W05,7\n"
    source = {"columns": COSTS_BY_WEEK, "imprecise_dates": imprecise}
    rows = read_file(tmp_path, text, **source)[0].select("period_start", "amount_minor").sort("period_start").rows()
    assert rows == [(date(2027, 2, 1), 700), (date(2027, 3, 29), 6000), (date(2027, 4, 1), 4000)]
    unpivot = {"columns": r"\d{4}-W\d\d", "name_to": "period_start", "value_to": "amount"}
    text = "project_id,2027-W05,2027-W13\nP,7,100\n"
    assert (
        read_file(tmp_path, text, unpivot=unpivot, **source)[0].select("period_start", "amount_minor").sort("period_start").rows()
        == rows
    )


def test_fte_by_iso_week_are_refused(tmp_path):
    """They do not add up to FTE of a month."""
    columns = {"period_start": {"from": "period_start", "formats": ["%G-W%V"]}}
    with pytest.raises(SourceError, match="columns of weeks, and fte in FTE"):
        read_file(tmp_path, "project_id,role_id,period_start,fte\nP,R,2027-W13,1\n", "demand", columns=columns)


def test_dates_by_iso_week_in_a_table_without_periods(tmp_path):
    """A deadline is a day: it is not split."""
    text = "project_id,name,status,deadline\nP,N,idea,2027-W13\n"
    assert read_file(tmp_path, text, "projects", date_formats=["%G-W%V"])[0]["deadline"].to_list() == [date(2027, 3, 29)]


def test_weeks_are_split_between_fiscal_months_in_years_of_weeks(tmp_path):
    """Fiscal 2023 of the retail calendar ends on Saturday 3 February 2024: a retail week is whole, and a week from Monday to
    Sunday has all its working days in the old year.
    """
    retail = {
        "weeks": "4-5-4",
        "year_ends": "nearest",
        "fiscal_year_starts_month": 2,
        "horizon_start": "2023-01-29",
        "grain": "month",
    }
    columns = {**MAPPED, "project_id": "project_id", "period_start": "Week ending"}
    text = "project_id,Week ending,amount\nP,2024-02-03,70\nP,2024-02-04,100\nP,2024-02-01,100\n"
    rows = (
        read_file(tmp_path, text, columns=columns, calendar=retail)[0]
        .select("period_start", "amount_minor")
        .sort("period_start")
        .rows()
    )
    # The week that ends on Thursday 1 February has its days from Friday 26 January on, all of them in fiscal January.
    assert rows == [(date(2024, 1, 26), 10_000), (date(2024, 1, 28), 7_000), (date(2024, 1, 29), 10_000)]
    text = "project_id,Week ending,amount\nP,2024-02-06,100\n"  # from Wednesday 31 January: three working days, then two
    rows = (
        read_file(tmp_path, text, columns=columns, calendar=retail)[0]
        .select("period_start", "amount_minor")
        .sort("period_start")
        .rows()
    )
    assert rows == [(date(2024, 1, 31), 6_000), (date(2024, 2, 4), 4_000)]
