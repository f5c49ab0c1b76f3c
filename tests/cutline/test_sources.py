"""Exports to canonical rows: nothing guessed, nothing lost, everything counted."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cutline.contracts.tables.all_tables import TABLES
from cutline.errors import SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADER = "project_id,period_offset,cost_class,amount,kind"


def settings(table: str = "cost_lines", columns: dict | None = None, unpivot: dict | None = None, **source) -> Settings:
    feed = {"table": table, "columns": columns or {}} | ({"unpivot": unpivot} if unpivot else {})
    return settings_from(
        {"portfolio": {"currency": "GBP"}, "sources": [{"name": "s", "files": "f*", "format": "csv", "feeds": [feed], **source}]}
    )


def read(folder: Path, text: str | bytes, table: str = "cost_lines", **rest):
    """Parse one file: the accepted frame, the quarantine, the accounting."""
    (folder / "f.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    chosen = settings(table, **rest)
    raw = raw_of(table, chosen, folder)
    accepted, bad = parse(table, raw, chosen).collect()
    return accepted, bad, account_for_rows(table, raw, bad)


def raw_of(table: str, chosen: Settings, folder: Path) -> pl.LazyFrame:
    """The raw frame of a folder as it lies."""
    return read_raw(table, chosen, *deliveries_in_place(chosen, folder, NOON))


def amount_of(folder: Path, text: str, **source) -> int | str | None:
    """The amount that a cell is read as, or 'refused'."""
    quoted = text.replace('"', '""')
    accepted, bad, _ = read(folder, f'{HEADER}\nP,0,capex,"{quoted}",plan\n', **source)
    return "refused" if bad.height else accepted["amount_minor"].item()


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0), ("0.00", 0), ("1", 100), ("1234.5", 123450), ("1,234.50", 123450), ("£1,234.50", 123450),
        ("-£120.11", -12011), ("£-120.11", -12011), ("(1,234)", -123400), ("(£2.5m)", -250_000_000), ("£1.90m", 190_000_000), ("2k", 200_000),
        ("1.2bn", 120_000_000_000), ("GBP 12.30", 1230), ("12.30 GBP", 1230), ("12.30 £", 1230), (" 12 ", 1200), ("\u221212.00", -1200),
        ("1\u00a0", 100), ("12.300", 1230), ("n/a", None), ("", None), ("N/A", None), ("-", None),
        # Refused: never rounded, never guessed.
        ("1.005", "refused"), ("12k4", "refused"), ("1,23.00", "refused"), ("12,4.50", "refused"), ("1,2345", "refused"), ("1e5", "refused"),
        ("1e308", "refused"), ("inf", "refused"), ("nan", "refused"), ("--5", "refused"), ("(-5)", "refused"), ("(5", "refused"), ("5)", "refused"),
        ("£", "refused"), ("tbc", "refused"), ("1.2.3", "refused"), ("9999999999999999999", "refused"), ("10000000000000.01", "refused"),
        ("1 234,50", "refused"), ("١٢", "refused"), ("=1+1", "refused"), ("0x10", "refused"), ("1/2", "refused"), ("5%", "refused"),
        ("0.4 MIO", "refused"), ("USD 5", "refused"), ("12.30 €", "refused"), ("$5", "refused"), ("5 TSD", "refused"), ("CHF5", "refused"),
    ],
)  # fmt: skip
def test_money_text_is_read_exactly_or_refused(tmp_path, text, minor):
    """Currency signs, brackets, suffixes and thousands marks are understood; anything else is refused, and unknown is null."""
    assert amount_of(tmp_path, text) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [("1.234,50", 123450), ("12,3", 1230), ("1.5", "refused"), ("1,234.50", "refused"), ("51.070.31", "refused")],
)
def test_a_decimal_comma_is_declared_and_then_the_only_one(tmp_path, text, minor):
    """What would be another number under the other convention is refused."""
    assert amount_of(tmp_path, text, decimal=",", thousands=".") == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("£1,139.18", 113_918_000_000),
        ("0.000001", 100),
        ("0.00000001", 1),
        ("0.000000001", "refused"),
        ("5m", 500_000_000),
        ("5k", "refused"),
    ],
)
def test_a_declared_unit_of_millions_is_exact(tmp_path, text, minor):
    """The unit shifts the decimal point; a suffix that contradicts it is refused."""
    assert amount_of(tmp_path, text, columns={"amount": {"from": "amount", "unit": "m"}}) == minor


@given(st.integers(-(10**13), 10**13))
def test_any_amount_written_in_full_comes_back(minor):
    """Formatting and parsing are inverse, to the cent."""
    import tempfile

    text = f"{'-' if minor < 0 else ''}£{abs(minor) // 100:,}.{abs(minor) % 100:02d}"
    with tempfile.TemporaryDirectory() as folder:
        assert amount_of(Path(folder), text) == minor


@pytest.mark.parametrize(
    ("kind", "column", "text", "value"),
    [
        ("milestones", "baseline_date", "31/12/2027", "2027-12-31"), ("milestones", "baseline_date", "31/02/2027", "refused"),
        ("milestones", "baseline_date", "2027-12-31", "2027-12-31"), ("milestones", "baseline_date", "12/31/2027", "refused"),
        ("milestones", "baseline_date", "31/12/0027", "refused"), ("milestones", "is_gate", "Yes", "True"), ("milestones", "is_gate", "maybe", "refused"),
        ("benefits", "probability", "85 %", "8500"), ("benefits", "probability", "85%", "8500"), ("benefits", "probability", "0.85", "refused"),
        ("benefits", "probability", "120%", "refused"), ("projects", "status", "In Flight", "in_flight"), ("projects", "status", "Zombie", "refused"),
        ("demand", "fte", "1.25", "1250"), ("demand", "fte", "two", "refused"), ("demand", "fte", "-1", "refused"), ("demand", "fte", "0.0005", "refused"),
    ],
)  # fmt: skip
def test_other_kinds_are_read_exactly_or_refused(tmp_path, kind, column, text, value):
    """Dates by declared format only, shares only with a sign or a declared unit, FTE to a thousandth."""
    rows = {
        "milestones": {"project_id": "P", "milestone_id": "M"},
        "benefits": {"project_id": "P", "period_offset": "0", "category": "revenue", "amount": "1"},
        "projects": {"project_id": "P", "name": "N", "status": "idea"},
        "demand": {"project_id": "P", "role_id": "R", "period_offset": "0"},
    }
    row = rows[kind] | {column: text}
    accepted, bad, _ = read(tmp_path, ",".join(row) + "\n" + ",".join(row.values()) + "\n", kind, date_formats=["%d/%m/%Y"])
    canonical = next(c.name for c in TABLES[kind].columns if c.plain == column)
    assert ("refused" if bad.height else str(accepted[canonical].item())) == value


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("USD", "$5", 500),
        ("CAD", "$5", 500),
        ("usd", "US$5", 500),
        ("EUR", "5 €", 500),
        ("EUR", "EUR 5", 500),
        ("EUR", "£5", "refused"),
        ("CHF", "CHF 5", 500),
        ("CHF", "$5", "refused"),
    ],
)
def test_a_currency_sign_must_be_the_row_s(tmp_path, code, text, minor):
    """A dollar beside a row in dollars is understood; another currency's sign contradicts the row and is refused."""
    accepted, bad, _ = read(tmp_path, f"project_id,period_offset,cost_class,amount,kind,currency\nP,0,capex,{text},plan,{code}\n")
    assert ("refused" if bad.height else accepted["amount_minor"].item()) == minor


