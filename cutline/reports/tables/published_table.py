"""What a published table is made from, and how it is declared: a name, words for the documentation and a function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cutline.settings.all_settings import Settings

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class NightResults:
    """What a night found, before it is put into words.

    tables: canonical tables. choices: cutline.choices.options.choices.Choices as frames. chosen: option key and finish_index. reasons: one row for each
    project the optimiser left out. allocations: who pays what, split into what is released and
    what is reserved (ledger.stage_gates.split_at_gates). measures: the metric tables of `cutline.measures`, by name. quality, quarantine,
    accounting: what the gate and the sources said. arrivals: deliveries, kept_aside, look_alikes, the cells that were emptied; findings
    (data_quality.effects.finding_effects) and the frames of QUALITY_NAMES. bought, moved, gained: ledger.BOUGHT_SCHEMA, MOVED_SCHEMA, GAINED_SCHEMA.
    """

    tables: Frames
    choices: Frames
    chosen: pl.DataFrame
    reasons: pl.DataFrame
    allocations: pl.DataFrame
    measures: Frames
    quality: pl.DataFrame
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    arrivals: Frames
    bought: pl.DataFrame
    moved: pl.DataFrame
    gained: pl.DataFrame


@dataclass(frozen=True)
class PublishedTable:
    """One table of csv/ and parquet/.

    meaning: what it holds, as the asset graph and docs/outputs.md say it. one_row_for: what a row stands for. columns: the columns that need a
    word, for docs/outputs.md; both are left out of metric tables, which docs/metrics.md describes. build: makes the table.
    """

    name: str
    meaning: str
    build: Callable[[NightResults, Settings], pl.DataFrame]
    one_row_for: str = ""
    columns: str = ""
