"""Sheets of workbooks as rows of text."""

from datetime import UTC, date, datetime

import pytest
import xlsxwriter
import xlwt

from cutline.errors import SourceError
from cutline.sources.formats.workbooks.sheets import number_text
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import one_source, raw_table


def test_workbooks_are_read_as_text(tmp_path):
    """Numbers by their shortest text, dates as days, text as typed; title rows above the header are passed over."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet("Plan")
        page.write_row(0, 0, ["A title"])
        page.write_row(2, 0, ["project_id", "period_start", "cost_class", "amount", "kind"])
        page.write_row(3, 0, ["007", None, "capex", 1234567890.12, "plan"])
        page.write_datetime(3, 1, __import__("datetime").datetime(2027, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_row(4, 0, [8, "2027-02-28", "capex", "£5", "plan"])
    chosen = one_source(format="auto", header_row=3, sheet="Plan")
    accepted, _ = parse("cost_lines", raw_table("cost_lines", chosen, tmp_path), chosen).collect()
    assert accepted.select("project_id", "amount_minor").rows() == [("007", 123456789012), ("8", 500)]
    assert [str(day) for day in accepted["period_start"]] == ["2027-01-31", "2027-02-28"]
    with pytest.raises(SourceError, match="a sheet called 'Other'"):
        raw_table("cost_lines", one_source(format="auto", sheet="Other"), tmp_path)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7.0, "7"),
        (0.1 + 0.2, "0.3"),
        (1e15 + 3, "1000000000000003"),
        (1e15, "1000000000000000.0"),
        (-1e15, "-1000000000000000.0"),
        (1e17, "1.000000E+17"),
    ],
)
def test_a_number_of_sixteen_digits_keeps_them(number, text):
    """Unless a spreadsheet may have made its last digit 0, or the number is too long to be exact."""
    assert number_text(number) == text


def test_a_date_cell_is_a_day_whatever_its_hour(tmp_path):
    """Microsoft Project writes 08:00 and 17:00 into its dates. An id that became a date is refused."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx", {"default_date_format": "yyyy-mm-dd hh:mm", "remove_timezone": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["project_id", "name", "status", "deadline"])
        page.write_row(1, 0, ["P1", "One", "idea", datetime(2027, 12, 31, 17, tzinfo=UTC)])
        page.write_row(2, 0, [datetime(2027, 1, 2, tzinfo=UTC), "Two", "idea", datetime(2027, 12, 31, tzinfo=UTC)])
    settings = one_source("projects")
    accepted, bad = parse("projects", raw_table("projects", settings, tmp_path), settings).collect()
    assert accepted.select("project_id", "deadline").rows() == [("P1", date(2027, 12, 31))]
    assert bad.select("column", "found").rows() == [("project_id", "2027-01-02")]


def test_an_xls_sheet_that_repeats_one_long_text_is_refused(tmp_path):
    """32,000 characters stand once in the file and in 2,000 rows: 64 MB from a file of about 100 kB."""
    book = xlwt.Workbook()
    page = book.add_sheet("A")
    for j, name in enumerate(("project_id", "name", "status")):
        page.write(0, j, name)
    for row in range(1, 2001):
        for j, value in enumerate((f"P{row}", "x" * 32_000, "idea")):
            page.write(row, j, value)
    book.save(str(tmp_path / "f.xls"))
    with pytest.raises(SourceError, match=r"more than 2\d,\d{3},\d{3} characters in A"):
        raw_table("projects", one_source("projects"), tmp_path)
