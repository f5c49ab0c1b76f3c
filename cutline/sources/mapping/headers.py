"""Finds the column of a file that fills a canonical column, by its header, and lists the columns that no feed reads."""

import difflib
import re
from collections.abc import Iterable

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import ColumnMap, Feed, Source
from cutline.sources.formats.header_text import header_text
from cutline.sources.formats.known_formats import ready_made_tables
from cutline.sources.formats.reading import TextTable
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.toml_text import toml_string

NEAR_CUTOFF = 0.6


def sheet_of(source: Source, feed: Feed) -> str | None:
    """The sheet of a spreadsheet file, or the table of a schedule file, that a feed reads; null for the first sheet."""
    return feed.sheet or source.sheet or (feed.table if ready_made_tables(source.format) else None)


def resolve_columns(
    table: Table, text: TextTable, feed: Feed, taken: tuple[str, ...], source: Source, where: str
) -> tuple[dict[str, pl.Expr], dict[str, int], list[Finding]]:
    """Find what fills each canonical column.

    taken: the columns that an unpivot fills, which are passed over. where: the file, source and table, as a message names
    them. Returns the expression of each column, the index of the file's column that fills it (the first of several parts; none
    for a constant), and a finding for each column that is missing.
    """
    indexes = indexes_by_header(text.header)
    exprs: dict[str, pl.Expr] = {}
    read_at: dict[str, int] = {}
    problems = []
    for column in table.columns:
        if column.plain in taken:
            continue
        wanted = feed.columns.get(column.plain) or default_column_map(table, column.name)
        if wanted.parts:
            together, found = joined_parts(column.plain, wanted, text, indexes, source, where)
            problems += found
            exprs[column.name] = together.alias(column.name)
            read_at |= {} if found else {column.name: indexes[folded_header(wanted.parts[0])][0]}
            continue
        try:
            places = column_indexes(wanted, indexes)
        except LookupError as error:
            problems.append(Finding(where, str(error), f"a column headed {' or '.join(map(repr, wanted.from_))} for {column.plain}",
                                    _missing_action(column.plain, wanted, text, indexes)))  # fmt: skip
            continue
        exprs[column.name] = _cells(wanted, places).alias(column.name)
        if places:
            read_at[column.name] = places[0]
    return exprs, read_at, problems


def joined_parts(
    plain: str, wanted: ColumnMap, text: TextTable, indexes: dict[str, list[int]], source: Source, where: str
) -> tuple[pl.Expr, list[Finding]]:
    """The text that the cells of several columns make together, and the findings about these columns.

    The text is empty if one of the cells is empty or means unknown. A cell before the last that holds the text between the
    cells is a finding, because two keys could then become one: A/1 and 2 make the same text as A and 1/2.
    """
    problems = [
        Finding(where, f"{len(indexes.get(folded_header(name), []))} columns headed {name!r}", f"one column for each of the parts of {plain}",
                f"correct `parts` of {plain} in the feed; the columns are {', '.join(map(repr, text.header[:20]))}")
        for name in wanted.parts if len(indexes.get(folded_header(name), [])) != 1
    ]  # fmt: skip
    if problems:
        return pl.lit(None, pl.String), problems
    cells = [pl.col(str(indexes[folded_header(name)][0])).fill_null("").str.strip_chars() for name in wanted.parts]
    unknown = [word.lower() for word in ("", *source.null_words)]
    is_whole = pl.all_horizontal(~cell.str.to_lowercase().is_in(unknown) for cell in cells)
    rows = text.cells.filter(pl.col("not_data").is_null() & is_whole)
    for name, cell in zip(wanted.parts[:-1], cells[:-1], strict=True):
        found = rows.filter(cell.str.contains(wanted.between, literal=True)).select("row", cell.alias("cell")).head(1).collect()
        problems += [
            Finding(f"{where} row {row}", f"{shown!r} in the column {name!r}, which holds the text {wanted.between!r} between the parts of {plain}",
                    "a text between the parts that occurs in none of them", f"write another text in {plain}: between = '|', for example")
            for row, shown in found.rows()
        ]  # fmt: skip
    return pl.when(is_whole).then(pl.concat_str(cells, separator=wanted.between)).otherwise(pl.lit("")), problems


def _cells(wanted: ColumnMap, places: list[int]) -> pl.Expr:
    """The cells of a mapped column. places: the index of the column of the file that it is made of, if there is one."""
    if not places:
        return pl.lit(wanted.value, pl.String)
    cells = pl.col(str(places[0]))
    # A column that the file has may declare what an empty cell means. A column that is missing stays unknown.
    return cells.fill_null("") if "" in wanted.values else cells


