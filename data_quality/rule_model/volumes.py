"""The volumes of a night: the number of rows and the totals by table and source, and the total of each project.

The volumes of the last good night are kept. The rules in `business/last_night.py` compare them with tonight's volumes, and
so notice a table that lost half its rows, or a project whose total is a thousand times what it was.
"""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_mandated
from cutline.contracts.tables.all_tables import EXPORTED, TABLES

ROW_COUNT, PROJECT_TOTAL, MANDATED = "rows", "project", "mandated"

# measure: `rows`, the name of a summed column, `project` for the total of one project in a table, or `mandated` for a
# project under a mandate.
# of: the project's id, null for a measure of the whole table. total: the measure's value. count: the number of rows behind it.
VOLUME_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(), "source_system": pl.String(), "measure": pl.String(), "of": pl.String(), "total": pl.Float64(), "count": pl.Int64(),
}  # fmt: skip
SUMMED_KINDS = ("money", "fte", "points")  # a sum of ratios, indices or shares means nothing
PROJECT_TOTALS = {"cost_lines": "amount_minor", "benefits": "amount_minor", "projects": "whole_life_cost_minor"}


def volumes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows and totals of every table by source, and each project's totals (VOLUME_SCHEMA)."""
    return pl.concat([_empty(), *(_table_volumes(name, tables[name]) for name in EXPORTED), *_project_volumes(tables)])


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=VOLUME_SCHEMA)


def _table_volumes(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    summed = [column.name for column in TABLES[name].columns if column.kind in SUMMED_KINDS]
    wide = frame.group_by("source_system").agg(
        pl.len().cast(pl.Float64).alias(ROW_COUNT),
        *(pl.when(pl.col(column).count() > 0).then(pl.col(column).cast(pl.Float64).sum()).alias(column) for column in summed),
        pl.len().cast(pl.Int64).alias("count"),
    )
    long = wide.unpivot([ROW_COUNT, *summed], index=["source_system", "count"], variable_name="measure", value_name="total")
    return _conformed(long.drop_nulls("total").with_columns(table=pl.lit(name), of=pl.lit(None, pl.String)))


def _project_volumes(tables: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """The total of each project by table and source, and the projects under a mandate.

    Amounts of every kind are added without their sign: the total shows in which unit the figures are written; it is not the
    cost of the project.
    """
    found = []
    for name, column in PROJECT_TOTALS.items():
        totals = tables[name].drop_nulls(column).group_by("source_system", "project_id").agg(
            pl.col(column).cast(pl.Float64).abs().sum().alias("total"), pl.len().cast(pl.Int64).alias("count")
        )  # fmt: skip
        found.append(_conformed(totals.with_columns(table=pl.lit(name), measure=pl.lit(PROJECT_TOTAL), of="project_id")))
    mandated = tables["projects"].filter(is_mandated())
    mandate_rows = mandated.select(
        "source_system",
        total=pl.lit(1.0),
        count=pl.lit(1, pl.Int64),
        table=pl.lit("projects"),
        measure=pl.lit(MANDATED),
        of="project_id",
    )
    return [*found, _conformed(mandate_rows)]


def _conformed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(dtype) for name, dtype in VOLUME_SCHEMA.items()).sort(list(VOLUME_SCHEMA)[:4])
