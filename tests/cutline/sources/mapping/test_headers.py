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
