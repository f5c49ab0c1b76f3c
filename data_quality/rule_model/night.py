"""The data that rules look at: one night's tables, deliveries and quarantine, the optimiser's input, settings and day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from cutline.choices.options.choices import CHOICE_NAMES, Choices
from cutline.settings.all_settings import Settings
from cutline.sources.crosswalk import SUGGESTION_SCHEMA
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.schema_drift import DRIFT_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from cutline.sources.undeclared_dashes import DASH_SCHEMA
from data_quality.rule_model.decisive_values import moved_values
from data_quality.rule_model.volumes import VOLUME_SCHEMA, volumes

NO_CHOICES = Choices(**dict.fromkeys(CHOICE_NAMES, pl.DataFrame()))  # for rules that look at nothing but the canonical tables


@dataclass(frozen=True)
class Arrivals:
    """What is known about the files that arrived, apart from their rows.

    deliveries: intake.DELIVERY_SCHEMA. drift: drift.DRIFT_SCHEMA. emptied: cells that became unknown (parsing.QUARANTINE_SCHEMA).
    suggestions: identity.SUGGESTION_SCHEMA. unread: files of the drop zone that no source reads. dashes: figures that are a
    dash of which nobody has declared what it means (undeclared_dashes.DASH_SCHEMA).
    """

    deliveries: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DELIVERY_SCHEMA))
    drift: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DRIFT_SCHEMA))
    emptied: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE_SCHEMA))
    suggestions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUGGESTION_SCHEMA))
    unread: tuple[str, ...] = ()
    dashes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DASH_SCHEMA))


@dataclass(frozen=True)
class Night:
    """All that a rule may look at.

    quarantine: the cells because of which a row was set aside. choices: the optimiser's input; only rules that set no
    rows aside may look at it, because it is built after rows were set aside. day: the day that the data of the night
    describe; None if it is not known. before: the volumes of the last good night (volumes.VOLUME_SCHEMA).
    """

    tables: Mapping[str, pl.DataFrame]
    quarantine: pl.DataFrame
    accounting: pl.DataFrame
    choices: Choices
    settings: Settings
    arrivals: Arrivals = field(default_factory=Arrivals)
    day: date | None = None
    before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VOLUME_SCHEMA))

    @cached_property
    def volumes(self) -> pl.DataFrame:
        """The volumes of the tables (VOLUME_SCHEMA). Several rules ask for them, and they are computed once."""
        return volumes(self.tables)

    @cached_property
    def moved_values(self) -> pl.DataFrame:
        """The values that decide much and have moved since the last good night, as of `moved_values`; computed once."""
        return moved_values(self.before, self.tables, self.settings)


def with_record_numbers(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with a column `record`, the number of each row, by which an objection names its row."""
    return {name: frame.with_row_index("record").with_columns(pl.col("record").cast(pl.Int64)) for name, frame in tables.items()}


def day_of_night(settings: Settings, deliveries: pl.DataFrame, today: date) -> date:
    """The day by which rules and exceptions are judged: the day that the settings state. If they state none, it is today or
    the day of the newest export, whichever is later.

    The day of the newest export is not enough: if exports stopped coming, a status would stay fresh and an exception would
    stay in force for ever.
    """
    newest = deliveries.filter(pl.col("status") == "used")["as_of_date"].max()
    return settings.portfolio.as_of or (max(newest, today) if isinstance(newest, date) else today)
