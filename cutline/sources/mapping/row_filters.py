"""Chooses the rows of a file that a feed reads: rows with certain texts, and the lowest rows of an outline.

The other rows stay in the raw table, marked as not data, and are counted.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.layouts.row_layouts import Leaves, TextPattern
from cutline.settings.sources import Feed, Source
from cutline.sources.formats.reading import TextTable
from cutline.sources.mapping.dash_totals import deciding_figures, figure_of
from cutline.sources.mapping.headers import filter_headers, folded_header, indexes_by_header

LEFT_OUT, NOT_A_LEAF = "left out by the feed", "not a leaf"


def filter_problems(feed: Feed, header: Iterable[str], where: str) -> list[Finding]:
    """A finding for each header of the feed's filters that the file does not have once. where: the file, source and table."""
    indexes = indexes_by_header(header)
    return [
        Finding(where, f"{len(indexes.get(folded_header(name), []))} columns headed {name!r}", "one column for each header of where, where_not and leaves_only",
                f"correct the header in the feed; the columns are {', '.join(map(repr, list(header)[:20]))}")
        for name in filter_headers(feed) if len(indexes.get(folded_header(name), [])) != 1
    ]  # fmt: skip


def chosen_rows(
    table: Table, text: TextTable, feed: Feed, read_at: Mapping[str, int], source: Source, where: str
) -> tuple[pl.Expr, list[Finding]]:
    """The column `not_data` after the feed's filters, and a finding for each row of an outline that states another figure
    than the sum of its leaves.
    """
    indexes = indexes_by_header(text.header)
    why = pl.col("not_data")
    for names, is_wanted in ((feed.where, True), (feed.where_not, False)):
        for name, texts in names.items():
            is_chosen = _has_text(str(indexes[folded_header(name)][0]), texts)
            why = pl.coalesce(why, pl.when(is_chosen != is_wanted).then(pl.lit(LEFT_OUT)))
    if feed.leaves_only is None:
        return why.alias("not_data"), []
    place = indexes[folded_header(feed.leaves_only.column)][0]
    rows = text.cells.with_columns(why.alias("not_data")).filter(pl.col("not_data").is_null()).collect()
    codes = [code.strip() for code in rows[str(place)].fill_null("")]
    below = _leaves_below(codes, feed.leaves_only)
    parents = rows["row"].filter(pl.Series([code in below for code in codes], dtype=pl.Boolean))
    why = pl.coalesce(why, pl.when(pl.col("row").is_in(parents.implode())).then(pl.lit(NOT_A_LEAF)))
    places = {
        read_at[name]: source.with_marks_of(feed.columns.get(table.column(name).plain))
        for name in deciding_figures(table.name) if name in read_at
    }  # fmt: skip
    wrong = [finding for figures, marks in places.items() for finding in _wrong_sums(rows, codes, below, figures, marks, where)]
    return why.alias("not_data"), wrong


def _has_text(column: str, texts: str | tuple[str, ...] | TextPattern) -> pl.Expr:
    """Whether a cell has one of the texts, or matches the pattern, in upper or lower case. An empty cell has the empty text."""
    cell = pl.col(column).fill_null("").str.strip_chars()
    if isinstance(texts, TextPattern):
        return cell.str.contains(f"(?is)^(?:{texts.match})$")
    return cell.str.to_lowercase().is_in([each.strip().lower() for each in ([texts] if isinstance(texts, str) else texts)])


def _leaves_below(codes: list[str], leaves: Leaves) -> dict[str, set[int]]:
    """For each code that has others below it, the positions of the leaves below it."""
    parts = [tuple(code.split(leaves.separator)) for code in codes]
    above = {part[:n] for part in parts for n in range(1, len(part))}
    found: dict[str, set[int]] = {}
    for position, part in enumerate(parts):
        if part not in above:
            for n in range(1, len(part)):
                found.setdefault(leaves.separator.join(part[:n]), set()).add(position)
    return found


def _wrong_sums(
    rows: pl.DataFrame, codes: list[str], below: dict[str, set[int]], place: int, source: Source, where: str
) -> Iterable[Finding]:
    figures = [figure_of(cell, source) for cell in rows[str(place)]]
    for position, code in enumerate(codes):
        stated = figures[position]
        parts = [figures[each] for each in below.get(code, ())]
        known = [each for each in parts if each is not None]
        total = sum(known, Decimal(0))
        if stated is not None and parts and len(known) == len(parts) and total != stated:
            yield Finding(
                f"{where} row {rows['row'][position]}",
                f"{code} states {stated:,}, and the leaves below it add up to {total:,}",
                "a row above others states the sum of its leaves, because only the leaves are read",
                "mend the figures in the export, or give the rest a leaf of its own",
            )
