"""The data that a night's plan was decided on, and an alternative state of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cutline.settings.all_settings import Settings

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Alternative:
    """One plausible state of the data: in words, and as the tables and the quarantine it would leave."""

    label: str
    tables: Tables
    quarantine: pl.DataFrame


@dataclass(frozen=True)
class DecidedData:
    """What a night decided on. raw: the text of the tables that have rows in quarantine."""

    tables: Tables
    quarantine: pl.DataFrame
    raw: Mapping[str, pl.LazyFrame]
    settings: Settings
