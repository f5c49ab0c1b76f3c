"""Writes a file whole or not at all: into a temporary file beside it, which then takes its place.

A process holds a lock on its temporary file while it writes it. The lock ends with the process, so a temporary file without a lock
was left by a process that was killed.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

TEMPORARY = ".fresh"
LEFT_FILE = re.compile(r"\..*\.\d+" + re.escape(TEMPORARY))


@contextmanager
def temporary_file(path: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new temporary file for `path`, which is open for writing, and its lock. The caller renames it; otherwise it is removed."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    handle = _locked(fresh)
    with handle:
        try:
            yield fresh, handle
        finally:
            if _is_there(fresh, handle):
                fresh.unlink()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, flush it to the disk and let it take the place of `path`. A process that is killed leaves the old file."""
    with temporary_file(path) as (fresh, handle):
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
        fresh.rename(path)


def remove_left_files(folders: Iterable[Path]) -> int:
    """Remove the temporary files in `folders` whose processes were killed, and return their number. Files that a process is
    writing stay.
    """
    removed = 0
    for left in (each for folder in folders for each in folder.glob(".*" + TEMPORARY) if LEFT_FILE.fullmatch(each.name)):
        try:
            with left.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_there(left, handle):
                    left.unlink()
                    removed += 1
        except OSError:  # its process is writing it, or has just renamed it
            continue
    return removed


def _locked(fresh: Path) -> IO[bytes]:
    """Open a new file and lock it. Another process may remove the file before the lock is held; then it is made again."""
    while True:
        handle = fresh.open("wb")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_there(fresh, handle):
            return handle
        handle.close()


def _is_there(path: Path, handle: IO[bytes]) -> bool:
    """Whether `path` still is the file that is open."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except FileNotFoundError:
        return False
