"""Reads Parquet files: each value becomes the text that people write for it."""

from pathlib import Path
from typing import IO, Any, NoReturn

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.archives import RATIO_FREE_BYTES, RATIO_MAX, UNPACKED_MAX_BYTES
from cutline.sources.formats.documents import CELL_MAX_BYTES, COLUMNS_MAX, Content, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat, ScannedFile

MARK = b"PAR1"
COLUMN_CHUNK_MAX_BYTES = 64 << 20  # of one column in one row group, unpacked; both are in memory at once when the file is read
CELL_BYTES = 8  # what a cell takes in memory at least, whatever it holds
RATIO_OF_LARGE_FILES = 20  # a file above 25 MB may unpack to more than UNPACKED_MAX_BYTES: real tables are packed about 10 to 1
PAGE_HEAD_MAX_BYTES = 1 << 20  # the head of a page may hold the least and the greatest text of the page
_INTEGER, _STRUCTURE, _DEPTH_MAX, _SHIFT_MAX = 5, 12, 8, 63
_PAGE, _DATA_PAGES = 0, (5, 8)  # the head itself, and the fields with the heads of a data page of version 1 and 2
WHOLE_MAX, DIGITS_LOST = 1e15, 2**53  # as in a workbook: a longer whole number may have lost its last digits
NESTED = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object, pl.Duration)


def is_parquet(content: Content, source: Source) -> bool:
    """Whether the file is Parquet by its first bytes, and its ending or its source says so, too."""
    with content.path.open("rb") as file:
        return file.read(len(MARK)) == MARK and (source.format == "parquet" or content.file.lower().endswith(".parquet"))


def parquet_cells(content: Content, source: Source) -> tuple[list[str], pl.LazyFrame]:
    """The header and the cells of a Parquet file: the columns `0`, `1`, ... of text and `row`, counted from 1.

    Raises SourceError for a damaged file, and for columns that hold lists, structures or bytes, which have no text.
    """
    try:
        _read_through(content.path)
        lazy = pl.scan_parquet(content.path, glob=False)
        schema = lazy.collect_schema()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        refuse_file(content.file, source, str(error).splitlines()[0], "a whole Parquet file", "send the export again")
    nested = [f"{name} ({dtype})" for name, dtype in schema.items() if isinstance(dtype, NESTED)]
    if nested or len(schema) > COLUMNS_MAX:
        refuse_file(content.file, source, f"columns {', '.join(nested[:10]) or len(schema)}", f"plain columns, at most {COLUMNS_MAX:,}",
               "export one plain value in each cell")  # fmt: skip
    cells = [
        _text(pl.col(name), dtype, source.decimal).fill_null("").alias(str(i)) for i, (name, dtype) in enumerate(schema.items())
    ]
    rows = lazy.select(cells).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    return list(schema), rows


def _read_through(path: Path) -> None:
    """Read every page once with pyarrow, which raises an error for a damaged page. On a damaged page, Polars may ask for
    more memory than there is, and the process ends.

    What the file says of its own size is not believed: the pages of each column are measured before they are unpacked, and
    their cells before they are written out. Raises OSError and ValueError (ArrowInvalid is one).
    """
    import pyarrow.parquet as pq  # the import takes half a second, which only a night with a Parquet file pays

    size = path.stat().st_size
    room = max(RATIO_FREE_BYTES, min(UNPACKED_MAX_BYTES, RATIO_MAX * size), RATIO_OF_LARGE_FILES * size)
    with pq.ParquetFile(path, memory_map=False) as file, path.open("rb") as raw:
        stated = file.metadata
        cells = stated.num_rows * max(stated.num_columns, 1)
        _demand_room(cells * CELL_BYTES, room, f"{stated.num_rows:,} rows of {stated.num_columns:,} columns")
        for group in map(stated.row_group, range(stated.num_row_groups)):
            for column in map(group.column, range(group.num_columns)):
                unpacked, values = _measured_pages(raw, column, size)
                pages = max(unpacked, column.total_uncompressed_size)
                if pages > COLUMN_CHUNK_MAX_BYTES:
                    raise ValueError(
                        f"{pages:,} bytes in one column of {group.num_rows:,} rows; at most {COLUMN_CHUNK_MAX_BYTES:,}"
                    )
                if values != column.num_values:
                    raise ValueError(f"pages of {values:,} values in a column that is said to have {column.num_values:,}")
        texts = [
            column.path for column in map(stated.schema.column, range(stated.num_columns)) if column.physical_type == "BYTE_ARRAY"
        ]
    # A value that stands once in the dictionary of a column may be the value of every row, so texts are measured unrepeated.
    rows, text = 0, 0
    with pq.ParquetFile(path, memory_map=False, read_dictionary=texts) as file:
        for batch in file.iter_batches():
            batch.validate(full=True)
            rows, text = rows + batch.num_rows, text + sum(map(_text_bytes, batch.columns))
            _demand_room(cells * CELL_BYTES + text, room, f"{text:,} bytes of text in {rows:,} rows")
    if rows != stated.num_rows:
        raise ValueError(f"{rows:,} rows, and the file says that it has {stated.num_rows:,}")


