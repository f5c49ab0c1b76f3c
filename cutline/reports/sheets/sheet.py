"""What a sheet of the workbook is: a table, a note above it, and columns; and the columns that several sheets share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

# How a cell is written. money: in whole units of the currency, from minor units. worth: money, or points where the objective is a score. points,
# fte: thousandths, divided. share: basis points as a percentage. rag: a rating with its colour. wide: text that wraps.
Kind = Literal["text", "wide", "rag", "money", "worth", "points", "integer", "date", "share", "fte"]


@dataclass(frozen=True)
class Column:
    """A column of a sheet: of which frame column, under which title. width: in characters; left out, that of its kind."""

    name: str
    title: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: a row of the table under another.

    name: its title. frame: the published table that it shows. note: the sentence above the table, or how it follows from the table. of: which rows
    of the table in which order; without a row there is no sheet, unless it is_always_shown. totals: columns that are summed up below.
    summary: the sheet in the list on the first sheet; left out, the note is shown there. is_listed: whether that list has the sheet.
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
        """The note above this sheet's table."""
        return self.note if isinstance(self.note, str) else self.note(frame)


@dataclass(frozen=True)
class MatrixSheet:
    """A sheet of shares with rows down and periods across, coloured by size: one block below another for each of `blocks` (title, column).

    down: the column whose values are the rows. across: the column of labels, in the order of the column `order`.
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
    """The rows with the largest value of a column first; those without one come last."""
    return lambda frame: frame.sort(column, *frame.columns[:2], descending=[True, False, False], nulls_last=True)
