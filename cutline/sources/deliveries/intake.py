"""The drop zone to deliveries: lists what lies there, keeps a copy of each content under its hash, and asks the manifest what counts.

From here on a night reads the copies: a file that is overwritten while the night runs changes nothing, and any past night's input can be
read again.
"""

import hashlib
import io
import json
import os
import posixpath
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import fsspec
import polars as pl

from cutline.errors import CutlineError, Finding, SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.deliveries.manifest import Delivery, Manifest, Sighting, look, settle
from cutline.sources.formats.opening import FILE_MAX_BYTES
from cutline.sources.typing.quarantine_register import REGISTER_SCHEMA

NOT_AN_EXPORT = (".", "~$")  # hidden files and the lock files of an open workbook
UNFINISHED = (".tmp", ".part", ".crdownload", ".filepart", ".ok")
CHUNK = 16 << 20
DELIVERY_SCHEMA: dict[str, pl.DataType] = {
    "source_system": pl.String(),
    "source_file": pl.String(),
    "file_hash": pl.String(),
    "size_bytes": pl.Int64(),
    "as_of_date": pl.Date(),
    "status": pl.String(),
    "reason": pl.String(),
}
Opener = Callable[[], AbstractContextManager[IO[bytes]]]


class Store:
    """Contents under their hashes, and the manifest, in the portfolio's store/."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the content with this hash is."""
        return self.folder / "content" / digest[:2] / digest

    def manifest(self) -> Manifest:
        """The manifest as it was kept last; an empty one before the first look."""
        path = self.folder / "manifest.json"
        return Manifest.from_json(path.read_text("utf-8", "replace"), str(path)) if path.exists() else Manifest()

    def keep_manifest(self, manifest: Manifest) -> None:
        """Keep it, whole or not at all."""
        self._write("manifest.json", manifest.to_json().encode())

    def register(self) -> pl.DataFrame:
        """The register of bad cells as it was kept last."""
        path = self.folder / "quarantine.parquet"
        try:
            return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=REGISTER_SCHEMA)
        except pl.exceptions.PolarsError as error:
            raise _damaged(path, error, "since when each bad cell is known") from None

    def keep_register(self, register: pl.DataFrame) -> None:
        """Keep it, whole or not at all."""
        data = io.BytesIO()
        register.write_parquet(data)
        self._write("quarantine.parquet", data.getvalue())

    def remembered(self, name: str, schema: dict[str, pl.DataType], what: str) -> pl.DataFrame:
        """A frame that an earlier night kept under `name`; with no rows before the first. what: for the error where it is damaged."""
        path = self.folder / f"{name}.parquet"
        try:
            return pl.read_parquet(path).select(list(schema)) if path.exists() else pl.DataFrame(schema=schema)
        except pl.exceptions.PolarsError as error:
            raise _damaged(path, error, what) from None

    def remember(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a frame for later nights, whole or not at all."""
        data = io.BytesIO()
        frame.write_parquet(data)
        self._write(f"{name}.parquet", data.getvalue())

    def accepted_shapes(self) -> dict[str, Any]:
        """The shapes of exports that were accepted (drift.accepted_from)."""
        path = self.folder / "shapes.json"
        try:
            return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
        except ValueError as error:
            raise _damaged(path, error, "what the exports looked like when they were accepted") from None

    def keep_accepted_shapes(self, accepted: dict[str, Any]) -> None:
        """Keep them, whole or not at all."""
        self._write("shapes.json", json.dumps(accepted, indent=1, ensure_ascii=False, sort_keys=True).encode())

    def keep_no_plan(self, way_out: dict[str, Any] | None) -> None:
        """Keep what is known of the way out of a night without a plan, in no_plan.json; None when there is a plan again."""
        if way_out is None:
            (self.folder / "no_plan.json").unlink(missing_ok=True)
        else:
            self._write("no_plan.json", json.dumps(way_out, indent=1, ensure_ascii=False, sort_keys=True).encode())

    def _write(self, name: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".{name}.{os.getpid()}"
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self.folder / name)

    def keep(self, opener: Opener, *, is_far: bool = False) -> tuple[str, int]:
        """Copy a content under its hash; returns hash and size. What is near and there already is read and not written."""
        (self.folder / "content").mkdir(parents=True, exist_ok=True)
        if not is_far:
            with opener() as source:
                if os.fstat(source.fileno()).st_size in self._sizes():
                    digest, size = _digest(source)
                    if self.path(digest).exists():
                        return digest, size
        fresh = self.folder / "content" / f".{os.getpid()}"
        try:
            with opener() as source, fresh.open("wb") as copy:
                (_pour if is_far else shutil.copyfileobj)(source, copy, CHUNK)
            with fresh.open("rb") as copied:
                digest, size = _digest(copied)  # what counts is what was copied
            target = self.path(digest)
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                fresh.chmod(0o444)
                fresh.rename(target)
            return digest, size
        finally:
            fresh.unlink(missing_ok=True)

    def _sizes(self) -> set[int]:
        """How long the contents are that are here: a file of another length is new, and need not be hashed to know."""
        return {path.stat().st_size for path in (self.folder / "content").glob("??/*")}


def _pour(source: IO[bytes], copy: IO[bytes], chunk: int) -> None:
    """Copy what comes from far away, as long as it is not too long. Raises OSError when it is."""
    size = 0
    while part := source.read(chunk):
        size += len(part)
        if size > FILE_MAX_BYTES:
            raise OSError(f"more than {FILE_MAX_BYTES:,} bytes")
        copy.write(part)


def _damaged(path: Path, error: Exception, what: str) -> CutlineError:
    found = Finding(str(path), f"{type(error).__name__}: {str(error).splitlines()[0]}", "the file as Cutline wrote it",
                    f"restore it from a backup; or remove it: {what} is then unknown, nothing else is lost")  # fmt: skip
    return CutlineError(f"{path.name} is damaged", [found])


def _digest(source: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def take_in(settings: Settings, exports: Path, store: Store, now: datetime) -> pl.DataFrame:
    """Look at the drop zone, keep what is new, and say what counts tonight: a frame of DELIVERY_SCHEMA, one row for each file.

    Raises SourceError with every source that has no file, whose files cannot be told apart, or that is still being written.
    """
    listings = {source.name: _sightings(source, exports, store) for source in settings.sources}
    manifest = look(store.manifest(), listings, now)
    store.keep_manifest(manifest)
    return _deliveries(settings, manifest, exports, now)


def seconds_to_wait(settings: Settings, exports: Path, store: Store, now: datetime) -> float:
    """How long until every file of the sources that wait for stillness has been still long enough, seen from a look now; 0 where none waits."""
    waiting = [source for source in settings.sources if source.complete_when == "stable"]
    if not waiting:
        return 0.0
    manifest = look(store.manifest(), {source.name: _sightings(source, exports, store) for source in waiting}, now)
    store.keep_manifest(manifest)
    return max(
        (
            source.stable_seconds - (now - entry.came_at) / timedelta(seconds=1)
            for source in waiting
            for entry in manifest.present(source.name)
        ),
        default=0.0,
    )


def as_they_lie(settings: Settings, exports: Path, now: datetime) -> tuple[pl.DataFrame, Callable[[str], Path]]:
    """Deliveries and contents without a store, for a first look at a folder: the files are read where they are."""
    places: dict[str, Path] = {}
    listings = {}
    for source in settings.sources:
        seen = []
        for name, opener, is_marked in _files(source, exports):
            with opener() as file:
                digest, size = _digest(file)
            places[digest] = exports / name
            seen.append(Sighting(name, digest, size, is_marked))
        listings[source.name] = seen
    return _deliveries(settings, look(Manifest(), listings, now), exports, now), places.__getitem__


def _deliveries(settings: Settings, manifest: Manifest, exports: Path, now: datetime) -> pl.DataFrame:
    found: list[Delivery] = []
    refused: list[SourceError] = []
    for source in settings.sources:
        try:
            settled = settle(source, manifest.present(source.name), now)
            _refuse_absence(source, settled, exports)
            found.extend(settled)
        except SourceError as error:
            refused.append(error)
    if refused:
        raise SourceError("; ".join(error.summary for error in refused), [each for error in refused for each in error.findings])
    rows = [(each.source, each.name, each.digest, each.size, each.day, each.status, each.reason) for each in found]
    return pl.DataFrame(rows, schema=DELIVERY_SCHEMA, orient="row")


def _refuse_absence(source: Source, settled: list[Delivery], exports: Path) -> None:
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


def waiting_for(settings: Settings, deliveries: pl.DataFrame, day: date | None) -> list[Finding]:
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


def unread_files(settings: Settings, exports: Path) -> list[str]:
    """Files in the drop zone that no source's pattern matches: somebody sent them and nothing reads them."""
    read = {path for source in settings.sources if not is_remote(source.files) for path in exports.glob(source.files)}
    there = sorted(path for path in exports.rglob("*") if path.is_file() and not path.name.startswith(NOT_AN_EXPORT))
    return [path.relative_to(exports).as_posix() for path in there if path not in read and path.suffix.lower() not in UNFINISHED]


def is_remote(files: str) -> bool:
    """Whether a source's pattern is an address such as s3://bucket/folder/*.csv."""
    return "://" in files


def _sightings(source: Source, exports: Path, store: Store) -> list[Sighting]:
    found = []
    for name, opener, is_marked in _files(source, exports):
        try:
            digest, size = store.keep(opener, is_far=is_remote(source.files))
        except OSError as error:
            raise SourceError(
                f"{name} cannot be read",
                [Finding(f"{name} (source {source.name})", f"{type(error).__name__}: {error}", "a file that can be read to its end",
                         "check its permissions, the disk of store/ and the network; then run again")],
            ) from None  # fmt: skip
        found.append(Sighting(name, digest, size, is_marked))
    return found


def _files(source: Source, exports: Path) -> Iterator[tuple[str, Opener, bool]]:
    """Name, opener and mark of each file that matches, in the drop zone or far away."""
    yield from (_remote_files(source) if is_remote(source.files) else _local_files(source, exports))


def _local_files(source: Source, exports: Path) -> Iterator[tuple[str, Opener, bool]]:
    if Path(source.files).is_absolute() or ".." in Path(source.files).parts:
        raise SettingsError(
            "a source reaches outside its folder",
            [
                Finding(
                    f"portfolio.toml, source {source.name}, files",
                    source.files,
                    "a pattern inside exports/",
                    "move the files there",
                )
            ],
        )
    try:
        paths = sorted(exports.glob(source.files))
    except ValueError as error:
        found = Finding(
            f"portfolio.toml, source {source.name}, files",
            source.files,
            f"a file pattern ({error})",
            "write it like projects_*.csv",
        )
        raise SettingsError("a source has no file pattern", [found]) from None
    for path in paths:
        if not path.is_file() or path.name.startswith(NOT_AN_EXPORT) or path.suffix.lower() in UNFINISHED:
            continue
        if not path.resolve().is_relative_to(exports.resolve()):
            raise SourceError(
                f"source {source.name} links outside its folder",
                [Finding(str(path), f"a link to {path.resolve()}", "a file in exports/", "copy the file instead")],
            )
        if path.stat().st_size > FILE_MAX_BYTES:
            raise _too_large(path.name, source, path.stat().st_size)
        name = path.relative_to(exports).as_posix()
        if not _is_writable(name):
            found = Finding(ascii(name), "a name that is not text", "a name in UTF-8", "rename the file")
            raise SourceError(f"source {source.name} has a file without a readable name", [found])
        yield name, lambda path=path: path.open("rb"), path.with_name(path.name + ".ok").exists()  # type: ignore[misc]


def _is_writable(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _remote_files(source: Source) -> Iterator[tuple[str, Opener, bool]]:
    address = source.files
    try:
        system, pattern = fsspec.core.url_to_fs(address)
        details: dict[str, Any] = (
            system.glob(pattern, detail=True) if set("*?[") & set(pattern) else {pattern: system.info(pattern)}
        )
        there = set(details) if source.complete_when != "ok_file" else set(details) | set(system.glob(pattern + ".ok"))
    except FileNotFoundError:
        return
    except (ImportError, ValueError) as error:
        protocol = address.split("://")[0]
        raise SettingsError(
            f"{protocol}:// cannot be read here",
            [Finding(f"portfolio.toml, source {source.name}, files", str(error), "a kind of address this installation can read",
                     "install the extra: pip install 'cutline[remote]'")],
        ) from None  # fmt: skip
    except Exception as error:  # each store has errors of its own
        raise SourceError(
            f"source {source.name} cannot be reached",
            [
                Finding(
                    address,
                    f"{type(error).__name__}: {error}",
                    "a folder that answers",
                    "check the address, the network and the credentials",
                )
            ],
        ) from None
    for path, about in sorted(details.items()):
        name = posixpath.basename(path.partition("?")[0])
        if (
            about.get("type") == "directory"
            or name.startswith(NOT_AN_EXPORT)
            or posixpath.splitext(name)[1].lower() in UNFINISHED
        ):
            continue
        if (about.get("size") or 0) > FILE_MAX_BYTES:
            raise _too_large(name, source, about["size"])
        yield name, lambda path=path: system.open(path, "rb"), f"{path}.ok" in there  # type: ignore[misc]


def _too_large(name: str, source: Source, size: int) -> SourceError:
    found = Finding(f"{name} (source {source.name})", f"{size:,} bytes", f"at most {FILE_MAX_BYTES:,} bytes", "split the export")
    return SourceError(f"{name} is too large", [found])
