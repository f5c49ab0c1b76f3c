"""Asks about rows that are called totals among rows that a feed adds up: they would count twice."""

import re
from collections.abc import Mapping

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import Feed
from cutline.sources.formats.reading import TextTable
from cutline.sources.mapping.headers import filter_headers, folded_header
from cutline.sources.toml_text import toml_string

TOTAL = (
    r"(?:(?:grand|sub|over ?all)[ -]?)?total(?:s|e|en)?|sum(?:me|ma|mary)?|(?:gesamt|zwischen)(?:summe)?|insgesamt|sous-total|totale? g[ée]n[ée]rale?|suma|razem|celkem|"
    r"итого|всего|合计|小计|合計|小計"
)
IS_TOTAL = rf"(?i)^\s*(?:{TOTAL})\s*:?\s*$"


def total_row_questions(
    table: Table, text: TextTable, feed: Feed, not_data: pl.Expr, read_at: Mapping[str, int], where: str
) -> list[Finding]:
    """A finding if a feed adds up its rows, and some of them are called totals in a column that no filter of the feed names.

    not_data: why a row is no data, after the filters of the feed. read_at: the columns of the file that fill canonical columns.
    """
    if feed.repeated_rows != "add_up":
        return []
    filtered = {folded_header(name) for name in filter_headers(feed)}
    figures = {place for name, place in read_at.items() if table.column(name).kind in ("money", "fte")}
    places = [i for i, name in enumerate(text.header) if name and folded_header(name) not in filtered and i not in figures]
    rows = text.cells.filter(not_data.is_null())
    found = rows.select(
        pl.col(str(i)).filter(pl.col(str(i)).str.contains(IS_TOTAL)).first().alias(str(i)) for i in places
    ).collect()
    for place in places:
        word = found[str(place)].item()
        if word is not None:
            line = f"where_not = {{ {toml_string(text.header[place])} = {toml_string(word.strip())} }}"
            return [
                Finding(
                    where,
                    f"rows that are called {word.strip()!r} under {text.header[place]!r}, among rows that are added up",
                    "each amount once: a total counts the rows that it sums up a second time",
                    f"write {line} in the feed; if these rows are no totals, name them and the others under where",
                )
            ]
    return []


def looks_like_total(text: str) -> bool:
    """Whether the first words of a row say that it is a total or a note, and no data."""
    return re.match(rf"(?i)\s*(?:{TOTAL}|source|note|notes|quelle|anmerkung|printed|report|as of|stand)\b", text) is not None
