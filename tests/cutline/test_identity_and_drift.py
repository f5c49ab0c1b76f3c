"""One project under several ids; columns that come, go and change; bad cells that are emptied, kept, released."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import conform
from cutline.errors import SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.crosswalk import Crosswalk, crosswalk_of, folded_id, suggest_entries
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA, deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.schema_drift import accepted_shapes_from, drift_of_shapes, table_shapes
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import EMPTIED, OUTRANKED, SET_ASIDE
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA, updated_register

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


def settings(*sources: dict) -> Settings:
    return settings_from({"sources": [{"name": name, "files": f"{name}.csv", "feeds": [{"table": "projects"}], **rest} for name, rest in
                                      ((each.pop("name"), each) for each in map(dict, sources))]})  # fmt: skip


def raw(folder: Path, chosen: Settings, table: str = "projects") -> pl.LazyFrame:
    return read_raw(table, chosen, *deliveries_in_place(chosen, folder, NOON))


def crosswalk(*rows: tuple) -> pl.DataFrame:
    return conform("crosswalk", pl.DataFrame(rows, schema=["system", "other_id", "project_id", "is_same"], orient="row"))


def test_a_declared_crosswalk_brings_systems_together(tmp_path):
    """The planning tool's P-7 is the ledger's 0007: its costs count for the project, and of two project rows the first source's stays."""
    (tmp_path / "master.csv").write_text("project_id,name,status\n0007,The bridge,approved\n0008,The tunnel,idea\n")
    (tmp_path / "tool.csv").write_text("project_id,name,status\nP-7,Bridge (new),idea\nP-9,The tower,idea\n")
    chosen = settings({"name": "master"}, {"name": "tool"})
    ids = crosswalk_of(crosswalk(("tool", "P-7", "0007", True)))
    frame = raw(tmp_path, chosen)
    accepted, told = parse("projects", frame, chosen, ids).collect()
    assert accepted.select("project_id", "name").rows() == [("0007", "The bridge"), ("0008", "The tunnel"), ("P-9", "The tower")]
    assert told.select("source_file", "source_row", "action").rows() == [("tool.csv", 2, OUTRANKED)]
    rows = account_for_rows("projects", frame, told)
    assert rows.select("read", "accepted", "quarantined", "superseded").rows() == [(2, 2, 0, 0), (2, 1, 0, 1)]


def test_without_a_crosswalk_nothing_is_merged(tmp_path):
    """The same name twice stays two projects, and is suggested."""
    (tmp_path / "master.csv").write_text("project_id,name,status\n1,Crossrail programme,approved\n")
    (tmp_path / "tool.csv").write_text("project_id,name,status\nX,Crossrail Programme,idea\n")
    accepted, _ = parse("projects", raw(tmp_path, chosen := settings({"name": "master"}, {"name": "tool"})), chosen).collect()
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


def shapes(folder: Path, text: str, **rest: object) -> pl.DataFrame:
    (folder / "s.csv").write_text(text)
    chosen = settings({"name": "s", **rest})
    return table_shapes("projects", raw(folder, chosen), chosen)


FIRST = "project_id,name,status,sponsor,whole_life_cost\n007,A,idea,X,12.50\n008,B,idea,Y,13.00\n"


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (FIRST, []),
        (
            FIRST.replace("whole_life_cost", "whole_life_cost,colour")
            .replace("12.50", "12.50,red")
            .replace("13.00", "13.00,blue"),
            [("new", "colour", "")],
        ),
        (FIRST.replace("sponsor", "funder"), [("new", "funder", ""), ("gone", "sponsor", "")]),
        (FIRST.replace("sponsor", "sponsored_by_"), [("new", "sponsored_by_", ""), ("gone", "sponsor", "sponsored_by_")]),
        (FIRST.replace("007", "7").replace("008", "8"), [("retyped", "project_id", "")]),  # a spreadsheet has eaten the zeros
        (FIRST.replace("12.50", "tbc").replace("13.00", "tbd"), [("retyped", "whole_life_cost", "")]),
        (FIRST.replace("12.50", "").replace("13.00", ""), []),  # nothing is not another kind
        (FIRST.replace("12.50", "1000.00").replace("13.00", "2027.01"), []),  # amounts, not years and months
        (FIRST.replace(",X,", ",1,").replace(",Y,", ",2,"), []),  # free text may be anything
    ],
)
def test_columns_are_held_against_what_was_accepted(tmp_path, text, changes):
    """New, gone with a suggestion, retyped; and accepted they are the standard."""
    accepted = accepted_shapes_from(shapes(tmp_path, FIRST))
    now = (
        shapes(tmp_path, text, ignore=["sponsored_by_never"])
        if "sponsored_by_" not in text
        else shapes(tmp_path, text, feeds=[{"table": "projects", "columns": {"sponsor": {"from": "sponsor", "optional": True}}}])
    )
    assert drift_of_shapes(now, accepted).select("change", "header", "suggestion").rows() == changes
    assert drift_of_shapes(now, accepted_shapes_from(now, accepted, ["s"])).is_empty()


def test_what_nothing_reads_is_kept_aside(tmp_path):
    """Row by row, as text, under its header, until somebody maps or ignores it."""
    (tmp_path / "s.csv").write_text("project_id,name,status,colour,colour\nP,A,idea,red,dark\n")
    frame = raw(tmp_path, settings({"name": "s"})).collect()
    assert frame["aside"].to_list() == ['{"colour [4]":"red","colour [5]":"dark"}']
    assert raw(tmp_path, settings({"name": "s", "ignore": ["colour"]})).collect()["aside"].to_list() == [None]


