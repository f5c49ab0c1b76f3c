"""Every sheet shows a table that is published, in columns that the table has."""

import pytest

from cutline.reports.sheets.all_sheets import SHEETS
from cutline.reports.sheets.sheet import Column, MatrixSheet
from cutline.reports.tables.published_tables import PUBLISHED_TABLES


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_shows_columns_that_its_table_has(sheet, tables):
    """Checked on a night; totals are columns of the sheet."""
    assert sheet.frame in PUBLISHED_TABLES
    frame = tables[sheet.frame]
    if isinstance(sheet, MatrixSheet):
        wanted = {sheet.down, sheet.across, sheet.order, *(column for _, column in sheet.blocks)}
    else:
        wanted = {column.name for column in sheet.columns}
        assert set(sheet.totals) <= wanted
        assert sheet.of(frame).columns == frame.columns
    assert wanted <= set(frame.columns)


def test_titles_are_unique_and_fit_a_spreadsheet():
    """Excel takes at most 31 characters, and ignores case."""
    names = [sheet.name.lower() for sheet in SHEETS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cost_minor", "points"),  # money told in points
        ("cost_minor", "worth"),
        ("score_milli", "fte"),  # a score told in people
        ("cpi_milli", "fte"),
        ("payback_milli_periods", "fte"),
        ("roi_bp", "ratio"),
        ("best_value", "money"),  # money only if the objective is value
        ("cost_minor", "integer"),  # a figure without its unit
        ("projects", "money"),
    ],
)
def test_a_column_is_never_shown_in_another_unit_than_its_own(name, kind):
    """The name of a column states its unit, and a sheet that would show another one cannot be declared."""
    with pytest.raises(ValueError, match=name):
        Column(name, "Title", kind)
