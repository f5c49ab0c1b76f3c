"""The cells of a column: each kind is read exactly or is bad, and the short path agrees with the long one."""

import random

import pytest

from cutline.contracts.tables.all_tables import TABLES
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
