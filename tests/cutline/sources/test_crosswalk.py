"""One project under several ids: the declared crosswalk, and suggestions for it."""

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import conform
from cutline.errors import SourceError
from cutline.sources.crosswalk import Crosswalk, crosswalk_of, folded_id, suggest_entries
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import OUTRANKED
from tests.cutline.sources.reading_exports import raw_table, sources_of


def crosswalk(*rows: tuple) -> pl.DataFrame:
    return conform("crosswalk", pl.DataFrame(rows, schema=["system", "other_id", "project_id", "is_same"], orient="row"))


def test_a_declared_crosswalk_brings_systems_together(tmp_path):
    """The planning tool's P-7 is the ledger's 0007: its costs count for the project, and of two project rows the first
    source's stays.
    """
    (tmp_path / "master.csv").write_text("project_id,name,status\n0007,The bridge,approved\n0008,The tunnel,idea\n")
    (tmp_path / "tool.csv").write_text("project_id,name,status\nP-7,Bridge (new),idea\nP-9,The tower,idea\n")
    chosen = sources_of({"name": "master"}, {"name": "tool"})
    ids = crosswalk_of(crosswalk(("tool", "P-7", "0007", True)))
    frame = raw_table("projects", chosen, tmp_path)
    accepted, told = parse("projects", frame, chosen, ids).collect()
    assert accepted.select("project_id", "name").rows() == [("0007", "The bridge"), ("0008", "The tunnel"), ("P-9", "The tower")]
    assert told.select("source_file", "source_row", "action").rows() == [("tool.csv", 2, OUTRANKED)]
    rows = account_for_rows("projects", frame, told)
    assert rows.select("read", "accepted", "quarantined", "superseded").rows() == [(2, 2, 0, 0), (2, 1, 0, 1)]


def test_without_a_crosswalk_nothing_is_merged(tmp_path):
    """The same name twice stays two projects, and is suggested."""
    (tmp_path / "master.csv").write_text("project_id,name,status\n1,Crossrail programme,approved\n")
    (tmp_path / "tool.csv").write_text("project_id,name,status\nX,Crossrail Programme,idea\n")
    accepted, _ = parse(
        "projects", raw_table("projects", chosen := sources_of({"name": "master"}, {"name": "tool"}), tmp_path), chosen
    ).collect()
    assert accepted.height == 2
    found = suggest_entries({"projects": accepted, "crosswalk": crosswalk()}, Crosswalk())
    assert found.select("system", "other_id", "project_id").rows() == [("tool", "X", "1")]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("s", "a", "P", True), ("s", "a", "Q", True)], "P, Q"),
        ([("s", "a", "b", True), ("s", "b", "c", True)], "which another row renames"),
    ],
)
def test_a_crosswalk_that_contradicts_itself_is_refused(rows, told):
    """One id two projects, or a chain."""
    with pytest.raises(SourceError, match=told):
        crosswalk_of(crosswalk(*rows))


def test_suggestions_are_exact_rules_first_and_never_across_numbers():
    """PRJ-007 is prj7; phase 1 is not phase 2; a pair that a person told apart is not shown again."""
    names = [
        ("prj7", "Bridge"),
        ("A", "Station upgrade phase 1"),
        ("B", "Station upgrade phase 2"),
        ("C", "Roof repair IV"),
        ("D", "Roof repairs IV"),
        ("E", "Roof repair V"),
    ]
    projects = conform(
        "projects", pl.DataFrame([(*each, "idea") for each in names], schema=["project_id", "name", "status"], orient="row")
    )
    costs = conform(
        "cost_lines", pl.DataFrame({"project_id": ["PRJ-007", "Z"], "cost_class": ["capex"] * 2, "kind": ["plan"] * 2})
    )
    tables = {"projects": projects, "cost_lines": costs}
    found = suggest_entries(tables, Crosswalk())
    assert found.select("other_id", "project_id", "score").rows()[0] == ("PRJ-007", "prj7", 100)
    assert {tuple(sorted(pair)) for pair in found.select("other_id", "project_id").rows()[1:]} == {("C", "D")}
    apart = crosswalk_of(crosswalk(("memory", "D", "C", False)))
    assert suggest_entries(tables, apart).select("other_id").rows() == [("PRJ-007",)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("PRJ-007", "prj7", True), ("A.10", "a 10", True), ("A10", "A1", False), ("100", "1", False), ("P-1-02", "P-12", False)],
)
def test_ids_are_alike_but_for_their_dress(one, other, alike):
    """Case, punctuation and leading zeros; never the digits that count."""
    assert (folded_id(one) == folded_id(other)) == alike


def test_the_same_pair_cannot_be_and_not_be_one(tmp_path):
    """A crosswalk row and its denial."""
    rows = pl.DataFrame({"system": ["s", "s"], "other_id": ["a", "a"], "project_id": ["P", "P"], "is_same": [True, False]})
    with pytest.raises(SourceError, match="the same as P, and a row that says it is not"):
        crosswalk_of(conform("crosswalk", rows))
