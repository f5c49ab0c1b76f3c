"""The data from which a night made its plan, and one alternative state of these data."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cutline.settings.all_settings import Settings

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Alternative:
    """One plausible state of the data.

    label: the difference from tonight's data in words. tables, quarantine: the tables and the quarantine in that state.
    """

    label: str
    tables: Tables
    quarantine: pl.DataFrame


@dataclass(frozen=True)
class DecidedData:
    """The data from which a night made its plan. raw: the exported text, for each table that has rows in quarantine."""

    tables: Tables
    quarantine: pl.DataFrame
    raw: Mapping[str, pl.LazyFrame]
    settings: Settings
