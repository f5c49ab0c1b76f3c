"""The registry of published tables: the tables of every subject by name, and a function that makes all from one night."""

import polars as pl

from cutline.contracts.units import WORTH_COLUMNS, WORTH_UNIT
from cutline.reports.tables import cards, data_quality, exceeded_limits, measures, money, people, selection
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings
from cutline.valuation.money import unit_of_worth

SUBJECTS = (selection, cards, money, people, exceeded_limits, measures, data_quality)
PUBLISHED_TABLES: dict[str, PublishedTable] = {table.name: table for subject in SUBJECTS for table in subject.TABLES}


def build_published_tables(night: NightResults, settings: Settings) -> dict[str, pl.DataFrame]:
    """Every table of PUBLISHED_TABLES, by name.

    A table with an amount of the objective ends with the column `value_unit`, because the name of such a column does not say
    whether it holds money or points.
    """
    return {name: with_unit_of_worth(table.build(night, settings), settings) for name, table in PUBLISHED_TABLES.items()}


def with_unit_of_worth(frame: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """`frame` with the column `value_unit`, if it has a column of WORTH_COLUMNS."""
    if not set(WORTH_COLUMNS) & set(frame.columns):
        return frame
    return frame.with_columns(pl.lit(unit_of_worth(settings)).alias(WORTH_UNIT))
