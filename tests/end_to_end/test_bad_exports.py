"""Nights with bad exports or settings: the message says where, what was found, what was expected and what to do, and the last published night stays."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.end_to_end.exports_changed import SMALL_LINES, edit, remove, settings, twice
from tests.end_to_end.published_bytes import bytes_of


def expensive_mandate(folder: Path) -> None:
    edit("funds.csv", lambda t: t.replace("600,000.00", "100,000.00"))(folder)


def mandate_with_dear_company(folder: Path) -> None:
    """P3 fits its fund, and so would each of the two projects of which it needs one, but no two together. Only the search can find that."""
    edit("funds.csv", lambda t: t.replace("600,000.00", "450,000.00"))(folder)
    edit("dependencies.csv", lambda t: t.splitlines(keepends=True)[0] + "P3,P1,any_of,,g,,\nP3,P2,any_of,,g,,\n")(folder)


# Bad input to: the change, the exit code, words the message must have.
BAD: dict[str, tuple[Callable[[Path], None], int, list[str]]] = {
    "missing file": (remove("funds.csv"), 3, ["source funds", "no file that matches", "send the export"]),
    "wrong delimiter": (edit("funds.csv", lambda t: t.replace(",", ";")), 3, ["funds.csv", 'delimiter = ";"', "'fund_id'"]),
    "duplicate ids": (edit("projects.csv", twice), 3, ["projects_key_is_unique", "projects.csv row 5", "project_id P1"]),
    "letters in a fund's amount": (edit("funds.csv", lambda t: t.replace("600,000.00", "600k000")), 3, ["funds.csv cell F2", "600k000", "an amount"]),
    "letters in most amounts": (edit("cost_lines.csv", lambda t: t.replace("0.00", "x")), 3, ["quarantine_share", "cost_lines", "rows in quarantine"]),
    "letters in a mandate's amount": (
        edit("cost_lines.csv", lambda t: t.replace("120,000.00", "12k4") + SMALL_LINES), 3, ["required_can_be_chosen", "12k4", "P3"]
    ),
    "cyclic dependency": (
        edit("dependencies.csv", lambda t: t + "P3,P1,requires,,,,\nP1,P2,requires,,,,\n"), 3, ["dependencies_no_cycle", "P1 → P2 → P3 → P1"]
    ),
    "dangling dependency": (edit("dependencies.csv", lambda t: t + "P1,P9,requires,,,,\n"), 3, ["dependencies_to_project_id_exists", "P9"]),
    "unknown key": (settings(lambda t: t.replace("[portfolio]", "[portfolio]\ncurency = 'EUR'")), 2, ["unknown key 'curency'", "write 'currency'"]),
    "not TOML": (settings(lambda t: t + "\n[[["), 2, ["not TOML", "line"]),
    "mandate beyond its fund": (expensive_mandate, 3, ["mandates_fit_funds", "fund MAIN, capex of FY2027", "120,000.00", "20,000.00 more", "P3"]),
    "mandate beyond its fund with what it needs": (mandate_with_dear_company, 4, ["capex FY2027", "overspends it by €20,000.00"]),
    "demand without capacity": (remove("capacity.csv"), 3, ["demand_has_capacity", "Analyst"]),
    "wrong encoding": (edit("projects.csv", lambda t: t.replace("Solar", "Sólar"), "cp1252"), 3, ["projects.csv", "offset"]),
    "no projects": (edit("projects.csv", lambda t: t.splitlines(keepends=True)[0]), 3, ["projects_has_rows"]),
    "statuses in another language": (
        edit("projects.csv", lambda t: re.sub(r"\b(?:proposed|approved|in_flight)\b", "laufend", t)), 3,
        ["projects_has_rows", "no rows, because", "most often status is 'laufend'", "expected one of idea", "values, formats, locale"],
    ),
    "no such folder": (lambda folder: (folder / "portfolio.toml").unlink(), 2, ["no portfolio here", "cutline init"]),
}  # fmt: skip


# Each of these stops at the gate as another case does; the rule that it breaks has a test of its own in tests/data_quality.
LIKE_OTHERS = (
    "letters in a fund's amount",
    "cyclic dependency",
    "mandate beyond its fund",
    "mandate beyond its fund with what it needs",
    "wrong encoding",
    "duplicate ids",
    "letters in most amounts",
    "dangling dependency",
    "demand without capacity",
    "no projects",
    "statuses in another language",
)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long if name in LIKE_OTHERS else ()) for name in BAD])
def test_bad_input_is_told_clearly_and_loses_nothing(published_starter, cutline, name):
    """There is one message with all four parts and the right exit code, and the last published night is untouched."""
    starter = published_starter
    before = (starter / "published").resolve()
    content = bytes_of(before)
    change, code, words = BAD[name]
    if name == "wrong encoding":
        path = starter / "exports" / "projects.csv"
        path.write_bytes(path.read_text("utf-8").replace("Solar", "Sólar").encode("cp1252"))
    else:
        change(starter)
    found, _, err = cutline("run", starter)
    assert found == code, err
    for word in words:
        assert word in err, err
    assert "Traceback" not in err
    assert (starter / "published").resolve() == before
    assert bytes_of(before) == content
    assert len(list((starter / "store" / "nights").iterdir())) == 1


@pytest.mark.long
def test_letters_in_one_amount_set_the_project_aside_and_say_so(starter, cutline):
    """A bad cost line would make its project look cheap. The project is set aside, and the night goes on and says why."""
    edit("cost_lines.csv", lambda t: t.replace("350,000.00", "12k4") + SMALL_LINES)(starter)
    code, out, _ = cutline("run", starter)
    assert code == 0
    assert "bad_rows_set_aside" in out
    assert "cost_lines.csv cell G4" in out
    reasons = pl.read_parquet(starter / "published" / "parquet" / "not_selected.parquet")
    assert "12k4" in reasons.filter(pl.col("project_id") == "P2")["reason"].item()
