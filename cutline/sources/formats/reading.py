"""Reads one table of a delivered file: finds the reader of its format, and puts all cells into one frame of text.

The frame holds the header, the cells and the row numbers. Every cell stays text, exactly as written. Rows that are not data
(a repeated header, footers) stay in the frame and are marked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import PurePosixPath

import polars as pl

from cutline.errors import SourceError
from cutline.settings.sources import Source
from cutline.sources.formats.documents import COLUMNS_MAX, FILE_MAX_BYTES, Content, refuse_file
from cutline.sources.formats.export_format import FIRST_ROWS, ScannedFile
from cutline.sources.formats.header_text import header_text
from cutline.sources.formats.json_text.json_pages import JSON_DOCUMENT, missing_pages, page_of
from cutline.sources.formats.known_formats import FORMATS, format_named
from cutline.sources.formats.opening import open_document
from cutline.sources.formats.workbooks.cell_addresses import column_letters

BATCH_ROWS = 50_000
ROW_COLUMNS: dict[str, pl.DataType] = {"row": pl.Int64(), "width": pl.Int64(), "not_data": pl.String()}


@dataclass(frozen=True)
class TextTable:
    """One table of a file as text.

    header: the cells of the header; of a file of named fields, the names.
    cells: text columns `0`, `1`, ... in the order of the header, and three more: `row` (Int64) is the row's number as a
    spreadsheet counts, and the column's number in a transposed file; `width` (Int64) is how many cells the row has;
    `not_data` says why the row is not data (a repeated header, a footer), and is null if the row is data.
    is_transposed: each record is a column of the file.
    first_cells: the first FIRST_ROWS rows of `cells`; null if `cells` is the shortest way to them.
    joined: for each of the last columns that a join has taken from another file, the source of that file.
    titles: the name of the file, and the cells above the header, which say something about the whole file.
    may_mark_rows: false if it is known without reading the cells that `not_data` is null in every row.
    has_addresses: the cells have addresses as in a spreadsheet. The fields of Parquet, JSON and schedule files have none.
    """

    file: str
    digest: str
    header: tuple[str, ...]
    cells: pl.LazyFrame
    is_transposed: bool = False
    has_addresses: bool = True
    titles: tuple[str, ...] = ()
    may_mark_rows: bool = True
    joined: tuple[str, ...] = ()
    first_cells: pl.LazyFrame | None = None

    @property
    def own_width(self) -> int:
        """The number of columns that the file itself has."""
        return len(self.header) - len(self.joined)

    @cached_property
    def first_rows(self) -> pl.DataFrame:
        """The first FIRST_ROWS rows of `cells`. They are read once for all questions about the file."""
        return (self.cells.head(FIRST_ROWS) if self.first_cells is None else self.first_cells).collect()

    @property
    def first_data(self) -> pl.DataFrame:
        """The first FIRST_ROWS rows that are data."""
        if not self.may_mark_rows:
            return self.first_rows
        return self.cells.filter(pl.col("not_data").is_null()).head(FIRST_ROWS).collect()

    def address(self, column: int) -> tuple[str, str]:
        """The text before and after a record's number in the address of its cell. column: counted from 0.

        It is ("F", "") for cells such as F12, and ("", "7") in a transposed file. The text of a joined column begins with =,
        because it is the whole address: the cell is in another file.
        """
        if column >= self.own_width:
            return (f"=joined from source {self.joined[column - self.own_width]}", "")
        if not self.has_addresses:
            return ("", "")
        return ("", str(column + 1)) if self.is_transposed else (column_letters(column), "")


def read_table(content: Content, source: Source, sheet: str | None = None) -> TextTable:
    """Read one table of a file as `source` declares it. Raises SourceError that names the file and the place.

    sheet: the sheet of a spreadsheet file, or the table of a schedule file; null for the sheet that the source declares, or
    else the first sheet.
    """
    size = content.path.stat().st_size
    if size > FILE_MAX_BYTES:
        refuse_file(content.file, source, f"{size:,} bytes", f"at most {FILE_MAX_BYTES:,} bytes", "split the export")
    for each in FORMATS:
        scanned = each.scan(content, source) if each.scan else None
        if scanned is not None:
            frame = _table_of_scan(content, scanned)
            above = () if each.has_named_fields else _lines_above_header(content, source)
            return replace(frame, has_addresses=not each.has_named_fields, titles=(content.file, *above))
    document = open_document(content, source)
    export_format = format_named(document.kind)
    rows = export_format.rows(document, source, sheet or source.sheet)
    if export_format.has_named_fields:
        # No row of the file holds the names of the fields, so the first record is row 1.
        return replace(_table_of_rows(rows, content, source, first=0), has_addresses=False)
    table = _table_of_rows(_transposed(rows, content, source) if source.transposed else rows, content, source)
    return replace(table, titles=(*table.titles, *filter(None, [sheet or source.sheet])))


def demand_all_pages(contents: Sequence[Content], source: Source) -> None:
    """Raise SourceError if the files of a source are pages of JSON and some of them are missing. contents: the files in use."""
    documents = [open_document(each, source) for each in contents if _may_be_json(each, source)]
    pages = [page_of(document, source) for document in documents if document.kind == JSON_DOCUMENT.name]
    problems = missing_pages(pages, source)
    if problems:
        raise SourceError(f"source {source.name}: pages are missing", problems)


def _may_be_json(content: Content, source: Source) -> bool:
    endings = PurePosixPath(content.file).suffixes
    return source.format == JSON_DOCUMENT.name or (
        source.format == "auto" and bool({*endings} & {*JSON_DOCUMENT.endings, ".zip"})
    )


def _lines_above_header(content: Content, source: Source) -> list[str]:
    """The cells above the header of a text file that is not held in memory."""
    with content.path.open(encoding="utf-8-sig", errors="replace") as file:
        return [cell for line in islice(file, source.header_row - 1) for cell in line.split(source.delimiter) if cell.strip()]


def _table_of_scan(content: Content, scanned: ScannedFile) -> TextTable:
    known = pl.lit(len(scanned.header), pl.Int64).alias("width"), pl.lit(None, pl.String).alias("not_data")
    first = None if scanned.first is None else scanned.first.with_columns(known)
    header = tuple(header_text(name) for name in scanned.header)
    cells = scanned.cells.with_columns(known)
    return TextTable(content.file, content.digest, header, cells, may_mark_rows=False, first_cells=first)


def _transposed(rows: Iterable[list[str]], content: Content, source: Source) -> Iterator[list[str]]:
    held = [row for row in rows if any(cell.strip() for cell in row)]
    for number, row in enumerate(held, 1):
        if len(row) != len(held[0]):  # if the line were padded with an empty cell, its values would go to other records
            refuse_file(content.file, source, f"{len(row):,} cells in the {number:,}th line that is filled", f"{len(held[0]):,} cells, as in the first",
                   "send the file again: a cell is missing in the line, or it has a delimiter too many")  # fmt: skip
    width = max((len(row) for row in held), default=0)
    if width > COLUMNS_MAX * 10:
        refuse_file(
            content.file,
            source,
            f"{width:,} columns",
            f"at most {COLUMNS_MAX * 10:,} records",
            "correct the delimiter in the source",
        )
    return ([row[i] if i < len(row) else "" for row in held] for i in range(width))


def _table_of_rows(rows: Iterable[list[str]], content: Content, source: Source, first: int = 1) -> TextTable:
    """The table of rows whose header is among them. first: the number of the first row; 0 if that row holds the names of
    fields.
    """
    source = source if first else source.model_copy(update={"header_row": 0, "header_rows": 1})
    numbered = enumerate(rows, first)
    header: tuple[str, ...] | None = None
    titles = [content.file]
    for number, row in numbered:
        if number == source.header_row:
            header = joined_header([row, *(below for _, below in islice(numbered, source.header_rows - 1))])
            break
        titles += [cell for cell in row if cell.strip()]
    if header is None or not any(header):
        refuse_file(content.file, source, "no header" if header is None else f"a blank row {source.header_row}", f"a header in row {source.header_row}",
               "send the file again, or correct header_row in the source")  # fmt: skip
    if len(header) > COLUMNS_MAX:
        refuse_file(
            content.file, source, f"{len(header):,} columns", f"at most {COLUMNS_MAX:,}", "correct the delimiter in the source"
        )
    parts, batch = [], []
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            batch.append((number, row))
        if len(batch) == BATCH_ROWS:
            parts.append(_batch_frame(batch, header, source))
            batch = []
    frame = pl.concat([*parts, _batch_frame(batch, header, source)])
    if source.footer_rows:
        if frame.height < source.footer_rows:
            refuse_file(content.file, source, f"{frame.height} rows under the header", f"more than footer_rows = {source.footer_rows}",
                   "send the file again, or correct footer_rows in the source")  # fmt: skip
        foot = pl.int_range(pl.len()) >= pl.len() - source.footer_rows
        frame = frame.with_columns(not_data=pl.when(foot).then(pl.lit("footer")).otherwise("not_data"))
    return TextTable(content.file, content.digest, header, frame.lazy(), source.transposed, titles=tuple(titles))


def joined_header(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The header of one row or several. A label of an upper row counts for the columns to its right, up to the next label."""
    parts = []
    for number, row in enumerate(rows, 1):
        texts, label = [header_text(cell) for cell in row], ""
        if number < len(rows):
            texts = [label := text or label for text in texts]
        parts.append(texts)
    width = max(map(len, parts))
    padded = [
        [*texts, *[texts[-1] if texts and n < len(parts) else ""] * (width - len(texts))] for n, texts in enumerate(parts, 1)
    ]
    return tuple(" ".join(filter(None, column)) for column in zip(*padded, strict=True))


