"""Totals among rows that are added up would count twice."""

import pytest

from cutline.errors import SourceError
from cutline.settings.loading import settings_from
from cutline.sources.mapping.asking.total_rows import looks_like_total
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import raw_table

ROWS = "project_id,period_start,cost_class,account,amount,kind of row\nP,2027-01-01,capex,A,10.00,Posting\nP,2027-01-01,capex,A,20.00,Posting\nP,2027-01-01,capex,A,30.00,{}\n"


def amounts(folder, word: str, **feed: object) -> list[int]:
    (folder / "f.csv").write_text(ROWS.format(word))
    feed = {"table": "actuals", "repeated_rows": "add_up", **feed}
    settings = settings_from({"sources": [{"name": "s", "files": "f*", "feeds": [feed]}]})
    return parse("actuals", raw_table("actuals", settings, folder), settings).collect()[0]["amount_minor"].to_list()


@pytest.mark.parametrize("word", ["Total", "SUBTOTAL", "Summe", "Итого"])
def test_a_row_called_total_is_asked_for_and_the_answer_reads_the_rest(tmp_path, word):
    with pytest.raises(SourceError, match=f'where_not = {{ "kind of row" = "{word}" }}'):
        amounts(tmp_path, word)
    assert amounts(tmp_path, word, where_not={"kind of row": word}) == [3000]


def test_another_word_is_a_row_like_the_others(tmp_path):
    assert amounts(tmp_path, "Reversal") == [6000]


def test_a_filter_that_names_the_column_has_answered(tmp_path):
    assert amounts(tmp_path, "Total", where={"kind of row": ["Posting", "Total"]}) == [6000]


@pytest.mark.parametrize(
    ("text", "is_total"),
    [("Total", True), ("Grand total 2027", True), ("Source: SAP", True), ("Totalisator", False), ("P-1", False)],
)
def test_the_first_words_of_a_row_tell_a_total(text, is_total):
    assert looks_like_total(text) is is_total
