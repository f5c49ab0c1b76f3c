"""Finds the settings under which a file has the headers that a feed names, if it has none of them as it is declared.

A file with another delimiter, quotation mark or header row than its source declares reads as a file without the right
headers, or as one with broken quotes. This module looks at its first rows, and says which setting is missing.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from cutline.contracts.tables.all_tables import TABLES
from cutline.errors import Finding, SourceError
from cutline.settings.sources import Feed, Source
from cutline.sources.formats.documents import Content
from cutline.sources.formats.known_formats import format_named
from cutline.sources.formats.opening import open_document
from cutline.sources.formats.reading import joined_header
from cutline.sources.mapping.headers import column_indexes, default_column_map, filter_headers, folded_header, indexes_by_header
from cutline.sources.mapping.wide_layout import wide_places
from cutline.sources.toml_text import toml_string

ROWS_LOOKED_AT = 40
DELIMITERS = (",", ";", "\t", "|")


def with_header_settings(error: SourceError, content: Content, source: Source, feed: Feed, sheet: str | None) -> SourceError:
    """The error of a file that could not be read, or, if the file has the headers of the feed under other settings, an error
    that names these settings.
    """
    found = _settings_with_headers(content, source, feed, sheet)
    if not found:
        return error
    where = f"{content.file} (source {source.name}, table {feed.table})"
    names = ", ".join(repr(each) for each in _named_headers(feed)[:6])
    as_declared = ", ".join(f"{name} = {toml_string(getattr(source, name))}" for name in found)
    finding = Finding(
        where,
        f"no header {names} with {as_declared}",
        "the headers that the feed names",
        f"write {' and '.join(f'{name} = {toml_string(value)}' for name, value in found.items())} in the source: then the file has them",
    )
    return SourceError(f"{where}: the headers are not where the source says", [finding])


def _named_headers(feed: Feed) -> list[str]:
    named = [header for column in feed.columns.values() for header in (*column.from_[:1], *column.parts)]
    return named or [column.plain for column in TABLES[feed.table].columns if column.required]


def _settings_with_headers(content: Content, source: Source, feed: Feed, sheet: str | None) -> dict[str, Any]:
    """The settings of the source that must change, so that the first rows of the file have the headers of the feed; nothing if
    they have them as declared, or under no settings that are tried.
    """
    tries: list[dict[str, Any]] = [{}, *({"delimiter": each} for each in DELIMITERS if each != source.delimiter)]
    tries += [{"quote": each} for each in ("'", '"') if each != source.quote] + [
        {"header_rows": each} for each in (1, 2, 3) if each != source.header_rows
    ]
    for changed in tries:
        tried = source.model_copy(update=changed)
        rows = _first_rows(content, tried, sheet)
        places = [n for n in range(len(rows)) if _has_headers(feed, joined_header(rows[n : n + tried.header_rows]))]
        if places and not source.transposed:
            at = source.header_row if source.header_row - 1 in places else places[0] + 1
            return changed | ({} if at == source.header_row else {"header_row": at})
        if not changed and not source.transposed and _has_headers(feed, [row[0] if row else "" for row in rows]):
            return {"transposed": True}
    return {}


def _first_rows(content: Content, source: Source, sheet: str | None) -> list[list[str]]:
    """The first rows of a file, as far as they can be read; none of a file whose rows name their fields."""
    rows: list[list[str]] = []
    try:
        document = open_document(content, source)
        export_format = format_named(document.kind)
        if not export_format.has_named_fields:
            rows.extend(islice(export_format.rows(document, source, sheet), ROWS_LOOKED_AT))
    except SourceError:
        pass  # the file is refused for this reason already
    return rows


def _has_headers(feed: Feed, header: Sequence[str]) -> bool:
    """Whether a row has all headers that a feed needs. A header that several columns have counts as found."""
    indexes = indexes_by_header(header)
    if not all(folded_header(name) in indexes for name in filter_headers(feed)):
        return False
    if feed.unpivot is not None and not wide_places(header, feed):
        return False
    return all(_is_found(feed, name, indexes) for name in _columns_read(feed))


def _columns_read(feed: Feed) -> Iterator[str]:
    taken = (feed.unpivot.name_to, feed.unpivot.value_to) if feed.unpivot else ()
    return (column.name for column in TABLES[feed.table].columns if column.plain not in taken)


def _is_found(feed: Feed, name: str, indexes: dict[str, list[int]]) -> bool:
    table = TABLES[feed.table]
    wanted = feed.columns.get(table.column(name).plain) or default_column_map(table, name)
    if wanted.parts:
        return all(folded_header(part) in indexes for part in wanted.parts)
    once = {header: places[:1] for header, places in indexes.items()}
    try:
        column_indexes(wanted.model_copy(update={"nth": None}), once)
    except LookupError:
        return False
    return True
