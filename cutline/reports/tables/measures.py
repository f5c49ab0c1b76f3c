"""Makes the published metric tables from the tables of the catalogue: adds names of projects and labels of periods.

A new measure is first made in `cutline/metrics`; the look of the sheets is in `cutline/reports/sheets/measures.py`.
"""

from collections.abc import Callable

import polars as pl

from cutline.measures.catalogue import PUBLISHED_METRICS
from cutline.reports.tables.naming import with_names
from cutline.reports.tables.published_table import NightResults, PublishedTable
from cutline.settings.all_settings import Settings


def _side_by_side(night: NightResults, _: Settings) -> pl.DataFrame:
    return night.measures["projects"]


def _metric_table(name: str) -> Callable[[NightResults, Settings], pl.DataFrame]:
    """The function that publishes a metric table, with names and labels added."""
    return lambda night, settings: with_names(night.measures[name], night, settings)


TABLES = (
    PublishedTable(
        "metrics", "every measure of every project, side by side", _side_by_side,
        one_row_for="a project",
        columns="each project in its default mode from its earliest start, so `npv_minor` may differ from `selected.value`; the columns are described in [metrics.md](metrics.md)",
    ),
    *(
        PublishedTable(name, meaning, _metric_table(name))
        for name, meaning in PUBLISHED_METRICS.items()
    ),
)  # fmt: skip
