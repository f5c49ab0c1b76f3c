"""Finds the column of a file that fills a canonical column, by its header, and lists the columns that nothing reads."""

import difflib
import re
from collections.abc import Iterable

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import ColumnMap, Feed, Source
from cutline.sources.formats.known_formats import ready_made_tables
from cutline.sources.formats.reading import TextTable

NEAR_CUTOFF = 0.6


def sheet_of(source: Source, feed: Feed) -> str | None:
    """The sheet, or table of a project file, that a feed reads."""
    return feed.sheet or source.sheet or (feed.table if ready_made_tables(source.format) else None)


def resolve_columns(
    table: Table, text: TextTable, feed: Feed, taken: tuple[str, ...], where: str
) -> tuple[dict[str, pl.Expr], dict[str, int], list[Finding]]:
    """What fills each canonical column, from which place of the file, and the columns that are not there. taken: filled by the unpivot."""
    places = indexes_by_header(text.header)
    exprs: dict[str, pl.Expr] = {}
    read_at: dict[str, int] = {}
    problems = []
    for column in table.columns:
        if column.plain in taken:
            continue
        wanted = feed.columns.get(column.plain) or default_column_map(table, column.name)
        try:
            place = column_index(wanted, places)
        except LookupError as error:
            problems.append(Finding(where, str(error), f"a column headed {' or '.join(map(repr, wanted.from_))} for {column.plain}",
                                    _missing_action(column.plain, wanted, text.header)))  # fmt: skip
            continue
        exprs[column.name] = (pl.lit(wanted.value, pl.String) if place is None else pl.col(str(place))).alias(column.name)
        if place is not None:
            read_at[column.name] = place
    return exprs, read_at, problems


def default_column_map(table: Table, name: str) -> ColumnMap:
    """How a column is looked up that no feed maps: under its own plain name, optional unless an export without it is not the export."""
    column = table.column(name)
    return ColumnMap.model_validate({"from": [column.plain], "optional": not (column.required or column.is_expected)})


def folded_header(header: str) -> str:
    """A header without case and repeated spaces, as headers are compared."""
    return " ".join(header.split()).casefold()


def indexes_by_header(header: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, cell in enumerate(header):
        places.setdefault(folded_header(cell), []).append(i)
    return places


def column_index(wanted: ColumnMap, places: dict[str, list[int]]) -> int | None:
    """Which column of the file a mapping means; null where it means none. Raises LookupError where that cannot be told."""
    if wanted.value is not None:
        return None
    for alias in wanted.from_:
        start = folded_header(alias).removesuffix("*")
        found = places.get(folded_header(alias), [])
        if alias.endswith("*") and not found:  # a header of several lines, by its beginning
            found = [i for header, where in places.items() if header.startswith(start) for i in where]
        if len(found) > 1:
            raise LookupError(f"{len(found)} columns headed {alias!r}")
        if found:
            return found[0]
    if wanted.optional:
        return None
    raise LookupError(f"{sum(map(len, places.values()))} columns, none headed so")


def _missing_action(plain: str, wanted: ColumnMap, header: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(
        folded_header(wanted.from_[0]), [folded_header(cell) for cell in header], n=1, cutoff=NEAR_CUTOFF
    )
    if near:
        name = next(cell for cell in header if folded_header(cell) == near[0])
        return f"was it renamed? {plain} = {[*wanted.from_, name]!r} in the source's columns reads both names"
    shown = ", ".join(repr(cell) for cell in list(header)[:20])
    return f"mend the mapping or the delimiter of the source, or re-send the file; its columns are {shown}"


def unread_columns(header: tuple[str, ...], source: Source, sheet: str | None) -> dict[int, str]:
    """Columns that no feed of the source reads and that it does not say it ignores: place and header."""
    if sheet in ready_made_tables(source.format):
        return {}  # columns that Cutline made itself
    places, read = indexes_by_header(header), set[int]()
    for feed in source.feeds:
        if sheet_of(source, feed) == sheet:
            read |= _read_indexes(feed, header, places)
    return {
        i: cell for i, cell in enumerate(header) if cell and i not in read and not any(re.fullmatch(pattern, cell) for pattern in source.ignore)
    }  # fmt: skip


def _read_indexes(feed: Feed, header: tuple[str, ...], places: dict[str, list[int]]) -> set[int]:
    read = {i for i, cell in enumerate(header) if feed.unpivot and re.fullmatch(feed.unpivot.columns, cell)}
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    for column in TABLES[feed.table].columns:
        if column.plain not in taken:
            try:
                place = column_index(
                    feed.columns.get(column.plain) or default_column_map(TABLES[feed.table], column.name), places
                )
            except LookupError:
                continue
            read |= set() if place is None else {place}
    return read
