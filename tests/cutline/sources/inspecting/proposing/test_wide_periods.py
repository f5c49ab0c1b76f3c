"""A wide layout is proposed with its questions."""

import tomllib

import pytest

from cutline.settings.loading import settings_from
from cutline.sources.inspecting.proposing.source_block import questions_in, source_block
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import inspected, written


def test_a_wide_layout_is_proposed_with_its_questions(tmp_path):
    """Months as columns: which table, how the months are written, what a figure is worth; answered, the block reads."""
    inspection = written(
        tmp_path,
        "Projekt;Art;Jan 27;Feb 27;Mar 27\nP1;capex;12,5;13,5;1.000,5\nP2;opex;1,5;2,5;3,5\n".encode("cp1252"),
        "kosten.csv",
    )
    block = source_block(inspection, "kosten")
    asked = [question.split(":")[0] for question in questions_in(block)]
    assert asked == ["1, two_digit_years_from", "2, table", "3, cost_lines.kind", "4, amount"]
    assert r'columns = "([^\\W\\d_]+ \\d{2})"' in block
    assert 'cost_class = "Art"' in block  # its words are capex and opex
    read = settings_from(tomllib.loads(answered(block))).sources[0].feeds[0]
    assert (read.table, read.columns["period_start"].formats) == ("cost_lines", ("%b %y",))


def test_days_of_a_spreadsheet_are_headers_of_months(shared_data):
    """Twelve date cells head twelve columns of figures: the header is found, and an unpivot over the twelve is proposed."""
    inspection = inspected(shared_data / "found" / "months_as_excel_dates" / "exports" / "fc.xlsx")
    assert inspection.found("header_row").value == "1"
    block = source_block(inspection, "fc")
    assert "12 columns, 2027-01-01 to 2027-12-01, are periods" in " ".join(questions_in(block))
    assert 'period_start = { from = "period_start", formats = ["%Y-%m-%d"] }' in block
    assert len(questions_in(block)) == 3  # which table, plan or forecast, and what a figure is worth


def test_a_row_of_data_with_days_is_no_header(tmp_path):
    """The days of a row of data come in no order, or stand beside numbers: the header stays the first row."""
    text = "name,start,end,cost\nA,2027-03-01,2027-01-01,5\nB,2027-03-01,2027-03-01,6\nC,2027-04-01,2027-05-01,7\n"
    inspection = written(tmp_path, text.encode(), "dates.csv")
    assert inspection.found("header_row").value == "1"
    assert [column.header for column in inspection.columns] == ["name", "start", "end", "cost"]


@pytest.mark.parametrize(("second", "added"), [("P1", True), ("P2", False)])
def test_rows_of_one_project_are_added_up(tmp_path, second, added):
    """A plan by sub-project has several rows of one project; a plan with one row for each project has not."""
    text = f"Project ID,Project Name,Sub-project,2027,2028\nP1,Park,Path,100.5,200.5\n{second},Park,Pond,300.5,400.5\n"
    feeds = tomllib.loads(source_block(written(tmp_path, text.encode()), "plan"))["sources"][0]["feeds"]
    [costs] = [feed for feed in feeds if "unpivot" in feed]
    assert costs.get("repeated_rows") == ("add_up" if added else None)
