"""The work of `cutline accept`: keeps the columns of the exports as they are now, and forgets their row counts and totals."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding, UsageError
from cutline.publishing.remembered import remembered_now
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import INLINE, read_raw
from cutline.sources.schema_drift import accepted_shapes_from, drift_of_shapes, table_shapes
from data_quality.rule_model.volumes import VOLUME_SCHEMA


def accept_shapes(folder: Path, sources: Sequence[str]) -> list[str]:
    """Keep the columns of the exports as they are now, and forget their row counts and totals. Returns what was accepted, in words.

    sources: whose exports are accepted; all of them if it is empty. Raises UsageError for an unknown source.
    """
    settings, store = load_settings(folder / "portfolio.toml"), Store(folder / "store")
    names = {*(source.name for source in settings.sources), INLINE}
    unknown = set(sources) - names
    if unknown:
        raise UsageError(
            "no such source",
            [Finding("--source", ", ".join(sorted(unknown)), ", ".join(sorted(names)), "name one of those")],
        )
    chosen = set(sources) or names
    deliveries = take_in_deliveries(settings, folder / "exports", store, datetime.now(UTC))
    shapes = pl.concat(table_shapes(table, read_raw(table, settings, deliveries, store.path), settings) for table in EXPORTED)
    remembered = Store(remembered_now(folder))
    before = remembered.accepted_shapes()
    changes = drift_of_shapes(shapes, before).filter(pl.col("source_system").is_in(chosen)).unique(maintain_order=True)
    remembered.keep_accepted_shapes(accepted_shapes_from(shapes, before, chosen))
    known = remembered.kept_frame("volumes", VOLUME_SCHEMA, "how much there was on the last good night")
    remembered.keep_frame("volumes", known.filter(~pl.col("source_system").is_in(chosen)))  # the next good night adds new volumes
    changed_columns = [
        f"{row['source_system']}: {row['change']} column {row['header']!r}" for row in changes.iter_rows(named=True)
    ]
    return (
        [*dict.fromkeys(changed_columns), f"accepted for {changes['source_system'].n_unique()} source(s)"]
        if changed_columns
        else ["no column has changed"]
    ) + ([f"row counts and totals of {', '.join(sorted(chosen))}: whatever the next good night has"] if known.height else [])
