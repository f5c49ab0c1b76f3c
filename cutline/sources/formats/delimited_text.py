"""Reads delimited text, such as CSV, row by row. A quote or a byte that does not fit is an error that names its place."""

import csv
import io
from collections.abc import Iterator

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import decode_text
from cutline.sources.formats.documents import COLUMNS_MAX, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.unquoted_text import scan_unquoted

CELL_MAX_CHARS = 10 << 20


def delimited_rows(data: bytes, name: str, source: Source) -> Iterator[list[str]]:
    """The rows of delimited text, one after the other. Raises SourceError that names the line, possibly after rows have been
    returned.
    """
    text = decode_text(data, name, source)
    csv.field_size_limit(CELL_MAX_CHARS)
    # A file ends its lines in one way. A bare carriage return elsewhere is part of a quoted cell, or it is an error.
    ends = "\n" if "\n" in text else "\r"
    first = text[: text.find(ends) + 1] or text
    if first.count(source.delimiter) > COLUMNS_MAX:
        refuse_file(name, source, f"{first.count(source.delimiter) + 1:,} cells in line 1", f"at most {COLUMNS_MAX:,} columns",
               "correct the delimiter in the source; or set transposed = true, if each record is a column")  # fmt: skip
    reader = csv.reader(io.StringIO(text, newline=ends), delimiter=source.delimiter, quotechar=source.quote, strict=True)
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


def _rows(document: Document, source: Source, _: str | None) -> Iterator[list[str]]:
    return delimited_rows(document.data, document.name, source)


CSV = ExportFormat("csv", (".csv", ".txt", ".tsv"), _rows, is_text=True, scan=scan_unquoted)
