"""How a published table is declared (name, description, the function that makes it), and `NightResults` that it reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from cutline.settings.all_settings import Settings

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class NightResults:
    """Everything that a night computed, as frames, before the published tables are made from it.

    tables: the canonical tables. choices: `cutline.choices.options.choices.Choices` as frames. chosen: option key and finish_index. reasons: a row
    for each project that the optimiser left out. cards: the card of each project (`optimizer.explain.cards.card.CARD_SCHEMA`). allocations: who pays what, split into what is released and what is reserved
    (`ledger.stage_gates.split_at_gates`). measures: the metric tables of `cutline.measures`, by name. quality: the result of each rule.
    quarantine: bad cells. accounting: the rows of every file. arrivals: deliveries, kept_aside, look_alikes, emptied_cells, findings
    (`data_quality.effects.finding_effects`), quality_scores, quality_trend, quality_exceptions and field_freshness. bought, moved, gained: people,
    money and synergies of the plan, by BOUGHT_SCHEMA, MOVED_SCHEMA and GAINED_SCHEMA of `ledger.frames`. frontier: the best plan at
    several amounts of money; empty if the night was a quick one.
    """

    tables: Frames
    choices: Frames
    chosen: pl.DataFrame
    reasons: pl.DataFrame
    cards: pl.DataFrame
    allocations: pl.DataFrame
    measures: Frames
    quality: pl.DataFrame
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    arrivals: Frames
    bought: pl.DataFrame
    moved: pl.DataFrame
    gained: pl.DataFrame
    frontier: pl.DataFrame


@dataclass(frozen=True)
class PublishedTable:
    """One table of csv/ and parquet/.

    meaning: what the table holds, in the words of the asset graph and docs/outputs.md. one_row_for: what a row stands for.
    columns: an explanation of the columns that need one, for docs/outputs.md. Metric tables leave one_row_for and columns
    empty, because docs/metrics.md describes these tables. build: makes the table.
    """

    name: str
    meaning: str
    build: Callable[[NightResults, Settings], pl.DataFrame]
    one_row_for: str = ""
    columns: str = ""
