"""Checks of the columns of a file that stop the night: header missing or nearly right, and footers that look like data.

A header is missing if a column has cells but no header. A header is nearly right if it is nearly the name of a missing
column.
"""

import difflib
import re

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import Feed, Source
from cutline.sources.formats.reading import TextTable
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.mapping.headers import folded_header

NEAR_PREFIX, NEAR_RATIO = 4, 0.85


def headless_columns(text: TextTable, where: str) -> list[Finding]:
    """A finding for each column that has cells but no header: nobody can say what these cells mean, and dropping the column
    would lose data.

    where: the file, source and table, as a message names them.
    """
    places = [i for i, cell in enumerate(text.header) if not cell]
    if not places:
        return []
    is_data = pl.col("not_data").is_null()
    counts = (
        text.cells.select((is_data & (pl.col(str(i)).str.strip_chars() != "")).sum().alias(str(i)) for i in places)
        .collect()
        .row(0)
    )
    return [
        Finding(f"{where}, column {column_letters(i)}", f"{count:,} cells under no header", "a header over every column that holds cells",
                "give the column a header in the export, or empty it")
        for i, count in zip(places, counts, strict=True) if count
    ]  # fmt: skip


def footers_like_data(text: TextTable, places: list[int], where: str) -> list[Finding]:
    """A finding for each footer that fills every required column: the file probably has no total today, and a row of data
    would be dropped as if it were the total.

    places: the columns of the file that fill required columns. where: the file, source and table, as a message names them.
    """
    if not places:
        return []
    full = pl.all_horizontal(pl.col(str(i)).str.strip_chars() != "" for i in places)
    rows = (
        text.cells.filter((pl.col("not_data") == "footer") & full)
        .select("row", pl.concat_str([str(i) for i in places], separator=", "))
        .collect()
    )
    return [
        Finding(f"{where} row {row}", f"{cells}, which looks like data", "a footer, as footer_rows says",
                "send the whole file; or remove footer_rows from the source and name the total: not_data = ['Total.*']")
        for row, cells in rows.iter_rows()
    ]  # fmt: skip


def nearly_named_columns(
    table: Table, header: tuple[str, ...], feed: Feed, taken: tuple[str, ...], source: Source, where: str
) -> list[Finding]:
    """A finding for each header that no feed reads and that is nearly the name of a column which is missing.

    Without this finding, the missing column would be unknown in every row, and nobody would notice. taken: the columns that
    an unpivot fills.
    """
    named = {folded_header(alias) for mapped in feed.columns.values() for alias in (*mapped.from_, *mapped.parts)}
    own = {column.plain for column in table.columns if column.plain not in feed.columns and column.plain not in taken}
    ignored = [cell for cell in header if any(re.fullmatch(pattern, cell) for pattern in source.ignore)]
    starts = tuple(name.removesuffix("*") for name in named if name.endswith("*")) or ("\0",)
    unread = [
        cell for cell in header
        if folded_header(cell) not in named and folded_header(cell) not in own and cell not in ignored and not folded_header(cell).startswith(starts)
    ]  # fmt: skip
    absent = [name for name in own if name not in {folded_header(cell) for cell in header}]
    return [
        Finding(where, f"a column headed {cell!r}, which nothing reads", f"a column headed {name!r}, which is missing and has nearly the same name",
                f"rename the column in the export, or map it in the feed ({name} = {cell!r}), or map {name} to another column, "
                f"or say in the source that nothing reads it: ignore = [{re.escape(cell)!r}]")
        for cell in unread for name in sorted(absent) if _is_nearly(cell, name)
    ]  # fmt: skip


def _is_nearly(header: str, name: str) -> bool:
    """Whether a header differs from a name only in case and punctuation, begins like the name, or differs from it in few
    letters.
    """
    one, other = (re.sub(r"[^a-z0-9]", "", word.casefold()) for word in (header, name))
    prefix = min(len(one), len(other)) >= NEAR_PREFIX and (one.startswith(other) or other.startswith(one))
    return one == other or prefix or difflib.SequenceMatcher(None, one, other).ratio() >= NEAR_RATIO
