"""Delivered files to text tables: every cell as text, exactly as written, with its row. No meaning is given to a cell here."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.delimited_text import COLUMNS_MAX, plain_text, text_rows
from cutline.sources.formats.opening import FILE_MAX_BYTES, PARQUET, Content, Document, open_document, refuse
from cutline.sources.formats.project_xml import mspdi_rows, pmxml_rows
from cutline.sources.formats.records import json_rows, parquet_cells
from cutline.sources.formats.sheet_scan import column_letters
from cutline.sources.formats.spreadsheets import sheet_rows
from cutline.sources.formats.xer import xer_rows

BATCH_ROWS = 50_000
SCHEMA_TAIL: dict[str, pl.DataType] = {"row": pl.Int64(), "width": pl.Int64(), "not_data": pl.String()}
RECORDS: dict[str, Callable[[Document, Source, str | None], list[list[str]]]] = {
    "jsonl": json_rows,
    "mspdi": mspdi_rows,
    "pmxml": pmxml_rows,
    "xer": xer_rows,
}


@dataclass(frozen=True)
class TextTable:
    """One table of a file as text.

    header: the header cells, of a file of named fields their names. cells: String columns `0`, `1`, ... in the order of the header, `row` (Int64, as a spreadsheet numbers
    it; the column number in a transposed file), `width` (Int64, cells the row really had) and `not_data` (why the row is no data: a
    repeated header, a footer; null where it is data). is_transposed: records are columns of the file. has_addresses: its cells have
    addresses as in a spreadsheet; fields of Parquet, JSON and project files have none.
    """

    file: str
    digest: str
    header: tuple[str, ...]
    cells: pl.LazyFrame
    is_transposed: bool = False
    has_addresses: bool = True

    def address(self, place: int) -> tuple[str, str]:
        """What stands before and after a record's number in the address of its cell: ("F", "") for F12; ("", "7") where transposed."""
        if not self.has_addresses:
            return ("", "")
        return ("", str(place + 1)) if self.is_transposed else (column_letters(place), "")


def read_table(content: Content, source: Source, sheet: str | None = None) -> TextTable:
    """Read one table of a file as `source` declares it. Raises SourceError naming the file and the place."""
    size = content.path.stat().st_size
    if size > FILE_MAX_BYTES:
        refuse(content.file, source, f"{size:,} bytes", f"at most {FILE_MAX_BYTES:,} bytes", "split the export")
    if is_parquet(content, source):
        names, lazy = parquet_cells(content, source)
        return replace(_table(content, names, lazy), has_addresses=False)
    plain = plain_text(content.path, source) if source.format in ("auto", "csv") and size else None
    if plain:
        blank = pl.map_batches(
            [str(i) for i in range(len(plain.header))], _are_blank, return_dtype=pl.Boolean, is_elementwise=True
        )
        return _table(content, plain.header, plain.cells(source).filter(~blank))
    document = open_document(content, source)
    if document.kind in RECORDS:
        # Their names stand in no row: the first record is row 1.
        rows = RECORDS[document.kind](document, source, sheet or source.sheet)
        return replace(_assemble(rows, content, source, first=0), has_addresses=False)
    in_sheet = document.kind in ("xlsx", "xls", "ods")
    lines = sheet_rows(document, source, sheet or source.sheet) if in_sheet else text_rows(document.data, document.name, source)
    return _assemble(_transposed(lines, content, source) if source.transposed else lines, content, source)


def _are_blank(cells: Sequence[pl.Series]) -> pl.Series:
    first = cells[0].str.strip_chars() == ""
    if not first.any():
        return first
    return pl.DataFrame(cells).select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()


def is_parquet(content: Content, source: Source) -> bool:
    """Whether the file is Parquet by its first bytes, and its ending or its source says so too."""
    with content.path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET and (source.format == "parquet" or content.file.lower().endswith(".parquet"))


