"""Percentages in workbooks."""

import pytest
import xlsxwriter

from cutline.sources.formats.workbooks.number_formats import CellSet, shows_percentage
from tests.cutline.sources.reading_exports import accepted_of

RISKS = ["project_id", "risk_id", "probability", "impact_likely"]


@pytest.mark.parametrize(
    ("code", "is_percentage"),
    [
        ("0%", True),
        ("0.0 %;[Red]-0.0 %", True),
        ('0.0"%"', False),
        ("0.00\\%", False),
        ("General", False),
        ("0;0%", False),
        ("[Blue]#,##0.0%", True),
    ],
)
def test_a_format_shows_a_percentage(code, is_percentage):
    """A sign in quotes is a letter, and only the part for positive numbers decides."""
    assert shows_percentage(code) == is_percentage


def test_cells_are_found_in_any_order():
    """A file may list its cells in any order."""
    cells = CellSet()
    for row, column in ((5, 3), (0, 1), (5, 2)):
        cells.add(row, column)
    assert [cells.has(*place) for place in ((5, 3), (0, 1), (5, 2), (5, 4), (0, 0))] == [True, True, True, False, False]


@pytest.mark.parametrize("unit", ["percent", "fraction", "1"])
def test_a_percent_cell_is_what_it_shows(tmp_path, unit):
    """0.35 under the format 0% is 35 %, whatever unit the mapping declares; so is the text 35%."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%"})
        page.write_row(0, 0, RISKS)
        page.write_row(1, 0, ["P1", "R1", None, 10])
        page.write_number(1, 2, 0.35, percent)
        page.write_row(2, 0, ["P1", "R2", "35%", 10])
        page.write_row(3, 0, ["P1", "R3", None, 10])
        page.write_number(3, 2, 0.07, percent)
    accepted = accepted_of(tmp_path, "risks", {"probability": {"from": "probability", "unit": unit}})
    assert accepted["probability_bp"].to_list() == [3500, 3500, 700]


def test_half_a_person_may_be_written_as_a_percentage(tmp_path):
    """50% of one FTE is half of a person, in a workbook and as text."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page, percent = book.add_worksheet(), book.add_format({"num_format": 9})
        page.write_row(0, 0, ["project_id", "role_id", "period_offset", "fte"])
        page.write_row(1, 0, ["P1", "ENG", 0])
        page.write_number(1, 3, 0.5, percent)
        page.write_row(2, 0, ["P1", "ENG", 1, "12.5%"])
    assert accepted_of(tmp_path, "demand")["milli_fte"].to_list() == [500, 125]
