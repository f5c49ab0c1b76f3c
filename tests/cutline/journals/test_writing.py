"""The file of a journal is what the system reads: to the cent, in documents that balance, in texts that it takes."""

import csv
import io
import os
import pwd
import shutil
import subprocess
import tempfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

from cutline.errors import SettingsError
from cutline.journals.booking_lines import booking_lines
from cutline.journals.layout import Layout, load_layout, own_layouts
from cutline.journals.writing import journal_text
from cutline.settings.loading import settings_from
from tests.cutline.journals.random_ledgers import random_ledger
from tests.seeds import seed_ranges

EUROS = settings_from({"portfolio": {"currency": "EUR"}})
TODAY = date(2026, 11, 27)
# By layout: the columns of the document, the debit and the credit, or of the side and the amount.
COLUMNS = {
    "plain": (None, "debit", "credit"), "oracle": ("REFERENCE4", "ENTERED_DR", "ENTERED_CR"), "sap": ("XBLNR", "SHKZG", "WRBTR"),
    "dynamics365": ("JOURNALBATCHNUMBER", "DEBITAMOUNT", "CREDITAMOUNT"), "netsuite": ("External ID", "Debit", "Credit"),
}  # fmt: skip
# Where each layout has the account in words.
NAMES = {"plain": "account", "oracle": "REFERENCE5", "sap": "SGTXT", "dynamics365": "TEXT", "netsuite": "Line Memo"}


def rows_of(text: str, layout: Layout) -> list[dict[str, str]]:
    """The rows of a file, as a system reads them."""
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=layout.delimiter))


def amount(row: dict[str, str], name: str) -> Decimal:
    """The signed amount of a row."""
    _, first, second = COLUMNS[name]
    if name == "sap":
        return Decimal(row[second]) * (1 if row[first] == "S" else -1)
    assert bool(row[first]) != bool(row[second])
    return Decimal(row[first] or "0") - Decimal(row[second] or "0")


def test_every_layout_of_cutline_is_tried_here():
    """A new one needs its columns above."""
    assert own_layouts() == sorted(COLUMNS)


@pytest.mark.parametrize("name", sorted(COLUMNS))
@pytest.mark.parametrize("seeds", seed_ranges(40, 10_000))
def test_no_cent_is_adrift_in_any_layout(seeds, name):
    """The accounts of the file are those of the ledger, and every document balances. NetSuite takes ten digits and no more."""
    layout = load_layout(name)
    for seed in seeds:
        ledger = random_ledger(seed)
        lines = booking_lines(ledger, "20261127T043000-" + "0" * 32)
        if name == "netsuite" and any(abs(line.amount) >= 10**12 for line in lines):
            with pytest.raises(SettingsError, match="at most 10 digits"):
                journal_text(lines, layout, EUROS, night="N", since="", today=TODAY)
            continue
        text = journal_text(lines, layout, EUROS, night="20261127T043000-" + "0" * 32, since="", today=TODAY)
        rows, found = rows_of(text, layout), defaultdict[str, int](int)
        for row in rows:
            found[row[NAMES[name]].split(" ")[0]] += int(amount(row, name) * 100)
        expected: dict[str, int] = defaultdict(int)
        for account, minor in ledger.select("account", "amount_minor").iter_rows():
            expected[account] += minor
        assert {k: v for k, v in found.items() if v} == {k: v for k, v in expected.items() if v}, seed
        document = COLUMNS[name][0]
        for _, part in groupby(rows, key=lambda row: row[document] if document else ""):
            assert sum(amount(row, name) for row in part) == 0
        for column in layout.columns:
            assert all(len(row[column.header]) <= (column.most_characters or 10**6) for row in rows)
            assert all(row[column.header] or not column.needed for row in rows)


def test_documents_have_no_more_lines_than_the_system_takes():
    """Whole bookings only: 3 lines hold one booking."""
    lines = booking_lines(random_ledger(11, 40), "N")
    assert len(lines) > 40
    for most in (2, 3, 10, 998):
        layout = load_layout("sap").model_copy(update={"most_lines": most})
        rows = rows_of(journal_text(lines, layout, EUROS, night="N", since="", today=TODAY), layout)
        sizes = [len(list(part)) for _, part in groupby(rows, key=lambda row: row["XBLNR"])]
        assert max(sizes) <= most
        assert sum(sizes) == len(lines)
        assert len({row["XBLNR"] for row in rows}) == len(sizes)


@pytest.mark.parametrize(
    ("calendar", "first", "last"),
    [({}, "2027-04-01", "2028-03-31"), ({"fiscal_year_starts_month": 1, "horizon_start": "2027-01-01"}, "2027-01-01", "2027-12-31"),
     ({"fiscal_year_starts_month": 10, "fiscal_year_named_by": "end", "horizon_start": "2026-10-01"}, "2026-10-01", "2027-09-30")],
)  # fmt: skip
def test_the_accounting_date_is_in_the_fiscal_year(calendar, first, last):
    """The first or the last day, whatever month a year begins with and whatever it is named after."""
    settings = settings_from(
        {"portfolio": {"currency": "EUR"}, "calendar": calendar or {"fiscal_year_starts_month": 4, "horizon_start": "2027-04-01"}}
    )
    lines = [line for line in booking_lines(random_ledger(11), "N") if line.account.fiscal_year == line.other.fiscal_year == 2027]
    for which, expected in (("first_day", first), ("last_day", last)):
        layout = load_layout("plain").model_copy(update={"accounting_date": which})
        rows = rows_of(journal_text(lines, layout, settings, night="N", since="", today=TODAY), layout)
        assert {row["accounting_date"] for row in rows} == {expected}


