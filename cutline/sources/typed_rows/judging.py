"""Types the cells of the rows of one feed, and judges each row: whether it is good, and which bad cells are emptied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.contracts.tables.records import Column, Table
from cutline.contracts.units import INT64_MAX
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.crosswalk import Crosswalk
from cutline.sources.mapping.raw_tables import INLINE
from cutline.sources.typed_rows.cell_reader import CellReader, ReadCells

INLINE_SOURCE = Source.model_validate({"name": "inline", "files": INLINE, "feeds": [{"table": "projects"}]})

# Table and column: an empty cell means that a benefit or a mode is certain, or that nobody is busy or away.
COUNTS_IF_EMPTY = frozenset({
    ("benefits", "probability_bp"), ("modes", "success_probability_bp"), ("capacity", "run_milli_fte"), ("capacity", "leave_milli_fte"),
})  # fmt: skip


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
    judge = _Judge(table, cell_readers(table, system, feed, settings), assume or {})
    work = rows.with_columns(judge.expression().alias("judged")).unnest("judged")
    own = ids.of(system)
    renamed = [pl.col(f"value {name}").replace(own).alias(f"value {name}") for name in _project_columns(table) if own]
    return work.with_columns(renamed) if renamed else work


@dataclass(frozen=True)
class _Judge:
    """Types and judges the rows of one feed, a part of the file at a time. Most parts hold good rows alone, which a look at
    each column as a whole shows; the rows of the other parts are judged one by one.
    """

    table: Table
    readers: Mapping[str, CellReader]
    assume: Mapping[str, Any]

    @property
    def verdict(self) -> dict[str, pl.DataType]:
        """The columns that are added to the rows, with their types."""
        values: dict[str, pl.DataType] = {f"value {name}": reader.column.dtype for name, reader in self.readers.items()}
        marks = [*(f"is_bad {name}" for name in self.readers), "is_emptied", "is_good"]
        return values | dict.fromkeys(marks, pl.Boolean())

    def expression(self) -> pl.Expr:
        """The verdict on each row, as a struct."""
        by_file = any(reader.wanted and reader.wanted.unit == "stated" for reader in self.readers.values())
        plain = [expr for reader in self.readers.values() if (expr := reader.plain_cells()) is not None]
        inputs = [*map(pl.col, self.readers), pl.col("shape_error"), *([pl.col("columns")] if by_file else []), *plain]
        return pl.map_batches(inputs, self._judged, return_dtype=pl.Struct(self.verdict), is_elementwise=True)

    def _judged(self, columns: Sequence[pl.Series]) -> pl.Series:
        rows = _as_frame(columns)
        read = {name: reader.read(rows) for name, reader in self.readers.items()}
        never = pl.Series([False]).new_from_index(0, rows.height)
        cells = [each.value.alias(f"value {name}") for name, each in read.items()]
        cells += [(never if each.is_bad is None else each.is_bad).alias(f"is_bad {name}") for name, each in read.items()]
        if not self.assume and self._are_all_good(rows["shape_error"], read):
            return pl.DataFrame([*cells, never.alias("is_emptied"), (~never).alias("is_good")]).to_struct("judged")
        judged = self._judged_one_by_one(pl.DataFrame([*cells, rows["shape_error"]]))
        return judged.select(list(self.verdict)).to_struct("judged")

    def _are_all_good(self, shape_error: pl.Series, read: Mapping[str, ReadCells]) -> bool:
        """Whether a look at each column as a whole shows that every row is good. False if this leaves it open."""
        count, ranged = len(shape_error), [column for column in self.table.columns if _has_range(column)]
        filled = {name: each.value.count() for name, each in read.items()}
        return (
            shape_error.count() == 0
            and all(each.is_bad is None for each in read.values())
            and all(filled[column.name] == count for column in self.table.columns if column.required)
            and all(sorted(filled[name] for name in group) == [0] * (len(group) - 1) + [count] for group in self.table.one_of)
            and all(_are_in_range(read[column.name].value, column) for column in ranged)
        )

    def _judged_one_by_one(self, work: pl.DataFrame) -> pl.DataFrame:
        table, readers, assume = self.table, self.readers, self.assume
        lost = {name: pl.col(f"is_bad {name}") | pl.col(f"value {name}").is_null() for name in assume}
        work = work.with_columns(
            *(pl.when(lost[name]).then(pl.lit(value, table.column(name).dtype)).otherwise(f"value {name}").alias(f"value {name}") for name, value in assume.items()),
            *(pl.lit(value=False).alias(f"is_bad {name}") for name in assume),
        )  # fmt: skip
        outside = {column.name: outside_range(column) for column in table.columns if _has_range(column)}
        may_empty = [name for name, reader in readers.items() if _may_empty(table, reader)]
        emptied = {name: pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in may_empty}
        bad = [pl.col(f"is_bad {name}") | outside.get(name, pl.lit(value=False)) for name in readers if name not in emptied]
        work = work.with_columns(is_emptied=pl.any_horizontal(emptied.values()) if emptied else pl.lit(value=False))
        work = work.with_columns(is_bad=pl.any_horizontal(bad), **{
            f"value {name}": pl.when(~is_emptied).then(f"value {name}") for name, is_emptied in emptied.items()
        })  # fmt: skip
        missing = [pl.col(f"value {column.name}").is_null() for column in table.columns if column.required]
        not_one = [pl.sum_horizontal(pl.col(f"value {name}").is_not_null() for name in group) != 1 for group in table.one_of]
        is_good = ~pl.any_horizontal(pl.col("is_bad"), pl.col("shape_error").is_not_null(), *missing, *not_one)
        return work.with_columns(is_good=is_good)


def _as_frame(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """The columns of a part of a file as a frame. Polars hands over a column with one value for all rows as one row."""
    height = next((len(column) for column in columns if len(column) != 1), 1)
    return pl.DataFrame([column if len(column) == height else column.new_from_index(0, height) for column in columns])


def _project_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.name == "project_id" or column.references == "projects.project_id"]


def _has_range(column: Column) -> bool:
    return column.minimum is not None or column.maximum is not None


def _range(column: Column) -> tuple[int, int]:
    low, high = column.minimum, column.maximum
    return -INT64_MAX if low is None else low, INT64_MAX if high is None else high


def _are_in_range(values: pl.Series, column: Column) -> bool:
    """Whether every known value is in the range of its column."""
    least, greatest = _range(column)
    return values.count() == 0 or bool(values.min() >= least and values.max() <= greatest)  # type: ignore[operator]


def outside_range(column: Column) -> pl.Expr:
    """Whether the value of a column is below its minimum or above its maximum; false if the value is unknown."""
    return (~pl.col(f"value {column.name}").is_between(*_range(column))).fill_null(value=False)


def _may_empty(table: Table, reader: CellReader) -> bool:
    """Whether a bad cell of the column becomes unknown while its row stays, as the source or the mapping says.

    A column that the contract requires, or that is part of the key of a row, never becomes unknown. Nor does a column of which an
    empty cell states a figure (COUNTS_IF_EMPTY): what could not be read would count as that figure.
    """
    column, own = reader.column, reader.wanted.on_bad_cell if reader.wanted else "source"
    chosen = own == "null" or (own == "source" and reader.source.on_bad_row == "null")
    needed = column.required or column.name in table.key or any(column.name in group for group in table.one_of)
    return chosen and not needed and (table.name, column.name) not in COUNTS_IF_EMPTY
