"""The quarantine: each bad cell with its place, what was found and what was expected."""

import csv

import polars as pl
import pytest

from tests.cutline.sources.reading_exports import (
    COSTS,
    HEADER,
    read_file,
)


def test_an_unreadable_row_says_whether_its_project_may_be_required(tmp_path):
    """In flight, mandated, or unreadable in just that: the night must know before it plans without the project."""
    rows = [
        "A,N,idea,none,31/02/2027",
        "B,N,in_flight,none,31/02/2027",
        "C,N,idea,safety,31/02/2027",
        "D,N,Zombie,none,",
        "E,N,idea,perhaps,",
    ]
    _, bad, _ = read_file(tmp_path, "project_id,name,status,mandate,deadline\n" + "\n".join(rows) + "\n", "projects")
    assert dict(bad.select("project_id", "may_be_required").iter_rows()) == {
        "A": False,
        "B": True,
        "C": True,
        "D": True,
        "E": True,
    }


def test_a_bad_row_says_where_what_and_what_was_expected(tmp_path):
    """File, row, column, rule, found, expected, the raw cells; one entry for each bad cell, one row counted."""
    accepted, bad, rows = read_file(tmp_path, f"{HEADER}\nP,0,capex,1,plan\nQ,0,capital,x1,plan\nR,0,capex,1\n")
    assert accepted["project_id"].to_list() == ["P"]
    first = bad.row(0, named=True)
    assert (first["source_file"], first["source_row"], first["project_id"], first["column"], first["found"]) == (
        "f.csv",
        3,
        "Q",
        "cost_class",
        "capital",
    )
    assert "capex" in first["expected"]
    assert '"x1"' in first["raw"]
    assert bad.filter(pl.col("project_id") == "R")["rule"].to_list() == ["shape"]
    assert rows.select("read", "accepted", "quarantined", "superseded").row(0) == (3, 1, 2, 0)


def test_a_bad_row_is_set_aside_with_the_project_its_id_was_rewritten_to(tmp_path):
    """PRJ-0007 is P7 in the portfolio: it is P7 whose cost line cannot be read."""
    rewrite = {"project_id": {"from": "project_id", "match": r"PRJ-0*(\d+)", "write": "P$1"}}
    accepted, bad, _ = read_file(tmp_path, COSTS + "PRJ-0007,0,capex,5.00,plan\nPRJ-0007,1,capex,oops,plan\n", columns=rewrite)
    assert accepted["project_id"].to_list() == bad["project_id"].to_list() == ["P7"]


@pytest.mark.long
def test_rewritten_and_unreadable_reaches_the_choice(starter, cutline):
    """The whole night: the project of a bad row is left out, under its own name, and no phantom stands beside it."""
    path = starter / "exports" / "cost_lines.csv"
    with path.open(newline="") as file:
        header, *lines = csv.reader(file)
    project, place = header.index("project_id"), header.index("amount")
    bad = lines[0][project]
    lines[0][place] = "oops"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [header, *([f"X-{cell}" if i == project else cell for i, cell in enumerate(line)] for line in lines)]
        )
    toml = (starter / "portfolio.toml").read_text()
    toml = toml.replace(
        'table = "cost_lines"\n',
        'table = "cost_lines"\ncolumns = { project_id = { from = "project_id", match = "X-(.*)", write = "$1" } }\n',
        1,
    )
    (starter / "portfolio.toml").write_text(
        toml.replace("[planning]", "[quality]\nmax_quarantine_share_bp = 5000\n[planning]", 1)
    )
    code, _, err = cutline("run", starter)
    assert code == 0, err
    left_out = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet")
    known = pl.read_parquet(starter / "published" / "tables" / "projects.parquet")["project_id"].to_list()
    assert bad in left_out.filter(pl.col("code") == "data")["project_id"].to_list()
    assert set(left_out["project_id"]) <= set(known)
