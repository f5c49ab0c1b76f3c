"""Sheets of workbooks as rows of text."""

import pytest
import xlsxwriter

from cutline.errors import SourceError
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