def default_column_map(table: Table, name: str) -> ColumnMap:
    """The mapping of a column that no feed maps: it is looked up under its own plain name, and may be missing from the file,
    unless the contract requires or expects it.
    """
    column = table.column(name)
    return ColumnMap.model_validate({"from": [column.plain], "optional": not (column.required or column.is_expected)})


def filter_headers(feed: Feed) -> list[str]:
    """The headers that the filters of a feed name (`where`, `where_not`, `leaves_only`)."""
    return [*feed.where, *feed.where_not, *([feed.leaves_only.column] if feed.leaves_only else [])]


def _key_headers(feed: Feed) -> list[str]:
    """The headers of the file by which the joins of a feed find rows."""
    return [name for join in feed.join for name in join.on]


def folded_header(header: str) -> str:
    """A header in lower case and with single spaces, as headers are compared."""
    return header_text(header).casefold()


def indexes_by_header(header: Iterable[str]) -> dict[str, list[int]]:
    """The indexes of the columns under each folded header."""
    indexes: dict[str, list[int]] = {}
    for i, cell in enumerate(header):
        indexes.setdefault(folded_header(cell), []).append(i)
    return indexes


def column_indexes(wanted: ColumnMap, indexes: dict[str, list[int]]) -> list[int]:
    """The index of the column that a mapping means; none for a constant, and for an optional column that is missing.

    Raises LookupError when a column is missing, or when several columns have its header and `nth` does not choose one.
    """
    if wanted.value is not None:
        return []
    for alias in wanted.from_:
        start = folded_header(alias).removesuffix("*")
        found = indexes.get(folded_header(alias), [])
        if alias.endswith("*") and not found:  # the alias is the beginning of the header
            found = [i for header, where in indexes.items() if header.startswith(start) for i in where]
        if wanted.nth and found:
            found = found[wanted.nth - 1 : wanted.nth]
            if not found:
                raise LookupError(f"fewer than {wanted.nth} columns headed {alias!r}")
        if len(found) > 1:
            raise LookupError(f"{len(found)} columns headed {alias!r}")
        if found:
            return found
    if wanted.optional:
        return []
    raise LookupError(f"{sum(map(len, indexes.values()))} columns, none headed so")


def _missing_action(plain: str, wanted: ColumnMap, text: TextTable, indexes: dict[str, list[int]]) -> str:
    header = text.header
    twins = next((found for alias in wanted.from_ if len(found := indexes.get(folded_header(alias), [])) > 1), [])
    if twins and not wanted.nth:
        choices = [
            f"{plain} = {{ from = {toml_string(header[place])}, nth = {n} }} for column {column_letters(place)}"
            for n, place in enumerate(twins, 1)
        ]
        return f"look which of the columns is meant, and write in the columns of the feed {' or '.join(choices)}"
    near = difflib.get_close_matches(
        folded_header(wanted.from_[0]), [folded_header(cell) for cell in header], n=1, cutoff=NEAR_CUTOFF
    )
    if near:
        name = next(cell for cell in header if folded_header(cell) == near[0])
        return (
            f"if the column was renamed, write {plain} = {[*wanted.from_, name]!r} in the feed's columns, which reads both names"
        )
    shown = ", ".join(repr(cell) for cell in list(header)[:20])
    return f"correct the mapping or the delimiter in the source, or send the file again; its columns are {shown}"


def unread_columns(header: tuple[str, ...], source: Source, sheet: str | None) -> dict[int, str]:
    """The columns that no feed of the source reads and that the source does not ignore: index and header."""
    if sheet in ready_made_tables(source.format):
        return {}  # Cutline itself made the columns of a ready-made table
    indexes, read = indexes_by_header(header), set[int]()
    for feed in source.feeds:
        if sheet_of(source, feed) == sheet:
            read |= _read_indexes(feed, header, indexes)
    return {
        i: cell for i, cell in enumerate(header) if cell and i not in read and not any(re.fullmatch(pattern, cell) for pattern in source.ignore)
    }  # fmt: skip


def _read_indexes(feed: Feed, header: tuple[str, ...], indexes: dict[str, list[int]]) -> set[int]:
    read = {i for i, cell in enumerate(header) if feed.unpivot and re.fullmatch(feed.unpivot.columns, cell)}
    read |= {i for name in (*filter_headers(feed), *_key_headers(feed)) for i in indexes.get(folded_header(name), [])}
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    for column in TABLES[feed.table].columns:
        mapped = feed.columns.get(column.plain)
        if mapped and mapped.parts:
            read |= {i for name in mapped.parts for i in indexes.get(folded_header(name), [])}
        elif column.plain not in taken:
            try:
                places = column_indexes(
                    feed.columns.get(column.plain) or default_column_map(TABLES[feed.table], column.name), indexes
                )
            except LookupError:
                continue
            read |= set(places)
    return read
