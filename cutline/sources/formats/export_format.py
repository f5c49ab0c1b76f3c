"""The record that describes one export format: its name, how its files are recognised, and the function that reads them.

Every format is such a record in the file of its reader; `known_formats.py` lists them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Content, Document

FIRST_ROWS = 20_000  # the rows of a file that questions about the whole file look at


class ScannedFile(NamedTuple):
    """A file that is read from the disk without holding it in memory.

    cells: the columns `0`, `1`, ... and `row`. first: the first FIRST_ROWS rows of `cells`; null if `cells` is the shortest
    way to them.
    """

    header: list[str]
    cells: pl.LazyFrame
    first: pl.LazyFrame | None = None


@dataclass(frozen=True)
class ExportFormat:
    """One format of export files.

    name: the word that `format = "..."` in portfolio.toml uses; the word must be listed in
    `cutline.settings.sources.Format`, too.
    endings: the endings of its file names.
    rows: reads a document into rows of text cells, the header first. Its third argument is the sheet or table that is asked
    for.

    A file is recognised by its content. The next four fields say how; a format sets the fields that apply to it:
    begins_with: the first bytes of its files; one of these beginnings is enough.
    zip_members: the names of members that its files hold, for a format that is a zip archive; all these members are needed.
    xml_mentions: bytes that occur in the first 4,096 bytes, for a format that is XML.
    is_text: the files are text. A text file that begins with no known mark is taken to be of the format that its ending
    names.

    has_named_fields: each record names its fields, and no row of the file is a header. The first record is then row 1, and
    cells have no addresses as in a spreadsheet.
    sheets: the names of the sheets of a document, for a format that has sheets.
    ready_made_tables: the canonical tables that the reader makes from the file without a mapping of columns, for the files
    of scheduling programs.
    scan: scans a file. It returns None for a file that must be read through `rows`.
    """

    name: str
    endings: tuple[str, ...]
    rows: Callable[[Document, Source, str | None], Iterable[list[str]]]
    begins_with: tuple[bytes, ...] = ()
    zip_members: frozenset[str] = frozenset()
    xml_mentions: bytes | None = None
    is_text: bool = False
    has_named_fields: bool = False
    sheets: Callable[[Document, Source], list[str]] | None = None
    ready_made_tables: tuple[str, ...] = ()
    scan: Callable[[Content, Source], ScannedFile | None] | None = None
