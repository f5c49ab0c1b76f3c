"""Cleaned and rewritten text of cells."""

import io

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import TABLES
from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import PROJECTS, read_file
from tests.cutline.sources.typed_rows.reading_cells import declared_source, read_cells


@pytest.mark.parametrize(
    ("match", "write", "text", "value"),
    [(r"PRJ-0*(\d+)", "P$1", "PRJ-0042", "P42"), (r"PRJ-0*(\d+)", "P$1", "XPRJ-1", None), (r"\d{3}", None, "007", "007"), (r"\d{3}", None, "7", None),
     (r"(\w+)/(\w+)", "$2-$1", "a/b", "b-a")],
)  # fmt: skip
def test_codes_are_rewritten_by_rule(match, write, text, value):
    """A declared pattern must fit the whole cell; leading zeros stay or go as it says."""
    found = read_cells(
        TABLES["projects"].column("project_id"),
        [text],
        declared_source(),
        {"match": match, **({"write": write} if write else {})},
    )
    assert (found["value"].item(), found["is_bad"].item()) == (value, value is None)


def test_ids_are_neither_empty_nor_in_disguise(tmp_path):
    """A rewriting that leaves nothing; a mark of no width before a blank; a quote after a blank; 7.0 for 7."""
    _, bad, _ = read_file(
        tmp_path,
        PROJECTS + "X,N,idea\n",
        "projects",
        columns={"project_id": {"from": "project_id", "match": r"X(\d*)", "write": "$1"}},
    )
    assert bad["column"].to_list() == ["project_id"]
    assert read_file(tmp_path, PROJECTS + "\u200b A,N,idea\n", "projects")[0]["project_id"].to_list() == ["A"]
    with pytest.raises(SourceError, match="a quote after a blank"):
        read_file(tmp_path, PROJECTS + 'X, "A",idea\n', "projects")
    data = io.BytesIO()
    pl.DataFrame({"project_id": [7.0], "name": ["N"], "status": ["idea"]}).write_parquet(data)
    (tmp_path / "f.csv").unlink()
    assert read_file(tmp_path, data.getvalue(), "projects", "f.parquet")[0]["project_id"].to_list() == ["7"]


def test_an_accented_id_has_one_spelling(tmp_path):
    """A letter and its accent, as macOS writes them, are the letter with its accent; a mark of direction is nothing."""
    accepted, bad, _ = read_file(tmp_path, PROJECTS + "Re\u0301no-1,N,idea\n\u200fP-2\u200e,N,idea\n", "projects")
    assert (accepted["project_id"].to_list(), bad.height) == (["R\u00e9no-1", "P-2"], 0)


def test_a_text_is_cleaned_alike_in_a_part_of_ascii_and_in_another(tmp_path):
    """White space of every kind around an id, alone and in the company of an accented letter, which takes the longer way."""
    texts = [f"{before}a b{after}" for before in "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \0" for after in ("", " ", "\t \n", "\x1f")]
    read = [
        read_cells(TABLES["projects"].column("project_id"), [*texts, *more], declared_source())["value"].to_list()
        for more in ([], ["é"])
    ]
    assert read[0] == read[1][:-1]
    assert read[0][0] == "a b"


@pytest.mark.parametrize(
    ("values", "text", "value"),
    [({"": "closed"}, "", "closed"), ({"": "closed"}, "  ", "closed"), ({"": "closed"}, "n/a", None), ({"n/a": "idea"}, "N/A", "idea"),
     ({"-": "on_hold"}, " -   ", "on_hold"), ({"e\u0301tude": "idea"}, "\u00e9tude", "idea"), ({"x": ""}, "x", None)],
)  # fmt: skip
def test_a_declared_meaning_counts_before_a_text_that_means_unknown(tmp_path, values, text, value):
    """Even of an empty cell, and of a word that otherwise means unknown."""
    columns = {"status": {"from": "status", "values": values}}
    accepted, bad, _ = read_file(tmp_path, PROJECTS + f"A,N,{text}\n", "projects", columns=columns)
    assert accepted["status"].to_list() == ([value] if value else [])
    assert bad["rule"].to_list() == ([] if value else ["required"])


def test_a_missing_column_has_no_meaning_of_an_empty_cell(tmp_path):
    """An optional column that a file does not have stays unknown."""
    columns = {"sponsor": {"from": "who", "optional": True, "values": {"": "nobody"}}}
    assert read_file(tmp_path, PROJECTS + "A,N,idea\n", "projects", columns=columns)[0]["sponsor"].to_list() == [None]
