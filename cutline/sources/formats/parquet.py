"""Reads Parquet files: each value becomes the text that people write for it."""

from pathlib import Path
from typing import NoReturn

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.documents import COLUMNS_MAX, Content, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat

MARK = b"PAR1"
COLUMN_CHUNK_MAX_BYTES = 64 << 20  # of one column in one row group, unpacked; both are in memory at once when the file is read
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
    cells = [_text(pl.col(name), dtype).fill_null("").alias(str(i)) for i, (name, dtype) in enumerate(schema.items())]
    rows = lazy.select(cells).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    return list(schema), rows


def _read_through(path: Path) -> None:
    """Read every page once with pyarrow, which raises an error for a damaged page. On a damaged page, Polars may ask for
    more memory than there is, and the process ends.

    Raises OSError and ValueError (ArrowInvalid is one).
    """
    import pyarrow.parquet as pq  # the import takes half a second, which only a night with a Parquet file pays

    with pq.ParquetFile(path) as file:
        for group in map(file.metadata.row_group, range(file.metadata.num_row_groups)):
            largest = max((group.column(i).total_uncompressed_size for i in range(group.num_columns)), default=0)
            if largest > COLUMN_CHUNK_MAX_BYTES:
                raise ValueError(
                    f"{largest:,} bytes in one column of {group.num_rows:,} rows; at most {COLUMN_CHUNK_MAX_BYTES:,}"
                )
        for batch in file.iter_batches():
            batch.validate(full=True)


def _text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The text of a value as people write it: 7 and not 7.0, and a day without the time of midnight."""
    if dtype.is_float():
        is_whole, whole = column == column.round(), column.cast(pl.Int64, strict=False).cast(pl.String)
        return (
            pl.when(is_whole & (column.abs() < WHOLE_MAX)).then(whole)
            .when(is_whole & (column.abs() < DIGITS_LOST)).then(whole + ".0").otherwise(column.cast(pl.String))
        )  # fmt: skip
    if isinstance(dtype, pl.Datetime):
        return pl.when(column.dt.time() == pl.time(0, 0)).then(column.dt.date().cast(pl.String)).otherwise(column.cast(pl.String))
    return column.cast(pl.String)


def _scan(content: Content, source: Source) -> tuple[list[str], pl.LazyFrame] | None:
    return parquet_cells(content, source) if is_parquet(content, source) else None


def _refuse_packed(document: Document, source: Source, _: str | None) -> NoReturn:
    refuse_file(
        document.name,
        source,
        "Parquet in an archive",
        "the Parquet file itself",
        "send the file unpacked; Parquet is compressed already",
    )


PARQUET = ExportFormat("parquet", (".parquet",), _refuse_packed, begins_with=(MARK,), has_named_fields=True, scan=_scan)