@pytest.mark.parametrize("header", ["amount_eur", "Amounts", "mandat", "latest start", "Probability (%)"])
def test_a_renamed_column_is_an_error_and_not_unknown_everywhere(tmp_path, header):
    """What nothing reads and is nearly a known column's name stops the file, with the column that was probably meant."""
    table, columns = {
        "amount_eur": ("cost_lines", HEADER.replace("amount", "amount_eur")), "Amounts": ("cost_lines", HEADER.replace("amount", "Amounts")),
        "mandat": ("projects", "project_id,name,status,mandat"), "latest start": ("projects", "project_id,name,status,latest start"),
        "Probability (%)": ("benefits", "project_id,period_offset,category,amount,Probability (%)"),
    }[header]  # fmt: skip
    with pytest.raises(SourceError) as refused:
        read(tmp_path, columns + "\n" + ",".join("1" for _ in columns.split(",")) + "\n", table)
    assert repr(header) in str(refused.value)


def test_a_column_that_decides_must_be_in_the_file(tmp_path):
    """Amounts may be unknown cell by cell, but a cost file without amounts is not a cost file."""
    with pytest.raises(SourceError, match="'amount'"):
        read(tmp_path, "project_id,period_offset,cost_class,kind\nP,0,capex,plan\n")


def test_an_unreadable_row_says_whether_its_project_may_be_required(tmp_path):
    """In flight, mandated, or unreadable in just that: the night must know before it plans without the project."""
    rows = [
        "A,N,idea,none,31/02/2027",
        "B,N,in_flight,none,31/02/2027",
        "C,N,idea,safety,31/02/2027",
        "D,N,Zombie,none,",
        "E,N,idea,perhaps,",
    ]
    _, bad, _ = read(tmp_path, "project_id,name,status,mandate,deadline\n" + "\n".join(rows) + "\n", "projects")
    assert dict(bad.select("project_id", "may_be_required").iter_rows()) == {
        "A": False,
        "B": True,
        "C": True,
        "D": True,
        "E": True,
    }


