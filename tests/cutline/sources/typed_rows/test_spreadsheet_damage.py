"""Ids that a spreadsheet has turned into numbers or dates."""

import pytest

from cutline.contracts.tables.all_tables import TABLES
from tests.cutline.sources.typed_rows.reading_cells import declared_source, read_cells

PROJECT = TABLES["projects"].column("project_id")


@pytest.mark.parametrize(
    "text",
    ["1.23457E+15", "1E+15", "1.2E15", "1.2e+16", "1001.0", "2.0E7", "2027-01-02", "2027-01-02 00:00:00", "02/01/2027", "2/1/2027", "2.1.2027",
     "2-Jan", "Jan-02", "02-Jan-27", "2-Jan-2027", "Sep-2027", "#REF!"],
)  # fmt: skip
def test_a_spoiled_id_is_a_bad_cell(text):
    """Nobody knows what was typed there."""
    assert read_cells(PROJECT, [text], declared_source()).row(0) == (None, True)


@pytest.mark.parametrize(
    "text",
    ["1001", "0007", "1000000000000003", "1.0", "1.2", "1.2.1", "P1.0", "3E12", "E+12", "2027", "2027-01", "2027/01", "JAN-02", "12-JAN", "MAY-2027",
     "P-2027-01-02", "31-12", "12/7", "2027-13-45", "10.1"],
)  # fmt: skip
def test_ids_of_other_forms_stay(text):
    """Outline numbers, years, codes of months in capitals, digits in any number."""
    assert read_cells(PROJECT, [text], declared_source()).row(0) == (text, False)


def test_a_declared_form_says_that_a_date_is_meant():
    """A system may number its projects by day."""
    wanted = {"match": r"\d{4}-\d{2}-\d{2}"}
    assert read_cells(PROJECT, ["2027-01-02"], declared_source(), wanted).row(0) == ("2027-01-02", False)


@pytest.mark.parametrize(
    ("locale", "spoiled", "sound"),
    [
        ("de", ["01. Mrz", "02. Dez", "Mrz 27", "1. März 2027"], ["MRZ-1", "Mai", "DEZ", "40. Mrz", "1. MAIN"]),
        ("fr", ["01-févr", "02-août", "1-déc.", "juin-27"], ["JUIN-A", "MARS"]),
        ("es", ["01-ene", "abr-27"], ["ENE-1", "ABR"]),
        ("it", ["01-gen", "mag-27"], ["GEN-1", "MAG"]),
    ],
)
def test_ids_that_a_spreadsheet_of_another_language_has_turned_into_dates(locale, spoiled, sound):
    """They are bad cells where the language is declared; a text that is no day of it is an id."""
    column = TABLES["projects"].column("project_id")
    source = declared_source(locale=locale)
    assert read_cells(column, spoiled, source)["is_bad"].to_list() == [True] * len(spoiled)
    assert read_cells(column, sound, source)["value"].to_list() == sound
    assert read_cells(column, spoiled[:1], source, {"match": ".*"})["value"].to_list() == spoiled[:1]