def _batch_frame(batch: list[tuple[int, list[str]]], header: tuple[str, ...], source: Source) -> pl.DataFrame:
    columns: dict[str, list[str | None]] = {
        str(i): [row[i] if i < len(row) else None for _, row in batch] for i in range(len(header))
    }
    return pl.DataFrame(
        {
            **columns,
            "row": [number for number, _ in batch],
            "width": [_filled_width(row, len(header)) for _, row in batch],
            "not_data": [_why_no_data(number, row, header, source) for number, row in batch],
        },
        schema={**dict.fromkeys(columns, pl.String()), **ROW_COLUMNS},
    )


def _filled_width(row: list[str], header: int) -> int:
    # Spreadsheets pad rows with empty cells, so that only cells with text count as too many.
    extra = [i for i, cell in enumerate(row[header:], header + 1) if cell.strip()]
    return max(extra) if extra else min(len(row), header)


def _why_no_data(number: int, row: list[str], header: tuple[str, ...], source: Source) -> str | None:
    if number <= source.header_row + source.header_rows - 1 + source.rows_below_header:
        return "row below the header"
    if tuple(header_text(cell) for cell in row[: len(header)]) == header:
        return "repeated header"
    first = next(cell.strip() for cell in row if cell.strip())
    return "declared as no data" if any(re.fullmatch(pattern, first, re.DOTALL) for pattern in source.not_data) else None
