"""A raw table becomes a canonical one: accepted rows are typed, and bad ones are handed to the quarantine."""

import pytest

from cutline.sources.crosswalk import Crosswalk
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import COSTS, one_source, raw_table


def parsed(folder, text: str, **rest):
    """The accepted rows and the bad cells of one file of costs."""
    (folder / "f.csv").write_text(text)
    settings = one_source()
    return parse("cost_lines", raw_table("cost_lines", settings, folder), settings, **rest).collect()


def test_good_rows_are_typed_and_bad_rows_are_set_aside(tmp_path):
    """Of three rows one has a bad amount and one a bad offset; where the good row came from stays beside it."""
    accepted, bad = parsed(tmp_path, COSTS + "P,0,capex,1.50,plan\nQ,0,capex,x,plan\nR,one,capex,1,plan\n")
    assert accepted.select("project_id", "period_offset", "amount_minor", "source_file", "source_row").rows() == [
        ("P", 0, 150, "f.csv", 2)
    ]
    assert bad.select("source_row", "column", "found").rows() == [(3, "amount_minor", "x"), (4, "period_offset", "one")]


def test_ids_are_renamed_by_the_crosswalk_of_their_source(tmp_path):
    """P of source s is 0007; another source's P is another project."""
    text = COSTS + "P,0,capex,1,plan\nQ,0,capex,1,plan\n"
    assert parsed(tmp_path, text, crosswalk=Crosswalk({"s": {"P": "0007"}}))[0]["project_id"].to_list() == ["0007", "Q"]
    assert parsed(tmp_path, text, crosswalk=Crosswalk({"other": {"P": "0007"}}))[0]["project_id"].to_list() == ["P", "Q"]


@pytest.mark.parametrize("cell", ["x", ""])
def test_a_value_may_be_assumed_for_a_bad_or_missing_cell(tmp_path, cell):
    """For a question of the kind "what if": the row is accepted with that value, and the good row keeps its own."""
    accepted, _ = parsed(tmp_path, COSTS + f"P,0,capex,1,plan\nQ,0,capex,{cell},plan\n", assume={"amount_minor": 700})
    assert accepted["amount_minor"].to_list() == [100, 700]
