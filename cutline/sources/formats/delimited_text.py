"""Reads delimited text, such as CSV, row by row. A quote or a byte that does not fit is an error that names its place."""

import csv
from collections.abc import Iterator

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import text_lines
from cutline.sources.formats.documents import CELL_MAX_BYTES, COLUMNS_MAX, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.unquoted_text import SEPARATOR_LINE, scan_unquoted

RECORDS_MAX = 10 * COLUMNS_MAX  # of a transposed file, in which each record is a column


def delimited_rows(document: Document, source: Source) -> Iterator[list[str]]:
    """The rows of delimited text, one after the other. Raises SourceError that names the line, possibly after rows have been
    returned.
    """
    csv.field_size_limit(CELL_MAX_BYTES)
    name = document.name
    # A file ends its lines in one way. A bare carriage return elsewhere is part of a quoted cell, or it is an error.
    lines = _counted_lines(document, source)
    reader = csv.reader(lines, delimiter=source.delimiter, quotechar=source.quote, strict=True)
    try:
        for row in reader:
            misquoted = next((cell for cell in row if cell[:1] == " " and cell.lstrip().startswith(source.quote)), None)
            if misquoted is not None:
                refuse_file(name, source, f"{misquoted!r} near line {reader.line_num:,}, a quote after a blank", f"cells quoted by {source.quote}",
                       "remove the blanks between delimiter and quote")  # fmt: skip
            yield row
    except csv.Error as error:
        problem = "a bare carriage return outside quotes" if "new-line" in str(error) else str(error)
        refuse_file(
            name,
            source,
            f"{problem} near line {reader.line_num:,}",
            f"cells quoted by {source.quote}",
            "correct the line, or declare the quotation mark of the file with `quote` in the source",
        )


def _counted_lines(document: Document, source: Source) -> Iterator[str]:
    """The lines of a document, without a first line such as `sep=;`. Raises SourceError if this line states another delimiter
    than the source, and for a line with too many cells.
    """
    for number, line in enumerate(text_lines(document, source), 1):
        stated = SEPARATOR_LINE.fullmatch(line) if number == 1 else None
        if stated:
            if stated[1] != source.delimiter:
                refuse_file(document.name, source, f"{line.strip()!r} in line 1, and the delimiter {source.delimiter!r} in the source", "the delimiter that the file states",
                       f"write delimiter = {stated[1]!r} in the source")  # fmt: skip
            continue
        most = COLUMNS_MAX if number == 1 else RECORDS_MAX
        if line.count(source.delimiter) > most:
            refuse_file(document.name, source, f"{line.count(source.delimiter) + 1:,} cells in line {number:,}", f"at most {most:,} columns",
                   "correct the delimiter in the source; or set transposed = true, if each record is a column")  # fmt: skip
        yield line


def _rows(document: Document, source: Source, _: str | None) -> Iterator[list[str]]:
    return delimited_rows(document, source)


CSV = ExportFormat("csv", (".csv", ".txt", ".tsv"), _rows, is_text=True, scan=scan_unquoted)
