"""CSV and Parquet of the report frames: stable names, stable order, the same bytes for the same frames."""

import io

import polars as pl

FORMULA = r"^[=+@\t\r]|^-[^0-9.]"


def as_csv(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, so that a spreadsheet reads accents; text that it would take for a formula gets a quote mark in front.

    A list is its items with a semicolon between them.
    """
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)
    text = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    safe = frame.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name) for name in text
    )
    return b"\xef\xbb\xbf" + safe.write_csv().encode("utf-8")


def as_parquet(frame: pl.DataFrame) -> bytes:
    """Parquet, zstd."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
