"""Types the cells of the rows of one feed, and judges each row: whether it is good, and which bad cells are emptied."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from cutline.contracts.tables.records import Column, Table
from cutline.contracts.units import INT64_MAX
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.crosswalk import Crosswalk
from cutline.sources.mapping.raw_tables import INLINE
from cutline.sources.typed_rows.cell_reader import CellReader

INLINE_SOURCE = Source.model_validate({"name": "inline", "files": INLINE, "feeds": [{"table": "projects"}]})


def feeds_of(name: str, settings: Settings) -> list[tuple[str, int]]:
    """The feeds that fill table `name`: the source and the feed's index. The rows in portfolio.toml are the feed -1 of INLINE."""
    own = [(source.name, i) for source in settings.sources for i, feed in enumerate(source.feeds) if feed.table == name]
    return [(INLINE, -1), *own] if settings.tables.get(name) else own


def cell_readers(table: Table, system: str, feed: int, settings: Settings) -> dict[str, CellReader]:
    """The readers of the cells of one feed, by canonical column. system: the source's name. feed: its index."""
    source = INLINE_SOURCE if system == INLINE else settings.source(system)
    maps = {} if system == INLINE else source.feeds[feed].columns
    return {column.name: CellReader(column, source, maps.get(column.plain), settings) for column in table.columns}


def judged_rows(
    table: Table,
    rows: pl.LazyFrame,
    system: str,
    feed: int,
    settings: Settings,
    ids: Crosswalk,
    assume: Mapping[str, Any] | None = None,
) -> pl.LazyFrame:
    """The rows with four kinds of columns more: `value X` and `is_bad X` for each column X, `is_good`, and `is_emptied`.

    is_good: the row is accepted. is_emptied: a bad cell of the row became unknown. assume: see `parsing.parse`.
    """
    has_currency = any(column.name == "currency" for column in table.columns)
    readers = cell_readers(table, system, feed, settings)
    work = rows.with_columns(reader.typed_value(has_currency).alias(f"read {name}") for name, reader in readers.items())
    work = work.with_columns(
        *(pl.col(f"read {name}").struct.field("value").alias(f"value {name}") for name in readers),
        *(pl.col(f"read {name}").struct.field("is_bad").alias(f"is_bad {name}") for name in readers),
    ).drop(f"read {name}" for name in readers)
    if assume:
        lost = {name: pl.col(f"is_bad {name}") | pl.col(f"value {name}").is_null() for name in assume}
        work = work.with_columns(
            *(pl.when(lost[name]).then(pl.lit(value, table.column(name).dtype)).otherwise(f"value {name}").alias(f"value {name}") for name, value in assume.items()),
            *(pl.lit(value=False).alias(f"is_bad {name}") for name in assume),
        )  # fmt: skip
    outside = {
        column.name: outside_range(column) for column in table.columns if column.minimum is not None or column.maximum is not None
    }
    may_empty = [name for name, reader in readers.items() if _may_empty(table, reader)]
    emptied = {name: pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in may_empty}
    bad = [pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in readers if name not in emptied]
    work = work.with_columns(is_emptied=pl.any_horizontal(emptied.values()) if emptied else pl.lit(value=False))
    work = work.with_columns(is_bad=pl.any_horizontal(bad), **{
        f"value {name}": pl.when(~is_emptied).then(f"value {name}") for name, is_emptied in emptied.items()
    })  # fmt: skip
    missing = [pl.col(f"value {column.name}").is_null() for column in table.columns if column.required]
    not_exactly_one = [pl.sum_horizontal(pl.col(f"value {name}").is_not_null() for name in group) != 1 for group in table.one_of]
    is_good = ~pl.any_horizontal(pl.col("is_bad"), pl.col("shape_error").is_not_null(), *missing, *not_exactly_one)
    own = ids.of(system)
    return work.with_columns(
        is_good=is_good, **{f"value {name}": pl.col(f"value {name}").replace(own) for name in _project_columns(table) if own}
    )


def _project_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name == "project_id" or column.references == "projects.project_id"]


def outside_range(column: Column) -> pl.Expr:
    """Whether the value of a column is below its minimum or above its maximum; false if the value is unknown."""
    low = -INT64_MAX if column.minimum is None else column.minimum
    high = INT64_MAX if column.maximum is None else column.maximum
    return (~pl.col(f"value {column.name}").is_between(low, high)).fill_null(value=False)


def _may_empty(table: Table, reader: CellReader) -> bool:
    """Whether a bad cell of the column becomes unknown while its row stays, as the source or the mapping says.

    A column that the contract requires, or that is part of the key of a row, never becomes unknown.
    """
    column, own = reader.column, reader.wanted.on_bad_cell if reader.wanted else "source"
    chosen = own == "null" or (own == "source" and reader.source.on_bad_row == "null")
    needed = column.required or column.name in table.key or any(column.name in group for group in table.one_of)
    return chosen and not needed
