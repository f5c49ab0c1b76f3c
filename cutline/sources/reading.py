"""Bytes to text tables: every cell as text, exactly as written, with its row. No meaning is given to a cell here."""

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from cutline.errors import Finding, SourceError
from cutline.settings import Source

FILE_MAX_BYTES = 1 << 30
# 760 KB of xlsx were seen to unpack to 350 MB: the archive's directory is read before anything is unpacked.
UNPACKED_MAX_BYTES = 512 << 20
CELL_MAX_CHARS = 10 << 20


@dataclass(frozen=True)
class TextTable:
    """One file as text.

    header: the header cells. cells: a frame of String columns `0`, `1`, ... in the order of the header, plus `row` (Int64, as a
    spreadsheet numbers it; the column number in a transposed file) and `width` (Int64, cells the row really had).
    """

    file: str
    digest: str
    header: tuple[str, ...]
    cells: pl.DataFrame


def read_table(path: Path, source: Source) -> TextTable:
    """Read one file as `source` declares it. Raises SourceError naming the file and the place."""
    if path.stat().st_size > FILE_MAX_BYTES:
        raise _refused(path, source, f"{path.stat().st_size:,} bytes", f"at most {FILE_MAX_BYTES:,} bytes", "split the export")
    data = path.read_bytes()
    is_workbook = source.format == "xlsx" or (source.format == "auto" and path.suffix.lower() in (".xlsx", ".xlsm"))
    rows = _workbook_rows(data, path, source) if is_workbook else _text_rows(data, path, source)
    if source.transposed:
        width = max((len(row) for row in rows), default=0)
        rows = [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]
    if len(rows) < source.header_row:
        raise _refused(
            path, source, f"{len(rows)} rows", f"a header in row {source.header_row}", "re-send the file, or mend header_row"
        )
    header = tuple(" ".join(cell.split()) for cell in rows[source.header_row - 1])
    body = [(n, row) for n, row in enumerate(rows, 1) if n > source.header_row and any(cell.strip() for cell in row)]
    columns: dict[str, list[str | None]] = {
        str(i): [row[i] if i < len(row) else None for _, row in body] for i in range(len(header))
    }
    cells = pl.DataFrame(
        {**columns, "row": [n for n, _ in body], "width": [_width(row, len(header)) for _, row in body]},
        schema={**dict.fromkeys(columns, pl.String), "row": pl.Int64, "width": pl.Int64},
    )
    return TextTable(path.name, hashlib.sha256(data).hexdigest(), header, cells)


def _width(row: list[str], header: int) -> int:
    # Spreadsheets pad rows with empty cells: only cells with text count as too many.
    extra = [i for i, cell in enumerate(row[header:], header + 1) if cell.strip()]
    return max(extra) if extra else min(len(row), header)


def _text_rows(data: bytes, path: Path, source: Source) -> list[list[str]]:
    try:
        text = data.decode(source.encoding)
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 4].hex(" ")
        raise _refused(
            path,
            source,
            f"bytes {bad} at offset {error.start:,}",
            f"text in {source.encoding}",
            "declare the file's encoding in its source",
        ) from None
    if "\0" in text:
        raise _refused(
            path,
            source,
            f"a NUL character at character {text.index(chr(0)):,}",
            f"text in {source.encoding}",
            "a UTF-16 file? declare encoding",
        )
    csv.field_size_limit(CELL_MAX_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, quotechar=source.quote, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise _refused(
            path,
            source,
            f"{error} near line {reader.line_num:,}",
            f"cells quoted by {source.quote}",
            "mend the line, or declare quote",
        ) from None


def _workbook_rows(data: bytes, path: Path, source: Source) -> list[list[str]]:
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > UNPACKED_MAX_BYTES:
            raise _refused(path, source, f"{unpacked:,} bytes unpacked", f"at most {UNPACKED_MAX_BYTES:,}", "send it as CSV")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (zipfile.BadZipFile, CalamineError) as error:
        raise _refused(path, source, str(error), "an .xlsx workbook", "re-send the file, or declare format") from None
    sheet = source.sheet or book.sheet_names[0]
    if sheet not in book.sheet_names:
        raise _refused(
            path, source, f"sheets {', '.join(book.sheet_names)}", f"a sheet called {sheet!r}", "mend sheet in the source"
        )
    return [[_cell_text(cell) for cell in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def _cell_text(cell: object) -> str:
    # Shortest text that gives the stored double back: 1234567890.12 and not 1234567890.119999886.
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _refused(path: Path, source: Source, found: str, expected: str, action: str) -> SourceError:
    where = f"{path.name} (source {source.name})"
    return SourceError(f"{where} cannot be read", [Finding(where, found, expected, action)])
