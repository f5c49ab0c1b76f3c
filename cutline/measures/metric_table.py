"""The record of one metric table in the catalogue: its name, its documentation and its published meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

Frames = dict[str, pl.DataFrame]
MetricFunction = Callable[..., Any]


@dataclass(frozen=True)
class MetricTable:
    """One table of measures that a night makes.

    functions: the functions whose docstrings document the columns. published_as: what the table holds, for the list of
    published tables; None if the table is not published as a table of its own, because its columns are in the table
    `projects`. gathers: the metric tables whose columns this table repeats. description: what the table holds; None if the
    docstring of the first function says it. keys: the columns that identify a row; they stay as they are if a row that the
    figures rest on was set aside.
    """

    name: str
    functions: tuple[MetricFunction, ...]
    published_as: str | None = None
    gathers: tuple[str, ...] = ()
    description: str | None = None
    keys: tuple[str, ...] = ("project_id",)
