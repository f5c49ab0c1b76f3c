"""A wide layout is proposed with its questions."""

from cutline.sources.inspecting.proposing.source_block import questions_in, source_block
from tests.cutline.sources.inspecting.inspected_files import written


def test_a_wide_layout_is_proposed_with_its_questions(tmp_path):
    """Months as columns: which table, how the months are written, what a figure is worth; answered, the block reads."""
    inspection = written(
        tmp_path,
        "Projekt;Art;Jan 27;Feb 27;Mar 27\nP1;capex;12,5;13,5;1.000,5\nP2;opex;1,5;2,5;3,5\n".encode("cp1252"),
        "kosten.csv",
    )
    block = source_block(inspection, "kosten")
    assert questions_in(block) == 3
    assert r"[^\\W\\d_]+ \\d+" in block
