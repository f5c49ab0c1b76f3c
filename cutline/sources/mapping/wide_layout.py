"""Turns a wide layout, with one column for each period, into one row for each filled cell."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Feed
from cutline.sources.formats.reading import TextTable


def wide_columns(text: TextTable, feed: Feed, where: str) -> list[tuple[int, str]]:
    """The columns of a file that the feed's unpivot turns into rows: index, and the part of the header that becomes a cell.

    The list is empty for a feed without unpivot. Raises SourceError when no header matches the unpivot's pattern.
    """
    if feed.unpivot is None:
        return []
    wide = wide_places(text.header, feed)
    if not wide:
        raise SourceError(
            f"{where}: no header matches the unpivot",
            [
                Finding(
                    where,
                    f"the headers {', '.join(text.header[:12])}",
                    f"headers that match {feed.unpivot.columns}",
                    "correct the pattern `columns` of the feed's unpivot",
                )
            ],
        )
    return wide


def wide_places(header: Sequence[str], feed: Feed) -> list[tuple[int, str]]:
    """The columns under headers that match the unpivot of a feed: index, and the part of the header that becomes a cell."""
    pattern = re.compile(feed.unpivot.columns if feed.unpivot else "(?!)")
    return [(i, m[1] if pattern.groups else m[0]) for i, cell in enumerate(header) if (m := pattern.fullmatch(cell))]


def unpivot_rows(
    picked: pl.LazyFrame,
    wide: list[tuple[int, str]],
    name_to: str,
    value_to: str,
    text: TextTable,
    about: dict[str, Any],
    header_row: int,
) -> pl.LazyFrame:
    """One row for each filled cell of the wide columns. A row that is not data, or whose cells cannot be told apart, stays
    a single row.

    picked: the rows with a column `wide N` for the cells of column N. wide: as wide_columns returns them. name_to, value_to:
    the canonical columns that receive header and cell. about: the content of the column `columns` (see
    raw_tables.raw_schema).
    """
    kept = [name for name in picked.collect_schema().names() if not name.startswith("wide ")]
    stays_one_row = pl.col("shape_error").is_not_null() | pl.col("not_data").is_not_null()

    def long() -> Iterator[pl.LazyFrame]:
        for n, (i, label) in enumerate(wide):
            origin = [text.header[i], *text.address(i)]
            # The address of a value that comes from the header is the header's cell, whatever the row is. The mark = says so.
            header_cell = [text.header[i], f"={origin[1]}{header_row}" if origin[1] else "", ""]
            about_cell = {**about, "read": {**about["read"], name_to: header_cell, value_to: origin}}
            columns = pl.lit(json.dumps(about_cell, ensure_ascii=False)).alias("columns")
            rows = picked.select(*kept, pl.lit(label).alias(name_to), pl.col(f"wide {i}").alias(value_to), columns)
            filled = (pl.col(value_to).str.strip_chars() != "") & ~stays_one_row
            yield rows.filter(filled | stays_one_row if n == 0 else filled)

    return pl.concat(long()).sort("row", maintain_order=True)
