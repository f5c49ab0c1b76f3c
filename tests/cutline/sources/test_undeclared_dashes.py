"""Dashes among figures: found where nobody has declared them, with what the totals of the file say."""

import pytest

from cutline.sources.undeclared_dashes import undeclared_dashes
from tests.cutline.sources.reading_exports import HEADER, one_source, raw_table

LINES = f"{HEADER}\nP1,0,capex,5.00,plan\nP1,1,capex, -   ,plan\nP2,0,capex,-,plan\nP2,1,capex,n/a,plan\n"
COLUMNS = {
    "project_id": "id",
    "cost_class": {"value": "capex"},
    "kind": {"value": "plan"},
    "period_start": {"from": "period_start", "formats": ["%Y"]},
}
WIDE = {"columns": r"(\d{4})", "name_to": "period_start", "value_to": "amount"}


def dashes_of(folder, text, **source):
    (folder / "f.csv").write_text(text)
    settings = one_source(**source)
    return undeclared_dashes("cost_lines", raw_table("cost_lines", settings, folder), settings)


def test_each_row_with_a_dash_is_found(tmp_path):
    """With or without blanks around the dash; another word that means unknown is no question."""
    assert dashes_of(tmp_path, LINES).select("source_row", "dashes", "cells", "totals").rows() == [(3, 1, 4, ""), (4, 1, 4, "")]


@pytest.mark.parametrize(
    "declared",
    [{"null_words": ["", "-"]}, {"null_words": [""]}, {"columns": {"amount": {"from": "amount", "values": {"-": "0"}}}}],
)
def test_a_declared_dash_is_no_question(tmp_path, declared):
    """Unknown, not unknown, or zero: somebody has said so."""
    assert dashes_of(tmp_path, LINES, **declared).is_empty()


@pytest.mark.parametrize(
    ("rows", "says"),
    [("P1,1.00,-,1.00\nP2,-,2.50,2.50\n", "the column 'All' is the sum of the others in 2 of 2 rows"), ("P1,1.00,-,1.00\nP2,-,2.50,7.00\n", ""),
     ("P1,1.00,-,\nP2,-,2.50,\n", ""), ("P1,1.00,2.00,3.00\n", ""), ('P1,"(1.00)",-,-1.00\n', "in 1 of 1 rows")],
)  # fmt: skip
def test_a_column_of_totals_shows_that_a_dash_is_zero(tmp_path, rows, says):
    """In every row with a dash; one row in which it does not is proof of nothing."""
    found = dashes_of(tmp_path, f"id,2027,2028,All\n{rows}", columns=COLUMNS, unpivot=WIDE, ignore=["All"])
    assert all(says in each for each in found["totals"])
    assert says or set(found["totals"]) <= {""}


@pytest.mark.parametrize(("total", "says"), [("7.00", "a row of totals is the sum of its columns"), ("9.00", "")])
def test_a_row_of_totals_shows_that_a_dash_is_zero(tmp_path, total, says):
    """The total of the column is right only if the dash is zero."""
    text = f"{HEADER}\nP1,0,capex,5.00,plan\nP1,1,capex,-,plan\nP2,0,capex,2.00,plan\nTotal,,,{total},\n"
    found = dashes_of(tmp_path, text, not_data=["Total"])
    assert found["source_row"].to_list() == [3]
    assert says in found["totals"][0]
    assert says or found["totals"][0] == ""
