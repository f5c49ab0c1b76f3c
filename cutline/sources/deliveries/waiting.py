"""What has not arrived: the error for a required source without a whole file, and the warnings for files that are late, missing or old."""

from datetime import date
from pathlib import Path

import polars as pl

from cutline.errors import Finding, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.deliveries.delivery_status import Delivery
from cutline.sources.deliveries.drop_zone import is_remote


def refuse_missing_source(source: Source, settled: list[Delivery], exports: Path) -> None:
    if not source.required or any(each.status == "used" for each in settled):
        return
    where = f"{source.files if is_remote(source.files) else f'{exports.name}/{source.files}'} (source {source.name})"
    if settled:
        told = "; ".join(f"{each.name}: {each.reason}" for each in settled)
        raise SourceError(
            f"waiting for source {source.name}", [Finding(where, told, "a whole file", "run again when it has arrived")]
        )
    if is_remote(source.files):
        there = "nothing that matches there, or no answer"
    else:
        names = ", ".join(sorted(path.name for path in exports.iterdir())[:12]) if exports.is_dir() else "no such folder"
        there = f"nothing that matches; there is: {names or 'nothing'}"
    raise SourceError(
        f"source {source.name} has no file",
        [Finding(where, there, "at least one file",
                 "send the export, mend the pattern, or set required = false")],
    )  # fmt: skip


def missing_deliveries(settings: Settings, deliveries: pl.DataFrame, day: date | None) -> list[Finding]:
    """What has not arrived: files not whole yet, optional sources without a file, sources whose newest file is too old for `day`."""
    found = []
    for source in settings.sources:
        own = deliveries.filter(pl.col("source_system") == source.name)
        for name, reason in own.filter(pl.col("status") == "waiting").select("source_file", "reason").iter_rows():
            found.append(
                Finding(
                    f"{name} (source {source.name})", reason, "a whole file", "it is read on the first night after it is whole"
                )
            )
        # A content sent again under a newer name is as old as when it was sent first.
        first = own.with_columns(pl.col("as_of_date").min().over("file_hash"))
        newest = first.filter(pl.col("status") == "used")["as_of_date"].max()
        if own.is_empty():
            found.append(
                Finding(
                    f"{source.files} (source {source.name})",
                    "no file",
                    "the export",
                    "ask the system's owner; the night goes on without it",
                )
            )
        elif source.max_age_days is not None and isinstance(newest, date) and day and (day - newest).days > source.max_age_days:
            told = f"the newest is of {newest}, {(day - newest).days} days before {day}"
            found.append(
                Finding(
                    f"{source.files} (source {source.name})",
                    told,
                    f"at most {source.max_age_days} days",
                    "ask the system's owner",
                )
            )
    return found
