"""How a sheet of the workbook is declared: its table, the note above it and its columns.

This module also has the columns that several sheets share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from cutline.contracts.units import Figure, figure_of

# How a cell is written. money: in whole units of the currency, from minor units. worth: money, or points if the objective
# is a score. points, fte, ratio, periods: thousandths, divided. share: basis points as a percentage. rag: a rating with its colour. wide:
# text that wraps.
Kind = Literal["text", "wide", "rag", "money", "worth", "points", "integer", "date", "share", "fte", "ratio", "periods"]


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    name: the column of the published table. title: the header. width: in characters; the width of its kind if left out.

    Raises ValueError if the kind is not the unit that the name states: money is never shown as points, or a ratio as people.
    """

    name: str
    title: str
    kind: Kind = "text"
    width: int | None = None

    def __post_init__(self) -> None:
        stated = figure_of(self.name)
        if stated != (self.kind if self.kind in get_args(Figure) else None):
            raise ValueError(f"column {self.name} holds {stated or 'no figure with a unit'} and is shown as {self.kind}")


@dataclass(frozen=True)
class Sheet:
    """A sheet that shows a published table row by row.

    name: the title of the sheet. frame: the published table. note: the sentence above the table, or a function that makes it from the table.
    of: selects and orders the rows. A sheet without rows is left out, unless is_always_shown is set. totals: the columns
    that are added up at the end.
    summary: what the list on the first sheet says of this sheet; the note if left out. is_listed: whether that list has this sheet.
    """

    name: str
    frame: str
    note: str | Callable[[pl.DataFrame], str]
    columns: tuple[Column, ...]
    of: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame
    totals: tuple[str, ...] = ()
    summary: str | None = None
    is_listed: bool = True
    is_always_shown: bool = False

    def note_for(self, frame: pl.DataFrame) -> str:
        """The note above the table. frame: the whole published table, before `of` has selected rows."""
        return self.note if isinstance(self.note, str) else self.note(frame)


@dataclass(frozen=True)
class MatrixSheet:
    """A sheet of shares, coloured by their size, with one row for each name and one column for each period.

    blocks: title and column of each block of shares; the blocks are drawn one below the other.

    down: the column of the names. across: the column of the labels of periods, in the order of the column `order`.
    """

    name: str
    frame: str
    note: str
    summary: str
    down: str
    across: str
    order: str
    blocks: tuple[tuple[str, str], ...]
    is_listed: bool = True
    is_always_shown: bool = True


ID, NAME = Column("project_id", "Project", width=11), Column("name", "Name", width=42)
PROJECT = (
    ID, NAME, Column("status", "Status", width=12), Column("project_class", "Class", width=14), Column("theme", "Theme", width=20),
    Column("sponsor", "Sponsor", width=16),
)  # fmt: skip


def largest_first(column: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """A selection of rows (`Sheet.of`): all rows, the largest value of `column` first, rows without a value last."""
    return lambda frame: frame.sort(column, *frame.columns[:2], descending=[True, False, False], nulls_last=True)
