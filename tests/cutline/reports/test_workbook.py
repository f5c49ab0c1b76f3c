"""The workbook: which sheets it has, how cells are written, and that equal nights give equal bytes."""

import io
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from cutline.reports import workbook
from cutline.reports.sheets.all_sheets import SHEETS
from cutline.reports.workbook import render_workbook

MOVED = {
    "from_fund_id": "F", "from_class": "capex", "from_year": 2027, "to_fund_id": "F", "to_class": "opex", "to_year": 2027, "amount_minor": 12_345,
    "rule_id": "=1+1", "owner": None, "text": "moved",
}  # fmt: skip


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def with_moves(tables, count: int) -> dict[str, pl.DataFrame]:
    return {**tables, "money_moved": pl.DataFrame([MOVED] * count, schema=tables["money_moved"].schema)}


def test_a_sheet_without_rows_is_left_out_unless_it_is_always_shown(tables, headline):
    """No money is moved and nothing is in quarantine: the first sheet is missing, the second stands there empty."""
    assert tables["money_moved"].is_empty()
    assert tables["quarantine"].is_empty()
    names = opened(render_workbook(tables, headline)).sheetnames
    assert "Money moved" not in names
    assert "Quarantine" in names
    shown = opened(render_workbook(with_moves(tables, 1), headline)).sheetnames
    assert [name for name in shown if name not in names] == ["Money moved"]
    order = ["Summary", *(sheet.name for sheet in SHEETS)]
    assert shown == sorted(shown, key=order.index)


def test_cells_are_numbers_text_and_totals(tables, headline):
    """12,345 cents are 123.45; text that looks like a formula stays text; unknown is an empty cell; the total adds up both rows."""
    page = opened(render_workbook(with_moves(tables, 2), headline))["Money moved"]
    rows = list(page.iter_rows(min_row=3, max_row=5))
    assert [row[6].value for row in rows] == [123.45, 123.45, 246.90]
    assert (rows[0][7].value, rows[0][7].data_type) == ("=1+1", "s")
    assert rows[0][8].value is None
    assert rows[2][0].value == "Total"


def test_a_total_of_an_unknown_cell_is_empty(tables, headline):
    """One of two amounts is unknown: the sum of the other one would be a wrong figure."""
    moves = pl.DataFrame([MOVED, {**MOVED, "amount_minor": None}], schema=tables["money_moved"].schema)
    page = opened(render_workbook({**tables, "money_moved": moves}, headline))["Money moved"]
    assert [row[6].value for row in page.iter_rows(min_row=3, max_row=5)] == [123.45, None, None]


@pytest.mark.parametrize(("is_money", "divisor"), [(True, 100), (False, 1000)])
def test_what_is_counted_in_the_objective_is_money_or_points(tables, headline, is_money, divisor):
    """The value of the first selected project, in euros or in points."""
    page = opened(render_workbook(tables, replace(headline, is_money=is_money)))["Selected"]
    titles = [cell.value for cell in page[2]]
    assert page[3][titles.index("Value")].value == tables["selected"]["value"][0] / divisor


def test_a_long_sheet_is_cut_and_says_so(tables, headline, monkeypatch):
    """Two rows where one is allowed: the note has the number of the CSV, the total still adds up both."""
    monkeypatch.setattr(workbook, "MAX_ROWS", 1)
    page = opened(render_workbook(with_moves(tables, 2), headline))["Money moved"]
    assert page["A1"].value.endswith(" The first 1 rows; the CSV has 2.")
    assert [row[6].value for row in page.iter_rows(min_row=3, max_row=4)] == [123.45, 246.90]


def test_the_first_sheet_lists_the_sheets_that_are_there(tables, headline):
    """With the summary of each, or its note; a sheet that is not listed is not there."""
    book = opened(render_workbook(with_moves(tables, 1), headline))
    listed = [row[0].value for row in book["Summary"].iter_rows(min_row=6) if row[0].value and row[0].value != "Sheets"]
    assert listed == [sheet.name for sheet in SHEETS if sheet.is_listed and sheet.name in book.sheetnames]


def test_utilisation_is_a_matrix_of_roles_and_periods(tables, headline):
    """A row for each role and a column for each period, once as planned and once as asked."""
    page = opened(render_workbook(tables, headline))["Utilisation"]
    use = tables["utilisation"].sort("period_index")
    periods = use["period"].unique(maintain_order=True).to_list()
    assert [cell.value for cell in page[3]] == ["Planned", *periods]
    assert [cell.value for cell in page[4]] == [
        use["role_id"][0],
        *(None if bp is None else bp / 10_000 for bp in use.filter(pl.col("role_id") == use["role_id"][0])["utilisation_bp"]),
    ]


def test_equal_nights_give_equal_bytes(tables, headline):
    """A workbook can be compared by its digest."""
    assert render_workbook(tables, headline) == render_workbook(tables, headline)
