"""Writes published tables as CSV and Parquet. Equal frames give equal bytes."""

import io

import polars as pl

# Text that a spreadsheet may run as a formula: it begins with one of these signs, after any blanks, control characters and marks
# that are not seen. The signs also have full-width forms, which East Asian versions read as the plain ones, and a minus of its own.
FORMULA = r"^[\s\p{C}\p{Z}]*[=+\-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{2212}\u{FE62}\u{FE63}\u{FE66}\u{FE6B}]|^[\t\r\n]"
# A plain negative number is no formula: digits, in groups or not, with one decimal mark at most, and nothing after them but "%".
PLAIN_NUMBER = r"^-(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.[0-9]+)?%?$"


def as_csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV, in UTF-8 with a byte order mark, so that a spreadsheet reads accents.

    Text that a spreadsheet would take for a formula gets a quote mark in front. A list is written as its items with a semicolon between them.
    """
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists)
    text = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.String | pl.Categorical | pl.Enum)]
    frame = frame.with_columns(pl.col(text).cast(pl.String))
    safe = frame.with_columns(_quoted(pl.col(name)).alias(name) for name in text)
    return b"\xef\xbb\xbf" + safe.write_csv().encode("utf-8")


def looks_like_formula(text: pl.Expr) -> pl.Expr:
    """Whether a spreadsheet that opens a CSV file may run the text as a formula."""
    is_number = text.str.contains(PLAIN_NUMBER) & text.str.contains("[0-9]")
    return text.str.contains(FORMULA) & ~is_number


def _quoted(text: pl.Expr) -> pl.Expr:
    return pl.when(looks_like_formula(text)).then("'" + text).otherwise(text)


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A frame as Parquet, compressed with zstd."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()
