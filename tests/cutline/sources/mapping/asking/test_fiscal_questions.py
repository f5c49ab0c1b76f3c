"""Labels of fiscal years need the fiscal year of the portfolio: they are never calendar years by default."""

from datetime import date

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import read_file

LINES = "project_id,period_start,cost_class,amount,kind\nP,{},capex,1.00,plan\n"


def start(folder, label: str, form: str, **calendar: object) -> date:
    accepted, _, _ = read_file(folder, LINES.format(label), date_formats=[form], two_digit_years_from=1990, calendar=calendar)
    return accepted["period_start"].item()


@pytest.mark.parametrize(
    ("label", "form"), [("FY27 Q1", "FY%y Q%q"), ("P01 2027/28", "P%m %Y/%y"), ("2027-28", "%Y-%y"), ("1.2027", "%P.%Y")]
)
def test_without_a_declared_fiscal_year_the_night_asks(tmp_path, label, form):
    with pytest.raises(SourceError, match="fiscal_year_starts_month = 4"):
        start(tmp_path, label, form)


def test_a_year_named_by_one_of_its_two_years_needs_to_know_which(tmp_path):
    with pytest.raises(SourceError, match="fiscal_year_named_by = 'end'"):
        start(tmp_path, "FY27 Q1", "FY%y Q%q", fiscal_year_starts_month=10)
    assert start(tmp_path, "FY27 Q1", "FY%y Q%q", fiscal_year_starts_month=10, fiscal_year_named_by="end") == date(2026, 10, 1)
    assert start(tmp_path, "FYE27 Q1", "FYE%y Q%q", fiscal_year_starts_month=10) == date(2026, 10, 1)


def test_a_fiscal_year_that_is_the_calendar_year_can_be_declared(tmp_path):
    assert start(tmp_path, "FY27 Q1", "FY%y Q%q", fiscal_year_starts_month=1) == date(2027, 1, 1)


def test_calendar_months_ask_nothing(tmp_path):
    assert start(tmp_path, "2027-03", "%Y-%m") == date(2027, 3, 1)