def _demand_room(needed: int, room: int, found: str) -> None:
    if not 0 <= needed <= room:
        raise ValueError(f"{found}, which is more than {room:,} bytes when they are written out")


def _text_bytes(column: Any) -> int:
    """The bytes of the texts of a column (a pyarrow array) when each row has its own. Raises ValueError for a giant text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return 0
    lengths = pc.binary_length(column.dictionary)
    longest = pc.max(lengths).as_py() or 0
    if longest > CELL_MAX_BYTES:
        raise ValueError(f"a cell of {longest:,} bytes, which is more than {CELL_MAX_BYTES:,}")
    return int(pc.sum(pc.cast(lengths.take(column.indices), pa.int64())).as_py() or 0)


def _measured_pages(raw: IO[bytes], column: Any, size: int) -> tuple[int, int]:
    """The bytes that the pages of a column chunk unpack to, and the number of their values, as the head of each page says.

    No page unpacks to more than its head says. column: the chunk as the table of contents describes it. size: that of the
    file.
    """
    starts = [each for each in (column.dictionary_page_offset, column.data_page_offset) if each is not None and each > 0]
    at, unpacked, values = min(starts, default=0), 0, 0
    end = at + column.total_compressed_size
    if not 0 < at <= end <= size:
        raise ValueError(f"a column at bytes {at:,} to {end:,} of {size:,}")
    while at < end:
        raw.seek(at)
        head = _PageHead(raw.read(min(PAGE_HEAD_MAX_BYTES, end - at)))
        whole, part, count = head.sizes()
        if min(whole, part, count) < 0:
            raise ValueError(f"a page of {whole:,} bytes, {part:,} packed, with {count:,} values")
        unpacked, values, at = unpacked + whole, values + count, at + head.at + part
        if unpacked > COLUMN_CHUNK_MAX_BYTES:
            break
    return unpacked, values


class _PageHead:
    """The head of a page: a structure in the compact form of Thrift, of which only the sizes are read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def sizes(self) -> tuple[int, int, int]:
        """The bytes of the page unpacked and packed, and the number of its values, which is 0 for a dictionary.

        `at` is then the length of the head. Raises ValueError if the head is damaged.
        """
        found: dict[tuple[int, int], int] = {}
        try:
            self._structure(found, _PAGE)
            return found[_PAGE, 2], found[_PAGE, 3], sum(found.get((each, 1), 0) for each in _DATA_PAGES)
        except (IndexError, KeyError) as error:
            raise ValueError(f"a page without a readable head ({type(error).__name__})") from error

    def _structure(self, found: dict[tuple[int, int], int], owner: int, depth: int = 0) -> None:
        """Read a structure. found: gets its whole numbers, by `owner` (the field that holds the structure) and field."""
        if depth > _DEPTH_MAX:
            raise ValueError("a page whose head has too many levels")
        number = 0
        while (kind := self._byte()) != 0:
            number = number + (kind >> 4) if kind >> 4 else self._signed()
            if kind & 15 == _INTEGER:
                found.setdefault((owner, number), self._signed())
            elif kind & 15 == _STRUCTURE:
                self._structure(found if depth == 0 else {}, number, depth + 1)
            else:
                self._skip(kind & 15)

    def _skip(self, kind: int) -> None:
        match kind:
            case 1 | 2:  # true, false
                pass
            case 3 | 7:  # one byte; a double
                self.at += 1 if kind == 3 else 8
            case 4 | 5 | 6:
                self._unsigned()
            case 8:
                length = self._unsigned()
                self.at += length
            case _:
                raise ValueError(f"a page whose head has a field of kind {kind}")

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _unsigned(self) -> int:
        value, shift = 0, 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128 or shift > _SHIFT_MAX:
                return value
            shift += 7

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)


def _text(column: pl.Expr, dtype: pl.DataType, decimal: str) -> pl.Expr:
    """The text of a value as people write it: 7 and not 7.0, and a day without the time of midnight. decimal: the decimal mark
    that the source declares for texts; a number gets it, too.
    """
    if decimal != "." and dtype.is_numeric():
        return _text(column, dtype, ".").str.replace(".", decimal, literal=True)
    if dtype.is_float():
        is_whole, whole = column == column.round(), column.cast(pl.Int64, strict=False).cast(pl.String)
        return (
            pl.when(is_whole & (column.abs() < WHOLE_MAX)).then(whole)
            .when(is_whole & (column.abs() < DIGITS_LOST)).then(whole + ".0").otherwise(column.cast(pl.String))
        )  # fmt: skip
    if isinstance(dtype, pl.Datetime):
        return pl.when(column.dt.time() == pl.time(0, 0)).then(column.dt.date().cast(pl.String)).otherwise(column.cast(pl.String))
    return column.cast(pl.String)


def _scan(content: Content, source: Source) -> ScannedFile | None:
    return ScannedFile(*parquet_cells(content, source)) if is_parquet(content, source) else None


def _refuse_packed(document: Document, source: Source, _: str | None) -> NoReturn:
    refuse_file(
        document.name,
        source,
        "Parquet in an archive",
        "the Parquet file itself",
        "send the file unpacked; Parquet is compressed already",
    )


PARQUET = ExportFormat("parquet", (".parquet",), _refuse_packed, begins_with=(MARK,), has_named_fields=True, scan=_scan)
