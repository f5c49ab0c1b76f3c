"""Turns a wide layout, with one column for each period, into one row for each filled cell."""

import json
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Feed
from cutline.sources.formats.reading import TextTable


def wide_columns(text: TextTable, feed: Feed, where: str) -> list[tuple[int, str]]:
    if feed.unpivot is None:
        return []
    pattern = re.compile(feed.unpivot.columns)
    wide = [(i, m[1] if pattern.groups else m[0]) for i, cell in enumerate(text.header) if (m := pattern.fullmatch(cell))]
    if not wide:
        raise SourceError(
            f"{where}: no wide columns",
            [Finding(where, ", ".join(text.header[:12]), f"headers that match {feed.unpivot.columns}", "mend unpivot.columns")],
        )
    return wide


def unpivot_rows(
    picked: pl.LazyFrame,
    wide: list[tuple[int, str]],
    name_to: str,
    value_to: str,
    text: TextTable,
    about: dict[str, Any],
    header_row: int,
) -> pl.LazyFrame:
    """One row for each filled cell. A row that is no data, or whose cells cannot be told apart, stays one row."""
    kept = [name for name in picked.collect_schema().names() if not name.startswith("wide ")]
    is_odd = pl.col("shape_error").is_not_null() | pl.col("not_data").is_not_null()

    def long() -> Iterator[pl.LazyFrame]:
        for n, (i, label) in enumerate(wide):
            origin = [text.header[i], *text.address(i)]
            head = [
                text.header[i],
                f"={origin[1]}{header_row}" if origin[1] else "",
                "",
            ]  # the header's own cell, whatever the row
            told = {**about, "read": {**about["read"], name_to: head, value_to: origin}}
            columns = pl.lit(json.dumps(told, ensure_ascii=False)).alias("columns")
            rows = picked.select(*kept, pl.lit(label).alias(name_to), pl.col(f"wide {i}").alias(value_to), columns)
            filled = (pl.col(value_to).str.strip_chars() != "") & ~is_odd
            yield rows.filter(filled | is_odd if n == 0 else filled)

    return pl.concat(long()).sort("row", maintain_order=True)
