"""Asks about units: a header, a title or a row under the header states a unit, and the mapping of the column states another.

The mapping answers by its `unit`. If the file is wrong, it answers by `unit_in_header = "ignored"`.
"""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.tables.records import Column, Table
from cutline.errors import Finding
from cutline.settings.sources import UNITS_BY_KIND, ColumnMap, Feed, Source
from cutline.sources.formats.known_formats import ready_made_tables
from cutline.sources.formats.reading import TextTable
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.mapping.headers import default_column_map, sheet_of
from cutline.sources.mapping.stated_units import KINDS_WITH_UNITS, UNIT_WORDS, in_words, stated_units

# A figure that is not zero and has no unit: 2.5, (£1,234.00), 12 EUR. Then one that has a unit, by the kind of its column:
# £2.5m, 35%.
BARE_FIGURE = r"^\s*\(?\s*[-+\u2212]?\s*(?:[£€¥$]|[A-Z]{0,2}\$|[A-Z]{3})?\s*[-\u2212]?[\d.,' \u00a0]*[1-9][\d.,' \u00a0]*(?:[£€¥$]|[A-Z]{3})?\)?\s*$"
OWN_UNIT = {"money": r"(?i)\d\s*(?:k|m|bn)\b", "fte": "%", "share": "%"}
# Pairs of a stated and a declared unit that agree, although they have different names.
AGREE = {("days", "hours")}  # hours_per_fte may be the number of days
READ_AS_STATED = ("k", "m", "bn")
UNIT_OF = "unit of "  # begins the keys of the raw column `columns` under which the unit of a column stands


def unit_questions(
    table: Table, text: TextTable, feed: Feed, read_at: dict[str, int], wide: Sequence[int], source: Source, where: str
) -> list[Finding]:
    """A finding for each column of figures whose header, or else the titles of whose file, state a unit that its mapping
    does not. If the figures carry their units themselves, nothing is asked.

    read_at: the column of the file that fills each canonical column. wide: the columns that an unpivot turns into rows.
    where: the file, source and table, as a message names them.
    """
    if sheet_of(source, feed) in ready_made_tables(source.format):
        return []
    found = []
    for column in table.columns:
        wanted = feed.columns.get(column.plain) or default_column_map(table, column.name)
        is_wide = feed.unpivot is not None and column.plain == feed.unpivot.value_to
        places = list(wide) if is_wide else [read_at[column.name]] if column.name in read_at else []
        if wanted.unit == "stated" and places:
            found += _no_stated_unit(column, text, places, where)
        elif column.kind in KINDS_WITH_UNITS and places and wanted.unit_in_header != "ignored":
            found += _questions_of_column(column, wanted, text, places, where)
    return found


def stated_units_of_feed(
    table: Table, text: TextTable, feed: Feed, read_at: dict[str, int], wide: Sequence[int]
) -> dict[str, str]:
    """The unit of each column with the unit "stated", under its key in the raw column `columns`. Call it for a file without
    unit questions.
    """
    found = {}
    for name, wanted in feed.columns.items():
        column = next(each for each in table.columns if each.plain == name)
        is_wide = feed.unpivot is not None and name == feed.unpivot.value_to
        places = list(wide) if is_wide else [read_at[column.name]] if column.name in read_at else []
        if wanted.unit == "stated" and places:
            found[UNIT_OF + column.name] = next(iter(_units_in_file(column, text, places)))
    return found


def stated_unit_mark(column: Column, unit: str) -> str:
    """How the JSON of the raw column `columns` states that the amounts of a column are in a unit."""
    return f'"{UNIT_OF}{column.name}": "{unit}"'


def _units_in_file(column: Column, text: TextTable, places: Sequence[int]) -> dict[str, str]:
    """The units that the headers of a column state, or else the titles, each with the words that state it."""
    headers: dict[str, str] = {}
    for place in places:
        for words in (text.header[place], *_cells_below_header(text, place)):
            headers |= stated_units(words, column.kind)
    return headers or _units_in_titles(column, text)


def _units_in_titles(column: Column, text: TextTable) -> dict[str, str]:
    titles: dict[str, str] = {}
    for words in (*text.titles, *_notes(text)):
        titles |= stated_units(words, column.kind, is_title=True)
    return titles


