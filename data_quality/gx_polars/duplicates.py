"""Finds keys that occur more than once, in little memory.

A group-by of ten million distinct keys holds gigabytes to find nothing. Keys with different hashes are different. So the
64-bit hashes are sorted, at 8 bytes a row, and only the rows whose hash occurs twice are grouped by the key itself. The
answer is exact: a hash only decides which rows need not be grouped, never which keys are equal.
"""

from collections.abc import Sequence

import polars as pl

ROWS_OF_KEY = "__rows"
SUSPECTS_MAX = 1_000_000  # with more suspects, filtering by hash costs more than grouping all rows
_MIX = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing (Knuth, multiplicative hashing)


def repeated_keys(frame: pl.LazyFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """Each key of `columns` that occurs more than once, with the number of its rows in `__rows`. Nulls are equal to one
    another, and so are NaN.
    """
    suspects = _suspect_hashes(frame, columns)
    if suspects is not None:
        if suspects.is_empty():
            return pl.LazyFrame(schema={**_key_schema(frame, columns), ROWS_OF_KEY: pl.UInt32})
        frame = frame.filter(_hash(columns).is_in(suspects.implode()))
    return frame.group_by(list(columns)).agg(pl.len().alias(ROWS_OF_KEY)).filter(pl.col(ROWS_OF_KEY) > 1)


def _suspect_hashes(frame: pl.LazyFrame, columns: Sequence[str]) -> pl.Series | None:
    """The hashes that occur more than once.

    None if hashes do not help: for floats, whose equal values 0.0 and -0.0 may have different hashes, and if there are too
    many suspect hashes.
    """
    if any(dtype.is_float() or dtype.is_nested() for dtype in _key_schema(frame, columns).values()):
        return None
    hashes = frame.select(_hash(columns).alias("hash")).collect(engine="streaming").to_series().sort()
    found = hashes.filter(hashes == hashes.shift(1)).unique()
    return found if len(found) <= SUSPECTS_MAX else None


def _key_schema(frame: pl.LazyFrame, columns: Sequence[str]) -> dict[str, pl.DataType]:
    schema = frame.collect_schema()
    return {column: schema[column] for column in columns}


def _hash(columns: Sequence[str]) -> pl.Expr:
    mixed = pl.lit(0, pl.UInt64)
    for column in columns:
        mixed = mixed * pl.lit(_MIX, pl.UInt64) + pl.col(column).hash(seed=0)
    return mixed