@pytest.mark.parametrize(("currency", "digits", "written"), [("JPY", 0, "12345"), ("EUR", 2, "123.45"), ("KWD", 3, "12.345")])
def test_amounts_have_the_decimals_of_the_currency(currency, digits, written):
    """Without thousands marks, and with the decimal mark of the layout."""
    settings = settings_from({"portfolio": {"currency": currency, "minor_digits": digits}})
    line = booking_lines(random_ledger(11), "N")[0]
    line = type(line)(line.key, 1, line.account, line.other, 12345)
    other = type(line)(line.key, 1, line.other, line.account, -12345)
    for decimal in ".", ",":
        layout = load_layout("plain").model_copy(update={"decimal": decimal, "delimiter": ";"})
        rows = rows_of(journal_text([line, other], layout, settings, night="N", since="", today=TODAY), layout)
        assert rows[0]["debit"] == rows[1]["credit"] == written.replace(".", decimal)


def test_what_the_system_does_not_take_is_told_before_anything_is_written():
    """A text without a code, a text that is too long, and an empty one that is needed: each once, with what to do."""
    lines = booking_lines(random_ledger(11, 40), "N")
    maps = {**load_layout("sap").maps, "natural": {"project.capex": "1"}}
    with pytest.raises(SettingsError) as error:
        journal_text(lines, load_layout("sap").model_copy(update={"maps": maps}), EUROS, night="N", since="", today=TODAY)
    told = str(error.value)
    assert '"fund.opex" = "..."' in told
    assert told.count("'fund.opex'") == 1
    columns = [column.model_copy(update={"most_characters": 3}) for column in load_layout("plain").columns]
    with pytest.raises(SettingsError, match="at most 3 characters"):
        journal_text(lines, load_layout("plain").model_copy(update={"columns": columns}), EUROS, night="N", since="", today=TODAY)


@pytest.fixture
def postgres():
    """A PostgreSQL server of this test, and how to ask it; skipped where there is none. It does not run as root."""
    if not all(shutil.which(each) for each in ("initdb", "pg_ctl", "psql")):
        pytest.skip("no PostgreSQL server (initdb, pg_ctl, psql) on this machine")
    owner = next((user for user in pwd.getpwall() if user.pw_name == "postgres"), None) if os.geteuid() == 0 else None
    if os.geteuid() == 0 and owner is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    folder = Path(tempfile.mkdtemp())
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        folder.chmod(0o755)

    def run(*arguments: object) -> None:
        done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False, user=owner and owner.pw_uid, group=owner and owner.pw_gid, cwd=folder)  # fmt: skip
        assert done.returncode == 0, done.stderr

    def ask(command: str, lines: str | None = None) -> str:
        arguments = ["psql", "-h", str(folder), "-U", "ledger", "-d", "postgres", "-At", "-v", "ON_ERROR_STOP=1", "-c", command]
        return subprocess.run(arguments, check=True, capture_output=True, text=True, input=lines).stdout

    run("initdb", "-D", folder / "data", "-U", "ledger", "-A", "trust", "--no-sync")
    run("pg_ctl", "-D", folder / "data", "-w", "-o", f"-k {folder} -c listen_addresses=''", "-l", folder / "log", "start")
    yield ask
    run("pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def test_a_journal_that_is_loaded_twice_books_once(postgres):
    """In a table whose key refuses a line for the second time; the next night books the difference only, and that once, too."""
    columns = [column.header for column in load_layout("plain").columns]
    types = dict.fromkeys(columns, "text") | {
        "key": "text primary key",
        "debit": "numeric(20,2)",
        "credit": "numeric(20,2)",
        "fiscal_year": "int",
    }
    postgres(f"create table ledger ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
    first, second = random_ledger(21, 30), random_ledger(22, 30)
    journals = {
        "one.csv": (booking_lines(first, "N1"), "N1", ""), "two.csv": (booking_lines(second, "N2", (first, "N1")), "N2", "N1"),
    }  # fmt: skip
    texts = {
        name: journal_text(lines, load_layout("plain"), EUROS, night=night, since=since, today=TODAY)
        for name, (lines, night, since) in journals.items()
    }
    for name in ("one.csv", "one.csv", "two.csv", "one.csv", "two.csv"):
        postgres("drop table if exists loaded")
        postgres("create table loaded (like ledger)")
        postgres("copy loaded from stdin with (format csv, header true)", texts[name])
        postgres("insert into ledger select * from loaded on conflict (key) do nothing")
    rows = postgres(
        "select account, (sum(coalesce(debit, 0) - coalesce(credit, 0)) * 100)::bigint from ledger group by account"
    ).splitlines()
    found = {name: int(minor) for name, minor in (row.split("|") for row in rows) if int(minor)}
    expected: dict[str, int] = defaultdict(int)
    for account, minor in second.select("account", "amount_minor").iter_rows():
        expected[account] += minor
    assert found == {name: minor for name, minor in expected.items() if minor}
    assert int(postgres("select count(*) from ledger")) == sum(len(lines) for lines, *_ in journals.values())
