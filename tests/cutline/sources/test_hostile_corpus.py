"""The corpus in tests/exports: no crash, no silent acceptance, a message that names the place, and half a gigabyte at most."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cutline.errors import SourceError
from tests.exports.make import CASES, HERE
from tests.exports.read_all import read

ROOT = Path(__file__).parents[3]


def test_every_file_has_an_expectation_and_every_expectation_a_file():
    """At least 150, and nothing beside them."""
    assert {path.name for path in HERE.iterdir() if path.is_file() and path.suffix != ".py"} == set(CASES)
    assert len(CASES) >= 150


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.outcome == "refused"])
def test_refused(name):
    """The whole file, with its name, what was found, what was expected, what to do."""
    with pytest.raises(SourceError) as error:
        read(CASES[name])
    assert error.value.exit_code == 3
    told = str(error.value)
    assert name in told
    for word in CASES[name].told:
        assert str(word) in told
    for finding in error.value.findings:
        assert all((finding.where, finding.found, finding.expected, finding.action))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.outcome == "quarantined"])
def test_quarantined(name):
    """The row is kept as text, with file, row, cell, column, found and expected; every other row is accepted, every row
    counted.
    """
    accepted, bad, rows = read(CASES[name])
    assert sorted(bad.select("source_row", "column").iter_rows()) == sorted(CASES[name].told)
    assert set(bad["source_file"]) == {name}
    assert set(bad["action"]) == {"row set aside"}
    assert all(bad["found"].str.len_chars() > 0)
    assert all(bad["expected"].str.len_chars() > 0)
    assert all(bad["raw"].str.json_path_match("$").is_not_null())
    places = bad.filter(bad["column"] != "")
    if name.endswith((".csv", ".xlsx", ".xls", ".ods")):
        assert all(places["cell"].str.contains(r"^[A-Z]+\d+$"))
    assert rows.select("read", "accepted", "quarantined").row(0) == (
        accepted.height + bad["record"].n_unique(),
        accepted.height,
        bad["record"].n_unique(),
    )


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.outcome == "accepted"])
def test_accepted(name):
    """Odd, and right: every row is read."""
    accepted, bad, rows = read(CASES[name])
    assert (accepted.height,) == CASES[name].told
    assert bad.filter(bad["action"] == "row set aside").is_empty()
    assert rows["accepted"].sum() == accepted.height


@pytest.mark.long
def test_the_corpus_is_read_in_half_a_gigabyte():
    """Bombs included, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "tests.exports.read_all"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout.splitlines()[-1]) <= 512


def giant_cells(folder: Path, megabytes: int) -> tuple[int, int]:
    """Reads a file of every kind with a cell of so many megabytes, in a process of its own, and returns the peak of memory in
    megabytes before and after. Every file must be refused for its cell.
    """
    command = [sys.executable, "-m", "tests.exports.giant_cells", str(folder), str(megabytes)]
    done = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    assert len(done["outcomes"]) == 20
    for name, found in done["outcomes"].items():
        assert "more than" in found or "larger than" in found, f"{name}: {found}"
    return done["base"], done["peak"]


def test_a_giant_cell_is_refused_before_it_is_in_memory(tmp_path):
    """CSV of every form, JSON, XER, XML, xlsx, ods, packed or not: a cell of 40 MB costs the limit of a cell and not many times its
    own size, which would be 280 MB.
    """
    before, after = giant_cells(tmp_path, 40)
    assert after - before <= 140


@pytest.mark.long
def test_a_cell_of_three_hundred_megabytes_is_refused_in_half_a_gigabyte(tmp_path):
    """The same at the size at which one reader once took 2.1 GB, and another 4 GB."""
    assert giant_cells(tmp_path, 300)[1] <= 512
