"""Takes deliveries in: lists the files of every source, copies each content, and says which files count tonight.

Each copy is kept under the hash of its content. A night reads the copies from then on: a file that is overwritten while the
night runs changes nothing, and the input of any past night can be read again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from cutline.errors import SourceError
from cutline.settings.all_settings import Settings
from cutline.sources.deliveries.content_store import digest_of
from cutline.sources.deliveries.delivery_status import Delivery, delivery_statuses
from cutline.sources.deliveries.listing import listed_files, matching_files
from cutline.sources.deliveries.manifest import ListedFile, Manifest, manifest_after_look
from cutline.sources.deliveries.store import Store
from cutline.sources.deliveries.waiting import refuse_missing_source

DELIVERY_SCHEMA: dict[str, pl.DataType] = {
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "size_bytes": pl.Int64(),
    "as_of_date": pl.Date(),
    "status": pl.String(),
    "reason": pl.String(),
}


def take_in_deliveries(settings: Settings, exports: Path, store: Store, now: datetime) -> pl.DataFrame:
    """List the files of every source, keep a copy of each new content, and return which files count tonight
    (DELIVERY_SCHEMA, a row for each file).

    Raises SourceError that names every required source without a file, every source of which it is not known which of several
    files is the newest, every source with a file whose name does not tell its day, and every required source whose file is
    still being written.
    """
    listings = {source.name: listed_files(source, exports, store) for source in settings.sources}
    manifest = manifest_after_look(store.manifest(), listings, now)
    store.keep_manifest(manifest)
    return _deliveries(settings, manifest, exports, now)


def seconds_until_stable(settings: Settings, exports: Path, store: Store, now: datetime) -> float:
    """The seconds until every file of the sources with complete_when = "stable" has stayed unchanged long enough; 0 if no
    source has this setting.
    """
    waiting = [source for source in settings.sources if source.complete_when == "stable"]
    if not waiting:
        return 0.0
    manifest = manifest_after_look(
        store.manifest(), {source.name: listed_files(source, exports, store) for source in waiting}, now
    )
    store.keep_manifest(manifest)
    return max(
        (
            source.stable_seconds - (now - entry.came_at) / timedelta(seconds=1)
            for source in waiting
            for entry in manifest.present(source.name)
        ),
        default=0.0,
    )


def deliveries_in_place(settings: Settings, exports: Path, now: datetime) -> tuple[pl.DataFrame, Callable[[str], Path]]:
    """Deliveries without a store, for a first look at a folder: tonight's frame (DELIVERY_SCHEMA), and the path of a content
    by its hash.

    The files are read in place, and no copy is kept.
    """
    places: dict[str, Path] = {}
    listings = {}
    for source in settings.sources:
        seen = []
        for name, opener, is_marked in matching_files(source, exports):
            with opener() as file:
                digest, size = digest_of(file)
            places[digest] = exports / name
            seen.append(ListedFile(name, digest, size, is_marked))
        listings[source.name] = seen
    return _deliveries(settings, manifest_after_look(Manifest(), listings, now), exports, now), places.__getitem__


def _deliveries(settings: Settings, manifest: Manifest, exports: Path, now: datetime) -> pl.DataFrame:
    found: list[Delivery] = []
    refused: list[SourceError] = []
    for source in settings.sources:
        try:
            decided = delivery_statuses(source, manifest.present(source.name), now, settings.portfolio.as_of)
            refuse_missing_source(source, decided, exports)
            found.extend(decided)
        except SourceError as error:
            refused.append(error)
    if refused:
        raise SourceError("; ".join(error.summary for error in refused), [each for error in refused for each in error.findings])
    rows = [(each.source, each.name, each.digest, each.size, each.day, each.status, each.reason) for each in found]
    return pl.DataFrame(rows, schema=DELIVERY_SCHEMA, orient="row")
