"""Finds the figures that are a dash where nobody has declared what a dash means. Cutline reads them as unknown."""

import json

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.all_settings import Settings
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.mapping.dash_totals import DASH, deciding_figures, is_dash

# One row for each row of a file with a dash. dashes: in this row. cells: the filled cells of the column in the whole file.
# totals: what in the file shows that the dash is zero; empty if nothing does.
DASH_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(),
    "column": pl.String(),
    "source_system": pl.String(),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
    "dashes": pl.Int64(),
    "cells": pl.Int64(),
    "totals": pl.String(),
}


def undeclared_dashes(table: str, raw: pl.LazyFrame, settings: Settings) -> pl.DataFrame:
    """The dashes in the deciding figures of one table (DASH_SCHEMA). raw: the raw table.

    A source that lists its `null_words` has declared that the dash among them means unknown; a mapping with a key "-" under
    `values` has declared what it means.
    """
    parts = [pl.DataFrame(schema=DASH_SCHEMA)]
    current = raw.filter(~pl.col("is_superseded") & pl.col("not_data").is_null())
    for source in settings.sources:
        for index, feed in enumerate(source.feeds):
            for column in deciding_figures(table) if feed.table == table else ():
                if _is_declared(source, feed.columns.get(TABLES[table].column(column).plain)):
                    continue
                rows = current.filter((pl.col("source_system") == source.name) & (pl.col("feed") == index))
                parts.append(_dashes_of(table, column, rows))
    return pl.concat(parts)


def _is_declared(source: Source, wanted: ColumnMap | None) -> bool:
    is_null_word = DASH in source.null_words and "null_words" not in source.model_fields_set
    return not is_null_word or (wanted is not None and DASH in wanted.values)


def _dashes_of(table: str, column: str, rows: pl.LazyFrame) -> pl.DataFrame:
    cell, file = pl.col(column), ["source_system", "source_file"]
    filled = (cell.str.strip_chars() != "").fill_null(value=False)
    found = (
        rows.with_columns(cells=filled.sum().over(file).cast(pl.Int64))
        .filter(is_dash(cell))
        .group_by(*file, "source_row", maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("dashes"), pl.col("cells").first(), about=pl.col("columns").first())
        .collect()
    )
    says = {each: json.loads(each).get("dashes", {}).get(column, "") for each in found["about"].unique()}
    return found.select(
        pl.lit(table).alias("table"), pl.lit(column).alias("column"), *file, "source_row", "dashes", "cells",
        totals=pl.col("about").replace_strict(says, default="", return_dtype=pl.String),
    )  # fmt: skip
