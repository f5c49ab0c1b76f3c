"""Frames that satisfy every contract rule of their table, and frames that break one."""

from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import PROVENANCE, Column

GOOD: dict[str, Any] = {"id": "x", "text": "x", "date": date(2027, 1, 1), "boolean": True}


def good_value(column: Column, row: int) -> Any:
    if column.kind == "enum":
        return column.values[row % len(column.values)]
    if column.kind in ("id", "text"):
        return f"{column.name}{row}"
    return GOOD.get(column.kind, max(column.minimum or 1, 1))


def good_frame(name: str, rows: int = 4) -> pl.DataFrame:
    table = TABLES[name]
    cells = {column.name: [good_value(column, i) for i in range(rows)] for column in (*table.columns, *PROVENANCE)}
    frame = pl.DataFrame(cells, schema=table.schema)
    return frame if frame.select(table.key).is_unique().all() else frame.head(1)


def broken_frame(name: str, rule_id: str, arguments: dict[str, Any], expectation: str) -> pl.DataFrame:
    """The good frame with one rule broken."""
    frame = good_frame(name)
    column = arguments.get("column")
    if expectation == "expect_table_row_count_to_be_between":
        return frame.clear()
    if "unique" in expectation:
        return pl.concat([frame, frame.head(1)])
    dtype = frame.schema[column]
    bad: Any = None
    if "in_set" in expectation:
        bad = "no such word"
    elif "between" in expectation:
        bad = arguments["min_value"] - 1 if arguments["min_value"] is not None else arguments["max_value"] + 1
    return frame.with_columns(
        pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(bad, dtype)).otherwise(pl.col(column)).alias(column)
    )
