"""Missing deliveries: the error for a required source without a file, and warnings for files that are late or old.

A required source is missing if it has no complete file.
"""

from datetime import date
from pathlib import Path

import polars as pl

from cutline.errors import Finding, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.deliveries.delivery_status import Delivery
from cutline.sources.deliveries.drop_zone import is_remote


def refuse_missing_source(source: Source, own_deliveries: list[Delivery], exports: Path) -> None:
    """Refuse a night for a required source of which no file is used. own_deliveries: the status of the files of this
    source. Raises SourceError.
    """
    if not source.required or any(each.status == "used" for each in own_deliveries):
        return
    where = f"{source.files if is_remote(source.files) else f'{exports.name}/{source.files}'} (source {source.name})"
    if own_deliveries:
        reasons = "; ".join(f"{each.name}: {each.reason}" for each in own_deliveries)
        if any(each.status == "newer" for each in own_deliveries):
            action = "set portfolio.as_of to a later day or remove it, or put the file of an earlier day back"
            found = Finding(where, reasons, "a file of the night's day, or of a day before it", action)
            raise SourceError(f"source {source.name} has no file for the night's day", [found])
        raise SourceError(
            f"source {source.name} has no whole file yet",
            [Finding(where, reasons, "a file that has arrived as a whole", "run again when the file has arrived")],
        )
    if is_remote(source.files):
        there = "no file that matches there, or no answer from there"
    else:
        names = ", ".join(sorted(path.name for path in exports.iterdir())[:12]) if exports.is_dir() else "no such folder"
        there = f"no file that matches; the folder holds: {names or 'nothing'}"
    raise SourceError(
        f"source {source.name} has no file",
        [Finding(where, there, "at least one file",
                 "send the export, correct the pattern in the source, or set required = false in it")],
    )  # fmt: skip


def missing_deliveries(settings: Settings, deliveries: pl.DataFrame, day: date | None) -> list[Finding]:
    """One finding for each file that is not whole yet, each file that is newer than the night, each optional source without a
    file, and each source whose newest file is too old.

    deliveries: tonight's, of `intake.DELIVERY_SCHEMA`. day: the portfolio's day, from which the age of a file is counted;
    null if that day is not known; no file counts as too old then.
    """
    found = []
    for source in settings.sources:
        own = deliveries.filter(pl.col("source_system") == source.name)
        for name, reason in own.filter(pl.col("status") == "waiting").select("source_file", "reason").iter_rows():
            found.append(
                Finding(
                    f"{name} (source {source.name})",
                    reason,
                    "a whole file",
                    "do nothing: the first night after the file is whole reads it",
                )
            )
        for name, reason in own.filter(pl.col("status") == "newer").select("source_file", "reason").iter_rows():
            found.append(
                Finding(
                    f"{name} (source {source.name})",
                    f"{reason}; the file is left aside",
                    "files of the night's day, or of days before it",
                    "set portfolio.as_of to a later day, or remove it, if the night is to read this file",
                )
            )
        # A content that is sent again under a newer name is as old as its first delivery.
        first = own.with_columns(pl.col("as_of_date").min().over("file_hash"))
        newest = first.filter(pl.col("status") == "used")["as_of_date"].max()
        if own.is_empty():
            found.append(
                Finding(
                    f"{source.files} (source {source.name})",
                    "no file",
                    "the export",
                    "ask the owner of the system for the export; the night runs without it",
                )
            )
        elif source.max_age_days is not None and isinstance(newest, date) and day and (day - newest).days > source.max_age_days:
            age = f"the newest is of {newest}, {(day - newest).days} days before {day}"
            found.append(
                Finding(
                    f"{source.files} (source {source.name})",
                    age,
                    f"at most {source.max_age_days} days",
                    "ask the owner of the system for a newer export",
                )
            )
    return found
