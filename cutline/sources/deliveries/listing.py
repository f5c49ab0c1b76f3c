"""Lists the files of one source, local or remote, and keeps a copy of each file in the store."""

from collections.abc import Iterator
from pathlib import Path

from cutline.errors import Finding, SourceError
from cutline.settings.sources import Source
from cutline.sources.deliveries.content_store import Opener
from cutline.sources.deliveries.drop_zone import is_remote, local_files
from cutline.sources.deliveries.manifest import ListedFile
from cutline.sources.deliveries.remote_folders import remote_files
from cutline.sources.deliveries.store import Store


def listed_files(source: Source, exports: Path, store: Store) -> list[ListedFile]:
    """The files of a source, each with its hash and size. A copy of each file is kept in the store first. Raises
    SourceError for a file that cannot be read.
    """
    found = []
    for name, opener, is_marked in matching_files(source, exports):
        try:
            digest, size = store.keep_content(opener, is_remote=is_remote(source.files))
        except OSError as error:
            raise SourceError(
                f"{name} cannot be read",
                [Finding(f"{name} (source {source.name})", f"{type(error).__name__}: {error}", "a file that can be read to its end",
                         "check its permissions, the disk of store/ and the network; then run again")],
            ) from None  # fmt: skip
        found.append(ListedFile(name, digest, size, is_marked))
    return found


def matching_files(source: Source, exports: Path) -> Iterator[tuple[str, Opener, bool]]:
    """The local or remote files of a source: the name, a function that opens the file, and whether a file NAME.ok lies next
    to it.
    """
    yield from (remote_files(source) if is_remote(source.files) else local_files(source, exports))
