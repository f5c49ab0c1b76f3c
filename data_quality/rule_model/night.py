"""What rules look at: the tables of one night, what has arrived, the quarantine, the optimiser's input, the settings and the night's day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from cutline.choices.options.choices import CHOICE_NAMES, Choices
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.schema_drift import DRIFT_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.rule_model.volumes import VOLUME_SCHEMA

NO_CHOICES = Choices(**dict.fromkeys(CHOICE_NAMES, pl.DataFrame()))  # for rules that look at rows alone


@dataclass(frozen=True)
class Arrivals:
    """What is to be said of the files themselves.

    deliveries: intake.DELIVERY_SCHEMA. drift: drift.DRIFT_SCHEMA. emptied: cells that became unknown (parsing.QUARANTINE_SCHEMA).
    suggestions: identity.SUGGESTION_SCHEMA. unread: files of the drop zone that no source reads.
    """

    deliveries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DELIVERY_SCHEMA))
    drift: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRIFT_SCHEMA))
    emptied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    suggestions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUGGESTION_SCHEMA))
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Night:
    """What rules look at.

    quarantine: cells for which a row was set aside. day: the day the night speaks of, null where nothing says it. before: the volumes of
    the last good night (memory.VOLUME_SCHEMA). choices: only rules that set no rows aside may look at them.
    """

    tables: Mapping[str, pl.DataFrame]
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    choices: Choices
    settings: Settings
    arrivals: Arrivals = field(default_factory=Arrivals)
    day: date | None = None
    before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VOLUME_SCHEMA))


def with_record_numbers(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {name: frame.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64)) for name, frame in tables.items()}


def day_of_night(settings: Settings, deliveries: pl.DataFrame, today: date) -> date:
    """The day rules and exceptions go by: the settings' where they say one, else today, or the newest export's where that is later.

    Exports that have stopped coming must not stop the clock: a status would stay fresh and an exception in force for ever.
    """
    newest = deliveries.filter(pl.col("status") == "used")["as_of_date"].max()
    return settings.portfolio.as_of or (max(newest, today) if isinstance(newest, date) else today)
