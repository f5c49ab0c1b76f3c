"""Finds the files that match a source's pattern in a remote folder, such as s3://bucket/folder/*.csv, through fsspec."""

import posixpath
from collections.abc import Iterator
from typing import Any

import fsspec

from cutline.errors import Finding, SettingsError, SourceError
from cutline.settings.sources import Source
from cutline.sources.deliveries.content_store import Opener
from cutline.sources.deliveries.drop_zone import NOT_AN_EXPORT_PREFIXES, UNFINISHED_ENDINGS, too_large_error
from cutline.sources.formats.documents import FILE_MAX_BYTES


def remote_files(source: Source) -> Iterator[tuple[str, Opener, bool]]:
    """The remote files that match the source's address: the name, a function that opens the file, and whether a file
    NAME.ok lies next to it.

    Raises SettingsError for a kind of address that this installation cannot read, and SourceError when the folder cannot be
    reached or a file is too large.
    """
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
            f"this installation cannot read addresses that begin with {protocol}://",
            [Finding(f"portfolio.toml, source {source.name}, files", str(error), "a kind of address this installation can read",
                     "install the extra: pip install 'cutline[remote]'")],
        ) from None  # fmt: skip
    except Exception as error:  # each kind of remote storage raises errors of its own
        raise SourceError(
            f"source {source.name} cannot be reached",
            [
                Finding(
                    address,
                    f"{type(error).__name__}: {error}",
                    "a remote folder that can be listed",
                    "check the address, the network and the credentials, then run again",
                )
            ],
        ) from None
    for path, about in sorted(details.items()):
        name = posixpath.basename(path.partition("?")[0])
        if (
            about.get("type") == "directory"
            or name.startswith(NOT_AN_EXPORT_PREFIXES)
            or posixpath.splitext(name)[1].lower() in UNFINISHED_ENDINGS
        ):
            continue
        if (about.get("size") or 0) > FILE_MAX_BYTES:
            raise too_large_error(name, source, about["size"])
        yield name, lambda path=path: system.open(path, "rb"), f"{path}.ok" in there  # type: ignore[misc]