def test_ids_stay_as_exported(tmp_path):
    """007 is not 7, and 1e3 is an id."""
    accepted, _, _ = read(tmp_path, f"{HEADER}\n007,0,capex,1,plan\n1e3,0,capex,1,plan\n")
    assert accepted["project_id"].to_list() == ["007", "1e3"]


def test_a_bad_row_says_where_what_and_what_was_expected(tmp_path):
    """File, row, column, rule, found, expected, the raw cells; one entry for each bad cell, one row counted."""
    accepted, bad, rows = read(tmp_path, f"{HEADER}\nP,0,capex,1,plan\nQ,0,capital,x1,plan\nR,0,capex,1\n")
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_declared_encodings_are_read(tmp_path, encoding):
    """An accent and a pound sign survive, with or without a byte order mark."""
    text = "project_id,name,status\nP,Île £,idea\n"
    accepted, _, _ = read(
        tmp_path, text.encode(encoding), "projects", encoding="utf-8-sig" if encoding.startswith("utf-8") else encoding
    )
    assert accepted["name"].item() == "Île £"


@pytest.mark.parametrize(
    ("data", "source", "told"),
    [
        ("project_id,name,status\nP,Île,idea\n".encode("cp1252"), {}, "offset 25"),  # wrong encoding
        ("project_id,name,status\nP,N,idea\n".encode("utf-16-le"), {"encoding": "latin-1"}, "NUL character"),  # UTF-16 as latin-1
        (b'project_id,name,status\nP,"N,idea\n', {}, "near line"),  # a quote never closed
        (b"project_id;name;status\nP;N;idea\n", {}, "delimiter"),  # wrong delimiter
        (b"project_id,name,name,status\nP,a,b,idea\n", {}, "2 columns headed 'name'"),  # duplicate headers
        (b"", {}, "an empty file"),  # empty
        (b"project_id,name\nP,N\n", {}, "headed 'status'"),  # a required column missing
    ],
)
def test_a_file_that_is_not_as_declared_is_an_error(tmp_path, data, source, told):
    """Never read as garbage: the message names the file, the place and the remedy."""
    with pytest.raises(SourceError) as refused:
        read(tmp_path, data, "projects", **source)
    assert told in str(refused.value)
    assert "f.csv" in str(refused.value)


def test_a_transposed_file_counts_columns(tmp_path):
    """Each record is a column; its number is where to look."""
    accepted, bad, _ = read(
        tmp_path, "project_id,A,B,C\nname,Alpha,Beta,Gamma\nstatus,idea,zombie,closed\n", "projects", transposed=True
    )
    assert accepted["project_id"].to_list() == ["A", "C"]
    assert bad["source_row"].to_list() == [3]


def test_a_wide_file_becomes_long(tmp_path):
    """One row for each filled cell; an empty cell is no row, a null word is an unknown amount, and the header's group is the period."""
    text = "project_id,role_id,Q+0,Q+1,Q+2\nP,Dev,1.5,,n/a\n"
    accepted, _, rows = read(
        tmp_path, text, "demand", unpivot={"columns": r"Q\+(\d+)", "name_to": "period_offset", "value_to": "fte"}
    )
    assert accepted.select("period_offset", "milli_fte").rows() == [(0, 1500), (2, None)]
    assert rows["read"].item() == 2


