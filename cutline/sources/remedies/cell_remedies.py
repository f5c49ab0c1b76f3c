"""The remedies of bad cells in words, with the lines of portfolio.toml under which the cells are read."""

from collections.abc import Callable, Iterable, Sequence

from cutline.contracts.tables.records import Column
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.remedies.date_remedies import date_settings
from cutline.sources.remedies.number_remedies import number_settings
from cutline.sources.remedies.written_settings import Change, column_line, in_words
from cutline.sources.toml_text import toml_string

# Which of some texts are understood under other settings.
Reads = Callable[[Sequence[str], Source, ColumnMap], Sequence[bool]]
MEND = "mend the cell at its source and send the file again"
NUMBERS = ("money", "integer", "fte", "points", "ratio", "index", "share", "rate")
MOST_TOLD, MOST_TRIED = 4, 24  # changes that one remedy names, and that are tried on one column
GENERAL = {
    "shape": "put the cells that hold a delimiter between quotation marks, and declare the mark of the file if it is another one, such as quote = {quote}; or correct the delimiter in the source; if the row is no data, such as a note, name its first text under not_data",
    "range": f"{MEND}; if all figures of the column are beyond the limits, correct its unit in the mapping",
    "one of": f"{MEND}; if the columns that hold them have another name, map them",
}


def cell_remedies(
    column: Column, rule: str, texts: Sequence[str], source: Source, wanted: ColumnMap, reads: Reads
) -> dict[str, str]:
    """What to do about the bad cells of one column, by their texts. rule: the rule that they break, as the quarantine names it."""
    if rule in GENERAL:
        quote = toml_string("'" if source.quote == '"' else '"')
        return dict.fromkeys(texts, GENERAL[rule].format(quote=quote))
    if rule == "required":
        return dict.fromkeys(texts, _of_empty_cell(column, wanted))
    if column.kind in ("enum", "boolean"):
        return {text: _of_a_word(column, text, wanted) for text in texts}
    changes = _changes(column, texts, source, wanted, reads)
    return {text: _in_words(column, text, source, wanted, changes[text]) for text in texts}


def _in_words(column: Column, text: str, source: Source, wanted: ColumnMap, changes: list[Change]) -> str:
    if changes:
        told = "; or ".join(in_words(each, column, wanted) for each in changes)
        return f"if the export writes it so, write {told}; else {MEND}"
    if column.kind in (*NUMBERS, "date", "datetime"):
        words = toml_string([*source.null_words, text])
        meant = column_line(column, wanted, values={**wanted.values, text: "?"})
        return f"{MEND}; if the text means unknown, write null_words = {words} in the source, and if it stands for a figure or a day, {meant}"
    return f"have the export send the cell as text, as people write it; or {MEND}"


def _of_a_word(column: Column, text: str, wanted: ColumnMap) -> str:
    allowed = ", ".join(column.values or ("yes", "no"))
    line = column_line(column, wanted, values={**wanted.values, text: "?"})
    return f"say what the word means: write {line} in the columns of the feed, with one of {allowed} for the question mark"


def _of_empty_cell(column: Column, wanted: ColumnMap) -> str:
    if wanted.parts:
        return f"{MEND}: {' and '.join(wanted.parts)} need a text; if the row is no data, such as a total, name its first text under not_data"
    filled = column_line(column, wanted, fill_down=True)
    meant = column_line(column, wanted, values={**wanted.values, "": "?"})
    return f"fill in the cell at its source; if the export writes a text once for several rows, write {filled} in the columns of the feed; if an empty cell has a meaning, {meant}; if the row is no data, such as a total, name its first text under not_data"


def _changes(column: Column, texts: Sequence[str], source: Source, wanted: ColumnMap, reads: Reads) -> dict[str, list[Change]]:
    """By text, the smallest changes of the settings under which it is read."""
    good: dict[str, list[Change]] = {text: [] for text in texts}
    tries: dict[str, Change] = {}
    for text in texts:
        for each in _possible(column, text, source, wanted):
            tries.setdefault(repr(each), each)
    for change in sorted(tries.values(), key=lambda each: each.size)[:MOST_TRIED]:
        left = [text for text, found in good.items() if not found or (found[0].size == change.size and len(found) < MOST_TOLD)]
        if not left:
            break
        read = reads(left, source.model_copy(update=change.source), wanted.model_copy(update=change.column))
        for text, is_read in zip(left, read, strict=True):
            good[text] += [change] if is_read else []
    return good


def _possible(column: Column, text: str, source: Source, wanted: ColumnMap) -> Iterable[Change]:
    if column.kind in NUMBERS:
        return number_settings(column, text, source, wanted)
    return date_settings(text, source, wanted) if column.kind in ("date", "datetime") else ()
