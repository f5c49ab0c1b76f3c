"""Finds the files in the local drop zone, exports/, that match a source's pattern, and the files that no source reads."""

from collections.abc import Iterator
from pathlib import Path

from cutline.errors import Finding, SettingsError, SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.sources import Source
from cutline.sources.deliveries.content_store import Opener
from cutline.sources.formats.documents import FILE_MAX_BYTES

NOT_AN_EXPORT_PREFIXES = (".", "~$")  # hidden files and the lock files of an open workbook
UNFINISHED_ENDINGS = (".tmp", ".part", ".crdownload", ".filepart", ".ok")


def unread_files(settings: Settings, exports: Path) -> list[str]:
    """The files in the drop zone that no source's pattern matches, so that nothing reads them. exports: the folder of the
    drop zone.
    """
    read = {path for source in settings.sources if not is_remote(source.files) for path in exports.glob(source.files)}
    there = sorted(path for path in exports.rglob("*") if path.is_file() and not path.name.startswith(NOT_AN_EXPORT_PREFIXES))
    return [
        path.relative_to(exports).as_posix()
        for path in there
        if path not in read and path.suffix.lower() not in UNFINISHED_ENDINGS
    ]


def is_remote(files: str) -> bool:
    """Whether a source's pattern is an address such as s3://bucket/folder/*.csv."""
    return "://" in files


def local_files(source: Source, exports: Path) -> Iterator[tuple[str, Opener, bool]]:
    """The files in the drop zone that match the source's pattern: the name, a function that opens the file, and whether a
    file NAME.ok lies next to it.

    Raises SettingsError if the pattern reaches outside exports/ or is not a valid pattern. Raises SourceError for a link
    that leads outside exports/, for a file that is too large, and for a name that is not text.
    """
    if Path(source.files).is_absolute() or ".." in Path(source.files).parts:
        raise SettingsError(
            "a source reads files outside of exports/",
            [
                Finding(
                    f"portfolio.toml, source {source.name}, files",
                    source.files,
                    "a pattern inside exports/",
                    "move the files into exports/ and write the pattern relative to that folder",
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
            "write a pattern such as projects_*.csv",
        )
        raise SettingsError("the files of a source are not a file pattern", [found]) from None
    for path in paths:
        if not path.is_file() or path.name.startswith(NOT_AN_EXPORT_PREFIXES) or path.suffix.lower() in UNFINISHED_ENDINGS:
            continue
        if not path.resolve().is_relative_to(exports.resolve()):
            raise SourceError(
                f"a file of source {source.name} links outside of exports/",
                [Finding(str(path), f"a link to {path.resolve()}", "a file in exports/", "copy the file into exports/ instead")],
            )
        if path.stat().st_size > FILE_MAX_BYTES:
            raise too_large_error(path.name, source, path.stat().st_size)
        name = path.relative_to(exports).as_posix()
        if not _is_text(name):
            found = Finding(ascii(name), "a file name that is not text", "a file name in UTF-8", "rename the file")
            raise SourceError(f"source {source.name} has a file whose name is not text", [found])
        yield name, lambda path=path: path.open("rb"), path.with_name(path.name + ".ok").exists()  # type: ignore[misc]


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def too_large_error(name: str, source: Source, size: int) -> SourceError:
    """The error for a file that is larger than the largest size that is read. size: in bytes."""
    found = Finding(f"{name} (source {source.name})", f"{size:,} bytes", f"at most {FILE_MAX_BYTES:,} bytes", "split the export")
    return SourceError(f"{name} is too large", [found])
