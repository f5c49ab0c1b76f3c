"""Writes published tables as CSV and Parquet. Equal frames give equal bytes."""

import io

import polars as pl

# Text that a spreadsheet would run as a formula; a minus sign before a number does not start a formula.
FORMULA = r"^[=+@\t\r]|^-[^0-9.]"


def as_csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV, in UTF-8 with a byte order mark, so that a spreadsheet reads accents.

    Text that a spreadsheet would take for a formula gets a quote mark in front. A list is written as its items with a semicolon between them.
    """
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name) for name in text
    )
    return b"\xef\xbb\xbf" + safe.write_csv().encode("utf-8")


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet, compressed with zstd."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
