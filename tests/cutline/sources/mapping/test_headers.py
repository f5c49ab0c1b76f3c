"""Which column of a file fills a canonical column."""

import json

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import (
    COSTS,
    one_source,
    raw_table,
    read_file,
)


def test_a_column_that_decides_must_be_in_the_file(tmp_path):
    """Amounts may be unknown cell by cell, but a cost file without amounts is not a cost file."""
    with pytest.raises(SourceError, match="'amount'"):
        read_file(tmp_path, "project_id,period_offset,cost_class,kind\nP,0,capex,plan\n")


def test_columns_that_lose_to_another_are_kept_aside(tmp_path):
    """Of two aliases the first that is there counts; the other is not read, and that is said."""
    (tmp_path / "f.csv").write_text(COSTS[:-1].replace("amount", "cost") + ",budget\nP,0,capex,1.00,plan,9.00\n")
    chosen = one_source(columns={"amount": ["cost", "budget"]})
    raw = raw_table("cost_lines", chosen, tmp_path).collect()
    assert json.loads(raw["columns"][0])["unread"] == ["budget"]
    assert raw["aside"].to_list() == ['{"budget":"9.00"}']


def test_headers_that_look_the_same_are_the_same(tmp_path):
    """An accent as a letter of its own, a mark of direction before the header: as other programs write them."""
    columns = {"project_id": "Projet", "name": "Libell\u00e9", "status": {"value": "idea"}}
    text = "\ufeff\u200fProjet,Libelle\u0301\nP1,One\n"
    assert read_file(tmp_path, text, "projects", columns=columns)[0]["name"].to_list() == ["One"]


PLAN = "Agency,No,Name,Status\nParks,1,Pond,idea\nRoads,1,Bridge,closed\n"
BY_PARTS = {"project_id": {"parts": ["Agency", "No"]}, "name": "Name", "status": "Status"}


def test_a_key_of_several_columns(tmp_path):
    """Numbers that are unique within an agency alone: the texts of both make the id, and both columns are read."""
    accepted, bad, _ = read_file(tmp_path, PLAN, "projects", columns=BY_PARTS)
    assert accepted["project_id"].to_list() == ["Parks/1", "Roads/1"]
    assert bad.is_empty()
    about = raw_table("projects", one_source("projects", BY_PARTS), tmp_path).collect()["columns"][0]
    assert json.loads(about)["unread"] == []
    columns = BY_PARTS | {"project_id": {"parts": ["Agency", "No"], "between": " no. ", "values": {"parks no. 1": "P1"}}}
    assert read_file(tmp_path, PLAN, "projects", columns=columns)[0]["project_id"].to_list() == ["P1", "Roads no. 1"]


def test_a_key_without_one_of_its_parts_is_no_key(tmp_path):
    """An empty cell and a word for unknown: the row goes to quarantine with the address of the first part."""
    bad = read_file(tmp_path, PLAN + "Parks,,Path,idea\nn/a,2,Pier,idea\n", "projects", columns=BY_PARTS)[1]
    assert bad.select("cell", "header", "rule", "found").rows() == [
        ("A4", "Agency", "required", "nothing"),
        ("A5", "Agency", "required", "nothing"),
    ]


def test_parts_that_could_make_one_text_of_two_keys_are_refused(tmp_path):
    """A/1 and 2 would be the project A with 1/2. The last part may hold the text between them."""
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, PLAN + "A/1,2,Pier,idea\n", "projects", columns=BY_PARTS)
    (finding,) = refused.value.findings
    assert finding.where == "f.csv (source s, table projects) row 4"
    assert finding.found == "'A/1' in the column 'Agency', which holds the text '/' between the parts of project_id"
    assert read_file(tmp_path, PLAN + "A,1/2,Pier,idea\n", "projects", columns=BY_PARTS)[0]["project_id"].to_list()[-1] == "A/1/2"


def test_parts_are_columns_of_the_file(tmp_path):
    """A missing one is named, with the headers that there are."""
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, PLAN, "projects", columns=BY_PARTS | {"project_id": {"parts": ["Agency", "Number"]}})
    assert refused.value.findings[0].found == "0 columns headed 'Number'"
    assert "'Agency', 'No'" in refused.value.findings[0].action
