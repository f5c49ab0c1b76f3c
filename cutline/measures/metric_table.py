"""What the catalogue says of one metric table: its name, the functions that document its columns, and what it is published as."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

Frames = dict[str, pl.DataFrame]
MetricFunction = Callable[..., Any]


@dataclass(frozen=True)
class MetricTable:
    """One table of measures that a night makes.

    functions: those whose docstrings document the columns; the first one describes the table.
    published_as: what the table is, for the list of published tables. None: it is not published by itself, its columns are in `projects`.
    gathers: the metric tables whose columns it repeats.
    """

    name: str
    functions: tuple[MetricFunction, ...]
    published_as: str | None = None
    gathers: tuple[str, ...] = ()


def names(tables: tuple[MetricTable, ...]) -> tuple[str, ...]:
    """The names of the tables, in their order."""
    return tuple(table.name for table in tables)
