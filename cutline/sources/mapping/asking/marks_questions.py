"""Asks about the decimal mark: cells of a column have another one than the source declares, and others can be read either way.

With the decimal point that is declared, 1,234 is a thousand. If 12,5 stands in the same column, it is probably little more than
one, and the whole column would be wrong by a thousand.
"""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import Feed, Source
from cutline.sources.formats.reading import TextTable
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.toml_text import toml_string

NUMBERS = ("money", "fte", "points", "ratio", "index", "rate", "integer", "share")
_AROUND = r"[^\d.,]*"


def marks_questions(
    table: Table, text: TextTable, feed: Feed, read_at: dict[str, int], wide: Sequence[int], source: Source, where: str
) -> list[Finding]:
    """A finding for each column of numbers in which a cell has a decimal mark that is not declared, and another cell would be
    read as a thousand by the marks that are. Only the first rows are looked at.

    read_at: the column of the file that fills each canonical column. wide: the columns that an unpivot turns into rows. where:
    the file, source and table, as a message names them.
    """
    places = {place: name for name, place in read_at.items() if table.column(name).kind in NUMBERS}
    if feed.unpivot is not None:
        value = next(column for column in table.columns if column.plain == feed.unpivot.value_to)
        places |= dict.fromkeys(wide if value.kind in NUMBERS else (), value.name)
    by_marks: dict[tuple[str, str], list[int]] = {}
    for place, name in places.items():
        own = source.with_marks_of(feed.columns.get(table.column(name).plain))
        by_marks.setdefault((own.decimal, own.thousands), []).append(place)
    cells = text.first_data if places else pl.DataFrame()
    found = [
        _question(text, cells, same, decimal, thousands, where)
        for (decimal, thousands), same in by_marks.items() if {decimal, thousands} == {".", ","}
    ]  # fmt: skip
    return [each for each in found if each is not None]


def _question(text: TextTable, cells: pl.DataFrame, places: list[int], decimal: str, other: str, where: str) -> Finding | None:
    """The finding about the first of some columns with the same marks that is in doubt. cells: their text, and `row`."""
    # 12,5 and 1.234,5 are written with the other mark for decimals; 1,234 may be either.
    thousands = rf"\d{{1,3}}(?:[{decimal}]\d{{3}})+|\d+"
    telling = rf"^{_AROUND}(?:(?:{thousands})[{other}](?:\d{{1,2}}|\d{{4,}})|0[{other}]\d+){_AROUND}$"
    either = rf"^{_AROUND}\d{{1,3}}[{decimal}{other}]\d{{3}}{_AROUND}$"
    for place in places:
        cell = pl.col(str(place))
        doubted = cells.filter(cell.str.contains(either))
        told = cells.filter(cell.str.contains(telling)) if doubted.height else doubted
        if not told.height:
            continue
        has_address = text.has_addresses and not text.is_transposed
        row = told["row"][0]
        spot = f"cell {column_letters(place)}{row}" if has_address else f"row {row}, field {text.header[place]!r}"
        return Finding(
            f"{where}, {spot}",
            f"{told[str(place)][0]!r}, which has another decimal mark than the source declares, beside {doubted[str(place)][0]!r}, which can be read both ways",
            f"numbers with the decimal mark {decimal!r}",
            f"if the export writes decimals with {other!r}, write decimal = {toml_string(other)} and thousands = {toml_string(decimal)} in the source; else mend the cell at its source",
        )
    return None