def _no_stated_unit(column: Column, text: TextTable, places: Sequence[int], where: str) -> list[Finding]:
    """A finding if the unit of a column cannot be taken from the file: it states none, several, or one that is not read."""
    units = _units_in_file(column, text, places)
    silent = [text.header[place] for place in places if not stated_units(text.header[place], column.kind)]
    is_partly_said = 0 < len(silent) < len(places)
    if len(units) == 1 and units.keys() <= set(READ_AS_STATED) and not is_partly_said:
        return []
    said = " and ".join(in_words(units)) or "no unit"
    only = f", but not in the headers {', '.join(map(repr, silent[:5]))}" if units and is_partly_said else ""
    return [
        Finding(
            where,
            f"{said} in the headers and titles of {column.plain}{only}",
            f"one unit of {', '.join(UNIT_WORDS[each] for each in READ_AS_STATED)}, as unit = 'stated' says",
            f"write the unit in the columns of the feed: {column.plain} = {{ from = {text.header[places[0]]!r}, unit = 'k' }}; the unit '1' stands for whole units",
        )
    ]


def _questions_of_column(column: Column, wanted: ColumnMap, text: TextTable, places: list[int], where: str) -> list[Finding]:
    for place in places:
        stated: dict[str, str] = {}
        for words in (text.header[place], *_cells_below_header(text, place)):
            stated |= stated_units(words, column.kind)
        if stated:
            if _agrees(stated, wanted.unit) or _have_own_units(column, text, [place]):
                continue
            said = f"the header {text.header[place]!r} says {' and '.join(in_words(stated))}"
            return [_question(column, wanted, f"{where}, column {column_letters(place)}", said, stated, text.header[place])]
    titles = _units_in_titles(column, text)
    has_header_with_unit = any(stated_units(text.header[place], column.kind) for place in places)
    is_answered = "unit" in wanted.model_fields_set or has_header_with_unit or _agrees(titles, wanted.unit)
    if column.kind != "money" or not titles or is_answered or _have_own_units(column, text, places):
        return []
    said = f"a title or the name of the file says {' and '.join(in_words(titles))}"
    return [_question(column, wanted, where, said, titles, text.header[places[0]])]


def _question(column: Column, wanted: ColumnMap, where: str, said: str, stated: dict[str, str], header: str) -> Finding:
    own = wanted.from_[0] if wanted.from_ else header
    declared = f"unit = {wanted.unit!r}" if "unit" in wanted.model_fields_set else "no unit"
    answers = [each for each in stated if each in UNITS_BY_KIND.get(column.kind, ())]
    answer = " or ".join(f"{column.plain} = {{ from = {own!r}, unit = {each!r} }}" for each in answers)
    no_unit = f"have the export send {' or '.join(UNIT_WORDS.get(each, each) for each in UNITS_BY_KIND[column.kind] if each in UNIT_WORDS)}"
    return Finding(
        where,
        f"{said}, and the mapping of {column.plain} states {declared}",
        "one unit: the one that the file states is the one that is declared",
        f"{f'write {answer} in the columns of the feed' if answer else no_unit}; "
        f"or, if the file is wrong, write unit_in_header = 'ignored' beside the unit that is right",
    )


def _agrees(stated: dict[str, str], declared: str) -> bool:
    return declared in stated or any((each, declared) in AGREE for each in stated)


def _cells_below_header(text: TextTable, place: int) -> list[str]:
    """The cells of a column in the rows that explain the header."""
    if not text.may_mark_rows:
        return []
    cell = pl.col(str(place))
    rows = text.cells.filter((pl.col("not_data") == "row below the header") & cell.is_not_null())
    return rows.select(cell).collect().to_series().to_list()


def _notes(text: TextTable) -> list[str]:
    """The cells of the rows that are not data, such as a note under the table."""
    if not text.may_mark_rows:
        return []
    notes = text.cells.filter(pl.col("not_data").is_in(["footer", "declared as no data"]))
    cells = [str(i) for i in range(len(text.header))]
    return [cell for row in notes.select(cells).collect().iter_rows() for cell in row if cell]


def _have_own_units(column: Column, text: TextTable, places: list[int]) -> bool:
    """Whether the figures of the columns that are not zero carry their units themselves."""
    rows = text.cells.filter(pl.col("not_data").is_null())
    owned = [pl.col(str(place)).str.contains(OWN_UNIT[column.kind]).any() for place in places]
    bare = [pl.col(str(place)).str.contains(BARE_FIGURE).any() for place in places]
    is_owned, is_bare = (
        rows.select(pl.any_horizontal(owned).alias("owned"), pl.any_horizontal(bare).alias("bare")).collect().row(0)
    )
    return bool(is_owned) and not is_bare
