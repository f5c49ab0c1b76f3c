"""The unit of a column of money."""

import pytest

from cutline.sources.inspecting.detecting.amounts import figure_kind
from tests.cutline.sources.inspecting.inspected_files import written


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [("Budget (£m)", "1.5", "m"), ("Kosten T€", "1.5", "k"), ("Cost in thousands", "1.5", "k"), ("cost", "£1.5m", "1")],
)
def test_units_stand_in_the_header_or_in_the_cells(tmp_path, header, cells, unit):
    """£m over a column, or £1.5m in it."""
    inspection = written(tmp_path, f"id,{header}\nA,{cells}\nB,{cells}\n".encode())
    assert inspection.columns[1].unit.value == unit


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [("Budget (%)", ["1,200", "900"], "percent"), ("Budget", ["12%", "9%"], "percent"), ("Budget", ["1,200", "900"], "money"),
     ("Cost score", ["4", "3"], "score")],
)  # fmt: skip
def test_a_percentage_of_a_budget_is_no_money(header, cells, kind):
    """The header or the cells say so, although the header names money as well."""
    assert figure_kind(header, cells) == kind
