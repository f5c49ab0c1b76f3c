"""Parses a raw table into its canonical table by contract.

A row with a bad cell goes to quarantine, with a record of what was found and what was expected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import PROVENANCE
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import Crosswalk
from cutline.sources.mapping.raw_tables import INLINE
from cutline.sources.mapping.week_columns import names_weeks
from cutline.sources.mapping.week_split import WEEK_MARKS, with_weeks_split
from cutline.sources.typed_rows.judging import feeds_of, judged_rows
from cutline.sources.typed_rows.quarantine import quarantine_rows
from cutline.sources.typed_rows.repeated_rows import without_repeats


@dataclass(frozen=True)
class ParsedTable:
    """The rows of one table after parsing. `accepted` and `bad_rows` are lazy frames, so that one pass over the files fills
    them.

    accepted: the canonical table. bad_rows: the raw rows with a bad cell, and the raw rows that the crosswalk sets aside;
    `quarantine_rows` makes the quarantine from these rows.
    """

    name: str
    accepted: pl.LazyFrame
    bad_rows: pl.LazyFrame
    settings: Settings
    crosswalk: Crosswalk

    def collect(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The canonical table, and one row for each bad cell (QUARANTINE_SCHEMA)."""
        accepted, bad_rows = pl.collect_all([self.accepted, self.bad_rows], engine="streaming")
        return accepted, quarantine_rows(self.name, bad_rows, self.settings, self.crosswalk)


def parse(
    name: str,
    raw: pl.LazyFrame,
    settings: Settings,
    crosswalk: Crosswalk | None = None,
    *,
    assume: Mapping[str, Any] | None = None,
) -> ParsedTable:
    """Parse the raw table `name` (see `raw_tables.raw_schema`) by its contract and by the formats that its sources declare.

    crosswalk: the ids that become other ids. assume: by canonical column, the value that is taken if the cell is bad or
    missing. This parameter serves questions such as "what if the cell had this value?", never the tables of a night.
    """
    table, ids = TABLES[name], crosswalk or Crosswalk()
    numbered = raw.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    current = numbered.filter(~pl.col("is_superseded") & pl.col("not_data").is_null())
    ranks = name == "projects" and bool(ids.entries)
    kept = ["record"] if ranks else []
    accepted, bad_rows = [table.empty().with_columns(record=pl.lit(None, pl.Int64)).lazy()], []
    for system, feed in feeds_of(name, settings):
        rows = current.filter((pl.col("source_system") == system) & (pl.col("feed") == feed))
        work = judged_rows(table, rows, system, feed, settings, ids, assume or {})
        bad_rows.append(work.filter(~pl.col("is_good") | pl.col("is_emptied")).select([*raw.collect_schema().names(), "record"]))
        good = work.filter(pl.col("is_good")).select(
            *(pl.col(f"value {column.name}").alias(column.name) for column in table.columns),
            *(pl.col(column.name).cast(column.dtype) for column in PROVENANCE),
            *kept,
            *(WEEK_MARKS if _may_be_weeks(system, feed, settings) else ()),
        )
        once = without_repeats(table, good, settings.source(system).feeds[feed]) if feed >= 0 else good
        accepted.append(
            with_weeks_split(once, table, settings.calendar.fiscal_years()) if _may_be_weeks(system, feed, settings) else once
        )
    together = pl.concat([part.select([*table.schema, *kept]) for part in accepted])
    if ranks:
        together, outranked = ids.rank_sources(together, [source.name for source in settings.sources])
        bad_rows.append(current.join(outranked, on="record", how="semi").select([*raw.collect_schema().names(), "record"]))
    nothing = current.clear().select([*raw.collect_schema().names(), "record"])
    return ParsedTable(name, together.drop(kept), pl.concat(bad_rows or [nothing]), settings, ids)


def _may_be_weeks(system: str, feed: int, settings: Settings) -> bool:
    if system == INLINE:
        return False
    source = settings.source(system)
    return names_weeks(source.feeds[feed], source)