def test_newer_files_supersede_older_ones_and_every_row_is_counted(tmp_path):
    """The day in the name decides, not the time of the file."""
    (tmp_path / "f_20270108.csv").write_text("project_id,name,status\nA,New,idea\nB,New,idea\n")
    (tmp_path / "f_20270101.csv").write_text("project_id,name,status\nA,Old,idea\n")
    chosen = settings("projects", as_of=r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")
    raw = raw_of("projects", chosen, tmp_path)
    accepted, bad = parse("projects", raw, chosen).collect()
    assert accepted["name"].to_list() == ["New", "New"]
    rows = account_for_rows("projects", raw, bad)
    assert rows.select("read", "accepted", "superseded").rows() == [(1, 0, 1), (2, 2, 0)]


@pytest.mark.parametrize(
    ("names", "source", "told"),
    [
        ([], {}, "no file"),
        (["f1.csv", "f2.csv"], {}, "several files for the same day"),
        (["f_notaday.csv"], {"as_of": r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"}, "does not tell its day"),
        (["f_20271399.csv"], {"as_of": r"_(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"}, "does not tell its day"),
    ],
)
def test_which_file_counts_is_never_guessed(tmp_path, names, source, told):
    """None, two of one day, or a name without a day: an error that says so."""
    for name in names:
        (tmp_path / name).write_text(f"project_id,name,status\nA,{name},idea\n")
    with pytest.raises(SourceError, match=told):
        raw_of("projects", settings("projects", **source), tmp_path)


def test_unfinished_and_hidden_files_are_passed_over(tmp_path):
    """A file still being copied or a workbook's lock file is not an export."""
    for name in ("f.csv.part", ".f.csv", "f.csv.tmp"):
        (tmp_path / name).write_text("rubbish")
    (tmp_path / "f.csv").write_text("project_id,name,status\nA,N,idea\n")
    assert raw_of("projects", settings("projects"), tmp_path).collect().height == 1


def test_sources_stay_in_their_folder(tmp_path):
    """Neither a pattern nor a link may reach outside exports/."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (tmp_path / "secret.csv").write_text("project_id,name,status\nA,N,idea\n")
    (exports / "f.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError, match="outside"):
        raw_of("projects", settings("projects"), exports)
    with pytest.raises(SettingsError, match="outside"):
        raw_of("projects", settings("projects", files="../*.csv"), exports)


def test_workbooks_are_read_as_text(tmp_path):
    """Numbers by their shortest text, dates as days, text as typed; title rows above the header are passed over."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet("Plan")
        page.write_row(0, 0, ["A title"])
        page.write_row(2, 0, ["project_id", "period_start", "cost_class", "amount", "kind"])
        page.write_row(3, 0, ["007", None, "capex", 1234567890.12, "plan"])
        page.write_datetime(3, 1, __import__("datetime").datetime(2027, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_row(4, 0, [8, "2027-02-28", "capex", "£5", "plan"])
    chosen = settings(format="auto", header_row=3, sheet="Plan")
    accepted, _ = parse("cost_lines", raw_of("cost_lines", chosen, tmp_path), chosen).collect()
    assert accepted.select("project_id", "amount_minor").rows() == [("007", 123456789012), ("8", 500)]
    assert [str(day) for day in accepted["period_start"]] == ["2027-01-31", "2027-02-28"]
    with pytest.raises(SourceError, match="a sheet called 'Other'"):
        raw_of("cost_lines", settings(format="auto", sheet="Other"), tmp_path)


def test_a_workbook_that_unpacks_too_far_is_not_opened(tmp_path, monkeypatch):
    """The archive's directory is read first: 760 KB were seen to unpack to 350 MB."""
    import zipfile

    monkeypatch.setattr("cutline.sources.formats.archives.UNPACKED_MAX_BYTES", 1 << 20)
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2 << 20))
    with pytest.raises(SourceError, match="bytes unpacked"):
        raw_of("cost_lines", settings(format="auto"), tmp_path)
    (tmp_path / "f.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(SourceError, match="begins like text"):
        raw_of("cost_lines", settings(format="auto"), tmp_path)


def test_rows_typed_into_the_settings_are_read_like_any_other(tmp_path):
    """[[tables.funds]]: the same contract, the file being portfolio.toml."""
    rows = [
        {"fund_id": "F", "cost_class": "capex", "fiscal_year": 2027, "amount": "1,000.00"},
        {"fund_id": "G", "cost_class": "x", "fiscal_year": 2027, "amount": "1"},
    ]
    chosen = settings_from({"tables": {"funds": rows}})
    accepted, bad = parse("funds", raw_of("funds", chosen, tmp_path), chosen).collect()
    assert accepted["amount_minor"].to_list() == [100_000]
    assert bad["source_file"].to_list() == ["portfolio.toml"]
