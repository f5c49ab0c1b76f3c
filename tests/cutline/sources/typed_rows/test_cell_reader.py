"""The cells of a column: each kind is read exactly or is bad, and the short path agrees with the long one."""

import random

import polars as pl
import pytest

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.loading import settings_from
from cutline.settings.sources import ColumnMap
from cutline.sources.mapping.unit_questions import stated_unit_mark
from cutline.sources.typed_rows.cell_reader import CellReader
from tests.cutline.sources.reading_exports import (
    HEADER,
    one_source,
    raw_table,
    read_file,
)
from tests.cutline.sources.typed_rows.reading_cells import AMOUNT, CASES, DAY, SHARE, declared_source, read_cells


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
    accepted, bad, _ = read_file(tmp_path, ",".join(row) + "\n" + ",".join(row.values()) + "\n", kind, date_formats=["%d/%m/%Y"])
    canonical = next(c.name for c in TABLES[kind].columns if c.plain == column)
    assert ("refused" if bad.height else str(accepted[canonical].item())) == value


def test_ids_stay_as_exported(tmp_path):
    """007 is not 7, and 1e3 is an id."""
    accepted, _, _ = read_file(tmp_path, f"{HEADER}\n007,0,capex,1,plan\n1e3,0,capex,1,plan\n")
    assert accepted["project_id"].to_list() == ["007", "1e3"]


def test_the_short_path_and_the_long_one_agree():
    """10,000 texts from the alphabet of numbers: alone, in company that forces the long way, and read once among repeats."""
    rng = random.Random(5)
    texts = ["".join(rng.choice("0123456789.,-( )£km") for _ in range(rng.randint(1, 8))) for _ in range(CASES)]
    short = read_cells(AMOUNT, texts, declared_source())
    long = read_cells(AMOUNT, texts, declared_source(null_patterns=["never"]))  # a pattern turns the short path off
    assert short.equals(long)
    assert 100 < short["is_bad"].sum() < CASES - 100
    for column in (DAY, SHARE):
        few = [rng.choice(["2027-01-31", "85%", "", "n/a", "x", "12.5%"]) for _ in range(CASES)]
        assert read_cells(column, few, declared_source()).equals(
            read_cells(column, [*few, *map(str, range(3000))], declared_source()).head(CASES)
        )