def test_a_bad_cell_may_be_emptied_by_source_or_by_column(tmp_path):
    """The row stays, the cell is unknown and told; never a cell the row is known by."""
    (tmp_path / "s.csv").write_text(
        "project_id,name,status,deadline,whole_life_cost\nP,A,idea,soon,99999999999999999\nQ,B,nonsense,2027-01-31,5\n"
    )
    chosen = settings({"name": "s", "on_bad_row": "null"})
    accepted, told = parse("projects", raw(tmp_path, chosen), chosen).collect()
    assert accepted.select("project_id", "deadline", "whole_life_cost_minor").rows() == [("P", None, None)]
    assert told.select("source_row", "column", "action").rows() == [
        (2, "deadline", EMPTIED), (2, "whole_life_cost_minor", EMPTIED), (3, "status", SET_ASIDE),
    ]  # fmt: skip
    own = settings(
        {"name": "s", "feeds": [{"table": "projects", "columns": {"deadline": {"from": "deadline", "on_bad_cell": "null"}}}]}
    )
    accepted, told = parse("projects", raw(tmp_path, own), own).collect()
    assert accepted.is_empty()
    assert told.filter(pl.col("column") == "whole_life_cost_minor")["action"].to_list() == [SET_ASIDE]


def test_a_value_out_of_range_is_emptied_with_its_text(tmp_path):
    """1.2e17 minor units are understood and impossible."""
    (tmp_path / "s.csv").write_text("project_id,name,status,price_base_year\nP,A,idea,20277\n")
    chosen = settings({"name": "s", "on_bad_row": "null"})
    _, told = parse("projects", raw(tmp_path, chosen), chosen).collect()
    assert told.select("rule", "found", "action").rows() == [("range", "20277", EMPTIED)]


def test_the_register_remembers_since_when_and_releases_by_itself(tmp_path):
    """Bad on Monday, still bad on Tuesday in a renamed file, corrected on Wednesday."""
    chosen = settings({"name": "s"})
    register = pl.DataFrame(schema=REGISTER_SCHEMA)
    texts = ["P,A,zombie", "Q,B,idea\nP,A,zombie", "Q,B,idea\nP,A,idea"]
    for day, text in enumerate(texts):
        (tmp_path / "s.csv").write_text(f"project_id,name,status\n{text}\n")
        _, bad = parse("projects", raw(tmp_path, chosen), chosen).collect()
        files = pl.DataFrame([("s", f"s_{day}.csv", "h", 1, None, "used", "")], schema=DELIVERY_SCHEMA, orient="row")
        register = updated_register(register, bad, files, ["s"], NOON + timedelta(days=day))
        assert register.height == 1
    row = register.row(0, named=True)
    assert (row["first_seen"], row["last_seen"], row["released_at"], row["released_by"]) == (
        NOON, NOON + timedelta(days=1), NOON + timedelta(days=2), "s_2.csv",
    )  # fmt: skip
    assert row["raw"]
    (tmp_path / "s.csv").write_text("project_id,name,status\nP,A,zombie\n")
    _, bad = parse("projects", raw(tmp_path, chosen), chosen).collect()
    again = updated_register(register, bad, files, ["s"], NOON + timedelta(days=9))
    assert again.select("first_seen", "released_at").rows() == [
        (NOON, NOON + timedelta(days=2)),
        (NOON + timedelta(days=9), None),
    ]


def test_a_night_blocks_on_a_changed_column_until_it_is_accepted(starter, cutline):
    """The whole way: run, rename a column, red with a suggestion, accept, green."""
    assert cutline("run", starter)[0] == 0
    path = next(starter.glob("exports/projects*"))
    text = path.read_text()
    header, _, body = text.partition("\n")
    gone = next(name for name in header.split(",") if name in ("sponsor", "theme", "project_class", "owner_unit"))
    path.write_text(header.replace(gone, "zz_new") + "\n" + body)
    code, _, err = cutline("run", starter)
    assert (code, f"column '{gone}'" in err) == (3, True)
    code, out, _ = cutline("accept", starter)
    assert (code, "gone column" in out) == (0, True)
    assert cutline("run", starter)[0] == 0


def test_the_commands_list_what_is_bad_and_what_is_missing(starter, tmp_path, cutline):
    """quarantine: where, found, expected, since; waiting: files and what has not come."""
    assert "nothing in quarantine" in cutline("quarantine", starter)[1]
    path = next(starter.glob("exports/projects*"))
    header, first, *rest = path.read_text().splitlines()
    place = header.split(",").index("status")
    cells = first.split(",")
    cells[place] = "zombie"
    path.write_text("\n".join([header, ",".join(cells), *rest]) + "\n")
    cutline("check", starter)
    code, out, _ = cutline("quarantine", starter, "--csv", tmp_path / "bad.csv")
    assert (code, "zombie" in out, "1 cell(s) in quarantine" in out) == (0, True, True)
    assert pl.read_csv(tmp_path / "bad.csv")["found"].to_list() == ["zombie"]
    path.write_text("\n".join([header, first, *rest]) + "\n")
    cutline("check", starter)
    assert "nothing in quarantine" in cutline("quarantine", starter)[1]
    assert "released" in cutline("quarantine", starter, "--released")[1]
    code, out, _ = cutline("waiting", starter)
    assert (code, "used" in out) == (0, True)
