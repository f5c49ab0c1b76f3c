"""Makes one row of several rows of an export that say the same, or that are parts of one sum, where the feed says so."""

import polars as pl

from cutline.contracts.tables.records import Table
from cutline.settings.sources import Feed


def without_repeats(table: Table, rows: pl.LazyFrame, feed: Feed) -> pl.LazyFrame:
    """The accepted rows of one feed, as its `repeated_rows` says. The first of several rows gives the place in the file.

    once: rows that agree in every column of the table are one row. add_up: rows that agree in all but amounts and FTE are one
    row with the sums; a sum with an unknown part is unknown. Rows that differ in anything else stay apart, so that the rule
    of the key objects.
    """
    if feed.repeated_rows == "refuse":
        return rows
    parts = [column.name for column in table.columns if column.kind in ("money", "fte")]
    added = parts if feed.repeated_rows == "add_up" else []
    same = [column.name for column in table.columns if column.name not in added]
    rest = [name for name in rows.collect_schema().names() if name not in (*same, *added)]
    known_sum = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in added]
    order = rows.collect_schema().names()
    return rows.group_by(same, maintain_order=True).agg(*known_sum, *(pl.col(name).first() for name in rest)).select(order)
