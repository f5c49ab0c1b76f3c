"""The unit of a column of money."""

import pytest

from tests.cutline.sources.inspecting.inspected_files import written


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [("Budget (£m)", "1.5", "m"), ("Kosten T€", "1.5", "k"), ("Cost in thousands", "1.5", "k"), ("cost", "£1.5m", "1")],
)
def test_units_stand_in_the_header_or_in_the_cells(tmp_path, header, cells, unit):
    """£m over a column, or £1.5m in it."""
    inspection = written(tmp_path, f"id,{header}\nA,{cells}\nB,{cells}\n".encode())
    assert inspection.columns[1].unit.value == unit
