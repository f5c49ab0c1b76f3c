"""Words and marks of numbers in declared locales."""

import pytest
from babel.numbers import get_decimal_symbol, get_group_symbol

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.layouts.locales import LOCALES
from cutline.sources.typed_rows.locale_words import all_words, words_for
from tests.cutline.sources.reading_exports import read_file
from tests.cutline.sources.typed_rows.reading_cells import AMOUNT, declared_source, read_cells

STATUS, RISK = TABLES["projects"].column("status"), TABLES["risks"].column("status")
GATE = TABLES["milestones"].column("is_gate")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", {"Laufend": "in_flight", "in  Umsetzung": "in_flight", "GENEHMIGT": "approved", "abgeschlossen": "closed", "In Flight": "in_flight"}),
        ("fr", {"En cours": "in_flight", "Terminé": "closed", "annulée": "cancelled"}),
        ("es", {"En ejecución": "in_flight", "cerrado": "closed", "aprobada": "approved"}),
        ("it", {"In corso": "in_flight", "sospeso": "on_hold", "Concluso": "closed"}),
    ],
)  # fmt: skip
def test_statuses_are_read_in_the_declared_language(locale, words):
    """The canonical words stay understood; another language's words, and the same words without the locale, are bad."""
    found = read_cells(STATUS, list(words), declared_source(locale=locale))
    assert found["value"].to_list() == list(words.values())
    foreign = [word for word in words if word != "In Flight"]
    assert all(read_cells(STATUS, foreign, declared_source())["is_bad"])
    assert all(read_cells(STATUS, ["offen", "ouvert", "abierto", "aperto"], declared_source(locale=locale))["is_bad"])


def test_a_word_counts_where_it_means_one_thing():
    """A risk may be open; a project that is `offen` may be proposed or in flight."""
    assert read_cells(RISK, ["offen", "eingetreten"], declared_source(locale="de"))["value"].to_list() == ["open", "occurred"]
    assert "offen" not in words_for("de", STATUS)


@pytest.mark.parametrize(
    ("locale", "yes", "no", "unknown"),
    [("de", "Ja", "Nein", "k. A."), ("fr", "Oui", "Non", "non renseigné"), ("es", "Sí", "No", "desconocido"), ("it", "Sì", "No", "sconosciuto")],
)  # fmt: skip
def test_yes_no_and_unknown(locale, yes, no, unknown):
    """Unknown is null and neither of them."""
    found = read_cells(GATE, [yes, no, unknown, "yes"], declared_source(locale=locale))
    assert found.rows() == [(True, False), (False, False), (None, False), (True, False)]
    assert read_cells(GATE, [unknown], declared_source())["is_bad"].to_list() == [True]


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_have_the_marks_of_the_locale(locale):
    """Those of CLDR; a mark that the source states counts first."""
    source = declared_source(locale=locale)
    group = get_group_symbol(locale)
    assert source.decimal == get_decimal_symbol(locale)
    assert source.thousands == (" " if group.isspace() else group)
    written = f"1{group}234{source.decimal}56"
    assert read_cells(AMOUNT, [written], source)["value"].to_list() == [123_456]
    swiss = declared_source(locale="de", decimal=".", thousands="'")
    assert read_cells(AMOUNT, ["1'234.56"], swiss)["value"].to_list() == [123_456]


def test_declared_words_count_before_those_of_the_locale(tmp_path):
    """A mapping may say that a word means something else."""
    columns = {"status": {"from": "status", "values": {"geschlossen": "cancelled"}}}
    read = read_file(
        tmp_path, "project_id,name,status\nP,N,Geschlossen\nQ,N,beendet\n", "projects", columns=columns, locale="de"
    )[0]
    assert read["status"].to_list() == ["cancelled", "closed"]


def test_every_word_means_a_value_of_a_column():
    """A word for a value that no column has would never be understood."""
    values = {(column.plain, value) for table in TABLES.values() for column in table.columns for value in column.values}
    told = [(column, meaning) for _, column, meaning, _ in all_words() if column not in ("yes or no", "every column")]
    assert set(told) <= values
    assert len(told) > 50
