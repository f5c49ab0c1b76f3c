"""What is booked ties to the cent, and what is published is whole or not there."""

import json
import os
import signal
import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import EXPORTED, conform
from cutline.contracts.tables.all_tables import TABLES as CONTRACTS
from cutline.errors import CutlineError, LedgerDoesNotTie, UsageError, VerificationFailed
from cutline.ledger.check import check_ledger
from cutline.ledger.entries import build_ledger
from cutline.ledger.frames import ALLOCATION_SCHEMA, CHOSEN_SCHEMA
from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import CERTIFICATE, check_digests, digests_of
from cutline.settings.loading import settings_from

SETTINGS = settings_from({"calendar": {"grain": "year", "periods": 2}})
TABLES = {
    **{name: CONTRACTS[name].empty() for name in EXPORTED},
    "cost_lines": conform(
        "cost_lines",
        pl.DataFrame(
            {
                "project_id": ["P"] * 4, "period_offset": [0, 1, 2, None], "period_start": [None, None, None, date(2027, 6, 1)], "cost_class": ["capex"] * 3 + ["opex"],
                "amount_minor": [100, 50, 999, 7], "kind": ["plan"] * 4,
            }
        ),
    ),
    "projects": conform("projects", pl.DataFrame({"project_id": ["P"], "name": ["P"], "status": ["proposed"]})),
    "funds": conform(
        "funds", pl.DataFrame({"fund_id": ["F", "F", "F"], "cost_class": ["capex", "capex", "opex"], "fiscal_year": [2027, 2028, 2027], "amount_minor": [100, 60, 7]})
    ),
}  # fmt: skip
CHOSEN = pl.DataFrame([("P", "full", 0, 3)], schema=CHOSEN_SCHEMA, orient="row")
TIES = [("P", "F", "capex", 2027, 100), ("P", "F", "capex", 2028, 50), ("P", "F", "opex", 2027, 7)]


def ledger(rows: list[tuple]) -> pl.DataFrame:
    return build_ledger(pl.DataFrame(rows, schema=ALLOCATION_SCHEMA, orient="row"))


def test_debits_equal_credits_and_tie_with_the_cost_lines():
    """Two entries for each allocation; what falls after the horizon is not booked."""
    entries = ledger(TIES)
    assert entries.height == 6
    assert entries["amount_minor"].sum() == 0
    check_ledger(entries, CHOSEN, TABLES, SETTINGS)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("P", "F", "capex", 2027, 99), *TIES[1:]], "project P, capex, FY2027"),  # a cent short
        (TIES[:2], "project P, opex, FY2027"),  # a booking lost
        ([*TIES[:2], ("P", "F", "opex", 2028, 7)], "fund F, opex, FY2028"),  # the wrong year: no such budget
        ([*TIES, ("Q", "F", "capex", 2028, 1)], "project Q"),  # a project that was not chosen
    ],
)
def test_a_cent_adrift_stops_the_night(rows, told):
    """The ledger is compared with the cost lines by another road than the optimiser took."""
    with pytest.raises(LedgerDoesNotTie) as refused:
        check_ledger(ledger(rows), CHOSEN, TABLES, SETTINGS)
    assert told in str(refused.value)


def contents(text: str) -> dict[str, bytes]:
    files = {"a.txt": text.encode(), "csv/b.csv": b"x\n"}
    return {**files, CERTIFICATE: json.dumps({"outputs": digests_of(files)}).encode()}


def fine(_) -> None:
    """A check that lets everything pass."""


def test_a_night_is_swapped_in_whole(tmp_path):
    """Published is the new night, the old one stays in the store, and nothing half made is left."""
    publish(tmp_path, "n1", contents("one"), fine)
    publish(tmp_path, "n2", contents("two"), fine)
    assert (tmp_path / "published" / "a.txt").read_text() == "two"
    assert (tmp_path / "store" / "nights" / "n1" / "a.txt").read_text() == "one"
    assert sorted(path.name for path in (tmp_path / "store" / "nights").iterdir()) == ["n1", "n2"]
    check_digests(tmp_path / "published")


def test_a_night_that_fails_its_check_leaves_the_old_one(tmp_path):
    """Whatever the check raises, readers see the night before."""

    def no(_) -> None:
        raise VerificationFailed("no")

    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(VerificationFailed):
        publish(tmp_path, "n2", contents("two"), no)
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    publish(tmp_path, "n2", contents("two"), fine)
    assert (tmp_path / "published" / "a.txt").read_text() == "two"


def test_a_kill_in_the_middle_leaves_the_old_night(tmp_path):
    """Kill -9 while the new night is staged: the link still names the old one, and the next night clears up."""
    publish(tmp_path, "n1", contents("one"), fine)
    script = f"""
import os, signal
from pathlib import Path
from cutline.publishing.atomic_publication import publish
publish(Path({str(tmp_path)!r}), "n2", {{"a.txt": b"half"}}, lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""
    died = subprocess.run([sys.executable, "-c", script], check=False, cwd=os.getcwd())
    assert died.returncode == -signal.SIGKILL
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    assert (tmp_path / "store" / "nights" / "n2.staging").exists()
    publish(tmp_path, "n3", contents("three"), fine)
    assert sorted(path.name for path in (tmp_path / "store" / "nights").iterdir()) == ["n1", "n3"]


def test_nights_are_immutable_and_published_is_not_overwritten(tmp_path):
    """The same name twice is refused; a real folder called published is somebody's and stays."""
    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(UsageError, match="exists already"):
        publish(tmp_path, "n1", contents("one"), fine)
    (tmp_path / "published").unlink()
    (tmp_path / "published").mkdir()
    with pytest.raises(CutlineError, match="in the way"):
        publish(tmp_path, "n2", contents("two"), fine)


@pytest.mark.parametrize("change", ["edit", "lose", "add", "no certificate"])
def test_a_night_changed_afterwards_is_seen(tmp_path, change):
    """A byte changed, a file lost, a file slipped in, the certificate gone."""
    night = publish(tmp_path, "n1", contents("one"), fine)
    match change:
        case "edit":
            (night / "a.txt").write_text("onE")
        case "lose":
            (night / "csv" / "b.csv").unlink()
        case "add":
            (night / "c.txt").write_text("")
        case "no certificate":
            (night / CERTIFICATE).unlink()
    with pytest.raises(UsageError if change == "no certificate" else VerificationFailed):
        check_digests(night)


def test_two_publications_at_once_wait_for_one_another(tmp_path):
    """Both nights are whole; neither clears away what the other is staging."""
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    def slow(_) -> None:
        sleep(0.2)

    with ThreadPoolExecutor(4) as pool:
        nights = list(pool.map(lambda i: publish(tmp_path, f"n{i}", contents(f"text {i}"), slow), range(4)))
    for i, night in enumerate(nights):
        assert (night / "a.txt").read_text() == f"text {i}"
        check_digests(night)
    assert (tmp_path / "published").resolve() in {night.resolve() for night in nights}


def test_what_is_not_on_the_disk_as_written_is_not_published(tmp_path):
    """A file cut short after it was written stops the publication."""
    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(VerificationFailed, match="csv/b"):
        publish(tmp_path, "n2", contents("two"), lambda staged: (staged / "csv" / "b.csv").write_bytes(b""))
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
