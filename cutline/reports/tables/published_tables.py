"""The registry of published tables: the tables of every subject by name, and a function that makes all from one night."""

import polars as pl

from cutline.reports.tables import data_quality, exceeded_limits, measures, money, people, selection
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings

SUBJECTS = (selection, money, people, exceeded_limits, measures, data_quality)
PUBLISHED_TABLES: dict[str, PublishedTable] = {table.name: table for subject in SUBJECTS for table in subject.TABLES}


def build_published_tables(night: NightResults, settings: Settings) -> dict[str, pl.DataFrame]:
    """Every table of PUBLISHED_TABLES, by name."""
    return {name: table.build(night, settings) for name, table in PUBLISHED_TABLES.items()}
