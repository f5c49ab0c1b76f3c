"""How fresh each field of each source is: the export's day, the share of known cells, and since when it is unchanged.

The export's day is the day of the export that fills the field.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED, TABLES
from cutline.contracts.units import SHARE_SCALE

FRESHNESS_SCHEMA: dict[str, pl.DataType] = {
    "table": pl.String(), "column": pl.String(), "source_system": pl.String(), "as_of_date": pl.Date(), "age_days": pl.Int64(), "rows": pl.Int64(),
    "known_bp": pl.Int64(), "unchanged_since": pl.Date(), "digest": pl.UInt64(),
}  # fmt: skip


def freshness(tables: Mapping[str, pl.DataFrame], before: pl.DataFrame, day: date) -> pl.DataFrame:
    """The freshness of every field by source (FRESHNESS_SCHEMA).

    Each field has the day of the newest export that fills it, the share of its cells that is known, and the day since
    which nothing in it has changed. The day of the last change matters because an export that arrives every night may carry
    a field that nobody maintains. before: the frame of the previous night.
    """
    parts = [pl.DataFrame(schema=FRESHNESS_SCHEMA)]
    for name in EXPORTED:
        frame, columns = tables[name], [column.name for column in TABLES[name].columns]
        if frame.is_empty():
            continue
        keys = [key for key in TABLES[name].key if key in columns]
        for column in columns:
            known_cells = frame.group_by("source_system", maintain_order=True).agg(
                as_of_date=pl.col("as_of_date").filter(pl.col(column).is_not_null()).max(), rows=pl.len().cast(pl.Int64),
                known=pl.col(column).count(), digest=pl.struct([*keys, column] if column not in keys else keys).hash(seed=0).sum(),
            )  # fmt: skip
            parts.append(_of_field(known_cells.filter(pl.col("known") > 0), name, column, day))
    now = pl.concat(parts)
    keys = ["table", "column", "source_system"]
    was = before.select(*keys, was_digest="digest", was_since="unchanged_since")
    known = now.drop("unchanged_since").join(was, on=keys, how="left", maintain_order="left")
    since = pl.when(pl.col("digest") == pl.col("was_digest")).then("was_since").otherwise(pl.lit(day))
    return known.with_columns(unchanged_since=since).select(pl.col(name).cast(dtype) for name, dtype in FRESHNESS_SCHEMA.items())


def _of_field(known_cells: pl.DataFrame, table: str, column: str, day: date) -> pl.DataFrame:
    return known_cells.select(
        pl.lit(table).alias("table"), pl.lit(column).alias("column"), "source_system", "as_of_date", age_days=(pl.lit(day) - pl.col("as_of_date")).dt.total_days(),
        rows="rows", known_bp=pl.col("known").cast(pl.Int64) * SHARE_SCALE // pl.col("rows"), unchanged_since=pl.lit(None, pl.Date), digest="digest",
    ).select(pl.col(name).cast(dtype) for name, dtype in FRESHNESS_SCHEMA.items())  # fmt: skip
