"""`cutline journal`, as a person of the finance team types it."""

import csv
import json
from decimal import Decimal

import polars as pl
import pytest


def test_a_journal_books_the_night_and_then_nothing(published_starter, cutline, tmp_path):
    """The debits are those of the ledger, and the difference of a night to itself is nothing."""
    first = (published_starter / "published").resolve()
    code, _, err = cutline("journal", published_starter, "--out", tmp_path / "one.csv")
    assert code == 0, err
    ledger = pl.read_parquet(first / "parquet" / "ledger.parquet")
    debits = ledger.filter(pl.col("amount_minor") > 0)["amount_minor"].sum()
    rows = list(csv.DictReader((tmp_path / "one.csv").read_text().splitlines()))
    assert sum(Decimal(row["debit"] or 0) for row in rows) * 100 == debits
    assert {row["since"] for row in rows} == {""}
    code, out, _ = cutline("journal", first, "--out", tmp_path / "none.csv", "--since", first)
    assert (code, "nothing differs" in out) == (0, True)


@pytest.mark.long
def test_the_journal_of_the_next_night_books_only_what_changed(published_starter, cutline, tmp_path):
    """P1 becomes dearer by 10,000 in FY2027: the second journal books this and nothing else."""
    first = (published_starter / "published").resolve()
    lines = published_starter / "exports" / "cost_lines.csv"
    changed = lines.read_text().replace("400,000.00", "410,000.00", 1)
    assert changed != lines.read_text()
    lines.write_text(changed)
    assert cutline("run", published_starter, "--quick")[0] == 0
    code, out, err = cutline("journal", published_starter, "--out", tmp_path / "two.csv", "--since", first, "--json")
    assert code == 0, err
    assert json.loads(out)["since"] == first.name
    rows = list(csv.DictReader((tmp_path / "two.csv").read_text().splitlines()))
    assert {Decimal(row["debit"] or row["credit"]) for row in rows} == {Decimal(10000)}
    assert {row["project_id"] for row in rows} == {"P1"}


def test_the_same_journal_is_written_to_the_byte(published_starter, cutline, tmp_path):
    """So the keys of a second loading are those of the first."""
    for layout in ("plain", "oracle", "netsuite"):
        texts = []
        for name in ("a", "b"):
            assert cutline("journal", published_starter, "--out", tmp_path / name, "--layout", layout)[0] == 0
            texts.append((tmp_path / name).read_bytes())
        assert texts[0] == texts[1]


def test_what_cannot_be_written_is_told(published_starter, cutline, tmp_path):
    """No file to write, an unknown layout, a night that was changed; nothing is written."""
    code, _, err = cutline("journal", published_starter)
    assert (code, "--out" in err) == (2, True)
    code, _, err = cutline("journal", published_starter, "--out", tmp_path / "x.csv", "--layout", "sapp")
    assert (code, "did you mean 'sap'" in err) == (2, True)
    ledger = (published_starter / "published").resolve() / "parquet" / "ledger.parquet"
    ledger.chmod(0o644)
    ledger.write_bytes(ledger.read_bytes() + b"x")
    code, _, err = cutline("journal", published_starter, "--out", tmp_path / "x.csv")
    assert (code, "ledger.parquet" in err) == (1, True)
    assert not (tmp_path / "x.csv").exists()


def test_a_layout_is_shown_and_changed(published_starter, cutline, tmp_path):
    """The printed text is a layout."""
    code, out, _ = cutline("journal", "--show-layout", "oracle")
    assert code == 0
    (tmp_path / "own.toml").write_text(out.replace('"160000"', '"999000"'))
    code, _, err = cutline("journal", published_starter, "--out", tmp_path / "x.csv", "--layout", tmp_path / "own.toml")
    assert code == 0, err
    assert "999000" in (tmp_path / "x.csv").read_text()
