"""The language of an export is proposed by the words that only it has, and its months are read."""

import tomllib
from datetime import date

import pytest

from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.inspecting.detecting.language import in_english, language_of
from cutline.sources.inspecting.proposing.source_block import questions_in, source_block
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import written
from tests.cutline.sources.reading_exports import NOON

REGISTERS = {
    "de": "Projekt-Nr;Projektname;Status;Aktualisiert;Gesamtkosten (T€)\n"
    "P-1;Neubau;laufend;15. Mär 2027;1.234,5\nP-2;ERP;beantragt;1. Mai 2027;890,0\nP-3;Dach;abgeschlossen;1. Dez 2026;120,25\n",
    "fr": "Code projet;Nom du projet;Statut;Mise à jour;Coût total (k€)\n"
    "P-1;Halle;en cours;15 mars 2027;1 234,5\nP-2;ERP;approuvé;1 févr. 2027;890,0\nP-3;Toit;terminé;1 déc. 2026;120,25\n",
    "es": "Código de proyecto;Nombre del proyecto;Estado;Actualizado;Coste total (k€)\n"
    "P-1;Nave;en curso;15 de marzo de 2027;1.234,5\nP-2;ERP;aprobado;1 de enero de 2027;890,0\nP-3;Techo;cancelado;1 de dic de 2026;120,25\n",
    "it": "Codice progetto;Nome progetto;Stato;Aggiornato;Costo totale (k€)\n"
    "P-1;Capannone;in corso;15 mag 2027;1.234,5\nP-2;ERP;approvato;1 gen 2027;890,0\nP-3;Tetto;annullato;1 dic 2026;120,25\n",
}
STATUS = {
    "de": ["in_flight", "proposed", "closed"],
    "fr": ["in_flight", "approved", "closed"],
    "es": ["in_flight", "approved", "cancelled"],
    "it": ["in_flight", "approved", "cancelled"],
}


@pytest.mark.parametrize("locale", REGISTERS)
def test_a_register_of_another_language_is_proposed_whole_and_reads(locale, tmp_path):
    """Its locale, headers, states, dates and marks: no word of the language is asked about, and the amounts are exact."""
    block = source_block(written(tmp_path, REGISTERS[locale].encode(), "f.csv"), "f")
    assert f'locale = "{locale}"' in block
    assert not [question for question in questions_in(block) if "status" in question.split("?")[0] or "project_id" in question]
    settings = settings_from(tomllib.loads(answered(block)) | {"portfolio": {"currency": "EUR"}})
    rows = read_raw("projects", settings, *deliveries_in_place(settings, tmp_path, NOON))
    accepted, bad = parse("projects", rows, settings).collect()
    assert bad.is_empty()
    assert accepted["status"].to_list() == STATUS[locale]
    assert accepted["whole_life_cost_minor"].to_list() == [123_450_000, 89_000_000, 12_025_000]


@pytest.mark.parametrize(
    ("locale", "headers", "form", "days"),
    [
        ("de", ["Mär 27", "Apr 27", "Mai 27"], "%b %y", [date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1)]),
        ("fr", ["janv.-27", "févr.-27", "août-27"], "%b-%y", [date(2027, 1, 1), date(2027, 2, 1), date(2027, 8, 1)]),
        ("es", ["ene 2027", "feb 2027", "abr 2027"], "%b %Y", [date(2027, 1, 1), date(2027, 2, 1), date(2027, 4, 1)]),
    ],
)
def test_months_of_another_language_are_headers(locale, headers, form, days, tmp_path):
    """A wide layout is proposed with its format, and its figures fall into their months."""
    text = ";".join(["project_id", *headers]) + "\nP1;1,5;2,5;3,5\nP2;4,5;5,5;6,5\n"
    block = source_block(written(tmp_path, text.encode(), "f.csv"), "f")
    assert f'locale = "{locale}"' in block
    assert f'formats = ["{form}"]' in block
    settings = settings_from(tomllib.loads(answered(block)) | {"portfolio": {"currency": "EUR"}})
    rows = read_raw("cost_lines", settings, *deliveries_in_place(settings, tmp_path, NOON))
    accepted, bad = parse("cost_lines", rows, settings).collect()
    assert bad.is_empty()
    assert accepted["period_start"].unique().sort().to_list() == days
    assert accepted["amount_minor"].to_list()[:1] == [150]


def test_words_that_several_languages_have_are_a_question(tmp_path):
    """`mar` and `abr` are Spanish; `rosso` is Italian; `mars` is French, and `dic` may be Spanish or Italian."""
    assert language_of([["1 dic 2027"]], []).options == ("es", "it")
    assert language_of([["1 dic 2027"]], []).value is None
    assert language_of([["1 dic 2027", "3 abr 2027"]], []).value == "es"
    block = source_block(
        written(tmp_path, b"project_id,name,status,updated_at\nP1,A,idea,1 dic 2027\nP2,B,idea,2 dic 2027\n", "f.csv"), "f"
    )
    assert 'locale = "?"' in block
    assert 'one of "es" (Spanish), "it" (Italian)' in " ".join(block.replace("#", " ").split())


def test_a_language_that_is_not_known_is_not_taken_for_another():
    """Portuguese shares abr and ago with Spanish, and has fev and out beside them: a person must say what it is."""
    found = language_of([["1 abr 2027", "2 ago 2027", "3 jun 2027", "4 mar 2027", "5 fev 2027", "6 out 2027"]], [])
    assert found.value is None
    assert "5 fev 2027 beside them is none" in found.evidence
    assert language_of([["Fase 12", "Obra 2027", "en curso", "terminado"]], []).value == "es"  # numbered names are no months


@pytest.mark.parametrize(
    "cells",
    [
        ["1 Mar 2027", "2 Apr 2027"],
        ["closed", "open", "no"],
        ["Main street", "Piano lessons"],
        ["in corso"],  # one word alone may be a name
        ["n.d.", "n/d", "s/d"],
        ["2027-03-01", "31/12/2027"],
    ],
)
def test_english_words_and_single_words_are_no_other_language(cells):
    """Nothing is proposed for them."""
    assert language_of([cells], []) is None


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("15. März 2027", "de", "15. Mar 2027"), ("févr.-27", "fr", "Feb-27"), ("1 de mayo de 2027", "es", "1 de May de 2027"),
        ("Mai lied", "de", "Mai lied"), ("15. Xyz 2027", "de", "15. Xyz 2027"), ("15 mars 2027", "en", "15 mars 2027"),
    ],
)  # fmt: skip
def test_months_are_read_in_english(text, locale, expected):
    """Only in a text that is a date."""
    assert in_english(text, locale) == expected
