"""Kinds of cells."""

import pytest

from cutline.sources.inspecting.detecting.cell_kinds import cell_kind, is_numeric, share_of_figures


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", ""), (" ", ""), ("1", "number"), ("£1,234.50", "number"), ("(2.5m)", "number"), ("85%", "number"), ("GBP 5", "number"),
        ("2027-01-31", "date"), ("31.01.27", "date"), ("2027-01-31T08:00", "date"), ("A1", "text"), ("tbc", "text"), ("1.2.3.4", "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_cell(cell, kind):
    """A number with its signs, a date with or without a time, or text."""
    assert cell_kind(cell) == kind


def test_a_column_is_numeric_from_six_cells_of_ten_on():
    """Empty cells do not count; dates are figures and no numbers."""
    assert is_numeric(["1"] * 6 + ["x"] * 4 + [""] * 9)
    assert not is_numeric(["1"] * 5 + ["x"] * 4)
    assert share_of_figures(["1", "2027-01-31", "x", "x", ""]) == 0.5
