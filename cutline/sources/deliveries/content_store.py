"""Keeps a copy of each delivered file under the SHA-256 hash of its content.

The copies make it possible to read the input of any past night again.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO

from cutline.sources.deliveries.whole_files import temporary_file
from cutline.sources.formats.documents import FILE_MAX_BYTES

CHUNK_BYTES = 1 << 20
Opener = Callable[[], AbstractContextManager[IO[bytes]]]


def content_path(folder: Path, digest: str) -> Path:
    """The path of the content with this hash. folder: the portfolio's store/."""
    return folder / "content" / digest[:2] / digest


def keep_content(folder: Path, opener: Opener, *, is_remote: bool = False) -> tuple[str, int]:
    """Copy a content to its path, and return its hash and its size in bytes.

    A local file whose content is in the store already is read and not written again.
    """
    (folder / "content").mkdir(parents=True, exist_ok=True)
    if not is_remote:
        with opener() as source:
            if os.fstat(source.fileno()).st_size in _sizes(folder):
                digest, size = digest_of(source)
                if content_path(folder, digest).exists():
                    return digest, size
    with temporary_file(folder / "content" / "copy") as (fresh, copy):
        with opener() as source:
            (_copy_limited if is_remote else shutil.copyfileobj)(source, copy, CHUNK_BYTES)
        copy.flush()
        with fresh.open("rb") as copied:
            digest, size = digest_of(copied)  # the hash of what was copied: the file may have changed while it was read
        target = content_path(folder, digest)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            fresh.chmod(0o444)
            fresh.rename(target)
        return digest, size


def digest_of(source: IO[bytes]) -> tuple[str, int]:
    """The SHA-256 hash of a file as hexadecimal text, and its size in bytes."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _sizes(folder: Path) -> set[int]:
    """The sizes of the contents in the store. A file with a size that no stored content has is new, so its hash need not be
    compared.
    """
    return {path.stat().st_size for path in (folder / "content").glob("??/*")}


def _copy_limited(source: IO[bytes], copy: IO[bytes], chunk: int) -> None:
    """Copy a remote file up to the largest size that is read. Raises OSError if the file is larger."""
    size = 0
    while part := source.read(chunk):
        size += len(part)
        if size > FILE_MAX_BYTES:
            raise OSError(f"more than {FILE_MAX_BYTES:,} bytes")
        copy.write(part)
