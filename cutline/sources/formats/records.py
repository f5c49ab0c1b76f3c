"""Files of named fields, Parquet and JSON lines, as text: each value as its own file would print it."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.delimited_text import COLUMNS_MAX, decode
from cutline.sources.formats.opening import Content, Document, refuse

WHOLE_MAX = 1e15  # as in a workbook: beyond it a double has lost digits
NESTED = (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Object, pl.Duration)


def parquet_cells(content: Content, source: Source) -> tuple[list[str], pl.LazyFrame]:
    """Header and cells (columns `0`, `1`, ... and `row`, the first being 1) of a Parquet file. Raises SourceError where a column has no text."""
    try:
        _read_through(content.path)
        lazy = pl.scan_parquet(content.path, glob=False)
        schema = lazy.collect_schema()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        refuse(content.file, source, str(error).splitlines()[0], "a whole Parquet file", "send the export again")
    nested = [f"{name} ({dtype})" for name, dtype in schema.items() if isinstance(dtype, NESTED)]
    if nested or len(schema) > COLUMNS_MAX:
        refuse(content.file, source, f"columns {', '.join(nested[:10]) or len(schema)}", f"plain columns, at most {COLUMNS_MAX:,}",
               "write one value in a cell")  # fmt: skip
    cells = [_text(pl.col(name), dtype).fill_null("").alias(str(i)) for i, (name, dtype) in enumerate(schema.items())]
    rows = lazy.select(cells).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    return list(schema), rows


def _read_through(path: Path) -> None:
    """Every page once, by pyarrow: a damaged one is an error there, where Polars may ask for more memory than there is and end the process.

    Raises OSError and ValueError (ArrowInvalid is one).
    """
    import pyarrow.parquet as pq  # half a second that only a Parquet file costs

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            batch.validate(full=True)


def _text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value as people write it: 7 and not 7.0, a day without midnight."""
    if dtype.is_float():
        is_whole = (column == column.round()) & (column.abs() < WHOLE_MAX)
        return pl.when(is_whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
    if isinstance(dtype, pl.Datetime):
        return pl.when(column.dt.time() == pl.time(0, 0)).then(column.dt.date().cast(pl.String)).otherwise(column.cast(pl.String))
    return column.cast(pl.String)


def json_rows(document: Document, source: Source, _: str | None = None) -> list[list[str]]:
    """The rows of JSON lines under the names of their fields, which are the first row. Numbers keep the digits they were written with."""
    header: dict[str, int] = {}
    records: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(decode(document.data, document.name, source).split("\n"), 1):
        if line.strip():
            record = _record(line, number, document, source)
            records.append((number, record))
            for name in record:
                header.setdefault(name, len(header))
    if len(header) > COLUMNS_MAX:
        refuse(
            document.name,
            source,
            f"{len(header):,} field names",
            f"at most {COLUMNS_MAX:,}",
            "one record on a line, its fields named alike",
        )
    rows = [list(header)]
    for number, record in records:
        rows.extend([] for _ in range(number - len(rows)))  # a blank line keeps its number; the names took none
        rows.append([record.get(name, "") for name in header])
    return rows


def _record(line: str, number: int, document: Document, source: Source) -> dict[str, str]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None) if len(names) < COLUMNS_MAX else "too many fields"
        if twice:
            refuse(document.name, source, f"the field {twice!r} twice in line {number:,}", "each field once", "mend the line")
        return dict(pairs)

    try:
        record = json.loads(line, object_pairs_hook=unique, parse_float=str, parse_int=str, parse_constant=str)
        json.dumps(record, ensure_ascii=False).encode()
    except (json.JSONDecodeError, RecursionError) as error:
        refuse(document.name, source, f"{error} in line {number:,}", "one JSON object on each line", "mend the line")
    except UnicodeEncodeError:
        refuse(document.name, source, f"half of a character in line {number:,}", "whole characters", "mend the line")
    if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
        refuse(
            document.name,
            source,
            f"something nested, or no object, in line {number:,}",
            "one flat JSON object on each line",
            "flatten it",
        )
    return {
        name: "" if value is None else str(value).lower() if isinstance(value, bool) else value for name, value in record.items()
    }