# Texts that are nearly numbers, days, ids or words. Between "a" and "b" stands the blank that Excel writes.
NASTY = [
    "0", "-0", "007", "1e5", "1E+07", "2.0E-6", "+5", "-5", "5-", "(5)", "( 5 )", "-(5)", "\u22125", "5.", ".5", "-.5", "1.005", "1.0050", "0.1", "1,5",
    "1,234", "1.234", "1,234.50", "1.234,50", "1 234,50", "1\u00a0234,50", "1\u202f234", "12,34", "999999999999999", "1000000000000000", "99999999999999999999",
    "-9223372036854775808", "\uff11\uff12", "\u0661\u0662", "\u00bd", "5\u00b2", "50%", "50 %", "5k", "5 M", "£5", "$5", "5 GBP", "EUR 5", "USD5", "inf", "nan",
    "NaN", "Infinity", "0x10", "1_000", "- 5", "--5", "5\t", "\t5", " 5 ", "\u00a05\u00a0", "\u200b5", "5\ufeff", "\u2067-5\u2069", "5 CR", "5 Dr", "", " ", "\u00a0", "\u200b",
    "-", "\u2013", "n/a", "N/A", " n/a ", "N.A.", "null", "NULL", "none", "unbekannt", "k. A.", "nicht verfu\u0308gbar", "nicht verfügbar", "#N/A", "#REF!", "####", "999",
    "2027-01-31", " 2027-01-31", "2027-01-31 ", "\u00a02027-01-31", "2027-1-31", "2027-13-01", "2027-02-29", "0027-01-31", "9999-12-31", "12027-01-31", "1900-01-01",
    "1899-12-31", "2200-12-31", "2201-01-01", "+2027-01-31", "2027\u201301\u201331", "2027-01-31T08:00:00Z", "2027-01-31 08:00", "31.01.2027", "31/01/2027", "01/31/2027",
    "1.2.2027", "31.01.27", "31-Jan-2027", "31-JAN-2027", "31-Mär-2027", "1. März 2027", "Jan-27", "46053", "20270131", "2027-W05", "\uff12027-01-31", "yes", "Ja", "TRUE", "0.0",
    "1001.0", "1.2E15", "2-Jan", "01. Mrz", "P-1", "p 1", "Re\u0301no", "Réno", "a\u00a0b", "a  b", "Capex", "CAPEX ", "cap ex", "capex\u200b", "in-flight", "In Flight", "laufend",
    "in Arbeit", "<b>", "'5", '"5"', "5\n", "a\nb", "\0",
]  # fmt: skip
SOURCES: list[dict] = [
    {},
    {"locale": "de", "decimal": ",", "thousands": ".", "date_formats": ["%d.%m.%Y", "%Y-%m-%d"]},
    {"thousands": ",", "date_formats": ["%d-%b-%Y", "%d/%m/%Y"], "null_words": ["", "999", "2027-01-31", "31-jan-2027"]},
    {"date_formats": ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M"], "null_words": ["2027-01-31t08:00:00z"], "negative_suffixes": ["CR"], "positive_suffixes": ["Dr"]},
    {"date_formats": ["excel", "%b-%y"], "two_digit_years_from": 2000, "decimal": ",", "thousands": " "},
]  # fmt: skip
COLUMNS = [
    ("cost_lines", "amount_minor"), ("cost_lines", "cost_class"), ("cost_lines", "period_start"), ("cost_lines", "period_offset"), ("projects", "project_id"),
    ("projects", "name"), ("projects", "status"), ("projects", "deadline"), ("demand", "milli_fte"), ("benefits", "probability_bp"), ("milestones", "is_gate"),
]  # fmt: skip
MAPPED: list[dict] = [{"unit": "k"}, {"values": {"-": "0", "Jan-27": "2027-01-01"}}, {"match": r"\d+.*"}]


@pytest.mark.parametrize("source", range(len(SOURCES)))
@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_every_path_reads_a_text_alike(table, name, source):
    """Plain or not, alone or in any company, rare or repeated: a text has one value, or it is bad wherever it stands."""
    settings = settings_from({"portfolio": {"currency": "GBP"}})
    rng, column = random.Random(f"{source} {name}"), TABLES[table].column(name)
    made = ["".join(rng.choice("0123456789.,-+()/ e\u00a0") for _ in range(rng.randint(1, 7))) for _ in range(60)]
    texts = list(dict.fromkeys([*NASTY, *made]))
    for wanted in (None, MAPPED[source % len(MAPPED)]):
        if wanted and "unit" in wanted and column.kind not in ("money", "integer"):
            continue
        chosen = declared_source(**SOURCES[source])
        long = declared_source(**SOURCES[source], null_patterns=["never"])  # a pattern turns the short paths off
        right = read_cells(column, texts, long, wanted, settings)
        told = dict(zip(texts, right.rows(), strict=True)) | {None: (None, False)}
        assert read_cells(column, texts, chosen, wanted, settings).equals(right)
        for some in ([*texts, None], rng.sample(texts, 3), [rng.choice(texts), "2027-01-31", None]):
            many = [rng.choice(some) for _ in range(1200)]
            for each in (chosen, long):
                assert read_cells(column, many, each, wanted, settings).rows() == [told[text] for text in many]


def test_the_short_path_of_dates_is_taken_by_plain_dates():
    """Otherwise the test above compares the long path with itself. A null word that may be a day closes the path."""
    settings = settings_from({})
    for rest, form in (({}, "%Y-%m-%d"), ({"null_words": ["1900-01-01"]}, None), ({"null_words": ["0000-00-00", "n/a", "0"]}, "%Y-%m-%d"),
                       ({"date_formats": ["%d-%b-%Y"], "locale": "de"}, None), ({"date_formats": ["%b-%y", "%Y-%m-%d"]}, None)):  # fmt: skip
        assert CellReader(DAY, declared_source(**rest, two_digit_years_from=2000), None, settings)._plain_date == form


def test_a_unit_that_the_file_states_decides_row_by_row():
    """Amounts of a file in thousands beside those of a file in millions; without a unit, a text is bad and an absent cell is not."""
    mapped = ColumnMap.model_validate({"from": ["x"], "unit": "stated"})
    marks = [stated_unit_mark(AMOUNT, "k"), stated_unit_mark(AMOUNT, "m"), "", ""]
    rows = pl.DataFrame(
        {AMOUNT.name: ["1.5", "x", "1", None], "currency": [None] * 4, "columns": marks}, schema_overrides={"currency": pl.String}
    )
    read = CellReader(AMOUNT, declared_source(), mapped, settings_from({})).read(rows)
    assert read.rows() == [(150_000, False), (None, True), (None, True), (None, False)]


def test_a_number_that_means_unknown_is_unknown_on_the_short_path_too():
    """999 declared as a null word."""
    assert read_cells(AMOUNT, ["1", "999", "2"], declared_source(null_words=["", "999"]))["value"].to_list() == [100, None, 200]


@pytest.mark.parametrize("text", ["Amber/Red", "amber/red ", " AMBER/RED", "amber-red", "amber red", "Amber_Red"])
def test_enumerations_are_read_in_any_dress(text):
    """Case, blanks and marks between words do not matter; another word does."""
    assert read_cells(TABLES["projects"].column("reported_rag"), [text], declared_source())["value"].item() == "amber_red"
    assert read_cells(TABLES["projects"].column("reported_rag"), ["amber/reddish"], declared_source())["is_bad"].item()


def test_one_column_may_have_marks_of_its_own(tmp_path):
    """A file with decimal commas holds a column with points: each is read by its own marks, on the short path and the long."""
    text = "project_id;role_id;period_offset;fte;skill\nP;R;0;1.5;a\nP;R;1;1,5;b\nP;R;2;+2.25;c\n"
    columns = {"fte": {"from": "fte", "decimal": ".", "thousands": ""}}
    source = {"delimiter": ";", "decimal": ",", "thousands": "."}
    accepted, bad, _ = read_file(tmp_path, text, "demand", columns=columns, **source)
    assert accepted["milli_fte"].to_list() == [1500, 2250]
    assert bad.select("found", "expected").rows() == [
        ("1,5", "a number, at most 3 decimals; decimal mark '.', thousands mark ''")
    ]
    plain = read_file(tmp_path, text, "demand", **source)[0]
    assert plain["milli_fte"].to_list() == [1500]  # without marks of its own, only the comma is a decimal mark


def test_totals_are_looked_for_by_the_marks_of_the_column(tmp_path):
    """A total proves that a dash is zero, also in a column with marks of its own."""
    (tmp_path / "f.csv").write_text(
        "project_id;period_offset;cost_class;amount;kind\nP;0;capex;1.5;plan\nP;2;capex;2.25;plan\nP;1;capex;-;plan\nTotal;;;3.75;\n"
    )
    columns = {"amount": {"from": "amount", "decimal": ".", "thousands": ""}}
    settings = one_source("cost_lines", columns, delimiter=";", decimal=",", thousands=".", not_data=["Total"])
    about = raw_table("cost_lines", settings, tmp_path).collect()["columns"][0]
    assert "a row of totals is the sum of its columns, if the dash is zero" in about