def _table(content: Content, names: list[str], lazy: pl.LazyFrame) -> TextTable:
    width, data = pl.lit(len(names), pl.Int64).alias("width"), pl.lit(None, pl.String).alias("not_data")
    return TextTable(
        content.file, content.digest, tuple(" ".join(name.split()) for name in names), lazy.with_columns(width, data)
    )


def _transposed(rows: Iterable[list[str]], content: Content, source: Source) -> Iterator[list[str]]:
    held = [row for row in rows if any(cell.strip() for cell in row)]
    for number, row in enumerate(held, 1):
        if len(row) != len(held[0]):  # padded, its cells would speak of other records
            refuse(content.file, source, f"{len(row):,} cells in the {number:,}th line that is filled", f"{len(held[0]):,}, as in the first",
                   "send the file again: a cell is missing, or a delimiter too many")  # fmt: skip
    width = max((len(row) for row in held), default=0)
    if width > COLUMNS_MAX * 10:
        refuse(content.file, source, f"{width:,} columns", f"at most {COLUMNS_MAX * 10:,} records", "is the delimiter right?")
    return ([row[i] if i < len(row) else "" for row in held] for i in range(width))


def _assemble(rows: Iterable[list[str]], content: Content, source: Source, first: int = 1) -> TextTable:
    """first: the number of the first row. A header in row 0 is the names of fields."""
    source = source if first else source.model_copy(update={"header_row": 0})
    numbered = enumerate(rows, first)
    header: tuple[str, ...] | None = None
    for number, row in numbered:
        if number == source.header_row:
            header = tuple(" ".join(cell.split()) for cell in row)
            break
    if header is None or not any(header):
        refuse(content.file, source, "no header" if header is None else f"a blank row {source.header_row}", f"a header in row {source.header_row}",
               "send the file again, or mend header_row")  # fmt: skip
    if len(header) > COLUMNS_MAX:
        refuse(content.file, source, f"{len(header):,} columns", f"at most {COLUMNS_MAX:,}", "is the delimiter right?")
    parts, batch = [], []
    for number, row in numbered:
        if any(cell.strip() for cell in row):
            batch.append((number, row))
        if len(batch) == BATCH_ROWS:
            parts.append(_frame(batch, header, source))
            batch = []
    frame = pl.concat([*parts, _frame(batch, header, source)])
    if source.footer_rows:
        if frame.height < source.footer_rows:
            refuse(content.file, source, f"{frame.height} rows under the header", f"more than footer_rows = {source.footer_rows}",
                   "send the file again, or mend footer_rows")  # fmt: skip
        foot = pl.int_range(pl.len()) >= pl.len() - source.footer_rows
        frame = frame.with_columns(not_data=pl.when(foot).then(pl.lit("footer")).otherwise("not_data"))
    return TextTable(content.file, content.digest, header, frame.lazy(), source.transposed)


def _frame(batch: list[tuple[int, list[str]]], header: tuple[str, ...], source: Source) -> pl.DataFrame:
    columns: dict[str, list[str | None]] = {
        str(i): [row[i] if i < len(row) else None for _, row in batch] for i in range(len(header))
    }
    return pl.DataFrame(
        {
            **columns,
            "row": [number for number, _ in batch],
            "width": [_width(row, len(header)) for _, row in batch],
            "not_data": [_not_data(number, row, header, source) for number, row in batch],
        },
        schema={**dict.fromkeys(columns, pl.String()), **SCHEMA_TAIL},
    )


def _width(row: list[str], header: int) -> int:
    # Spreadsheets pad rows with empty cells: only cells with text count as too many.
    extra = [i for i, cell in enumerate(row[header:], header + 1) if cell.strip()]
    return max(extra) if extra else min(len(row), header)


def _not_data(number: int, row: list[str], header: tuple[str, ...], source: Source) -> str | None:
    if number <= source.header_row + source.rows_below_header:
        return "row below the header"
    if tuple(" ".join(cell.split()) for cell in row[: len(header)]) == header:
        return "repeated header"
    first = next(cell.strip() for cell in row if cell.strip())
    return "declared as no data" if any(re.fullmatch(pattern, first, re.DOTALL) for pattern in source.not_data) else None
