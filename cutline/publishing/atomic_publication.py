"""The only writer of results: stage, check, swap. A reader of published/ sees the old night or the new one, never a mixture.

A night is an immutable folder under store/nights; published/ is a link to the newest good one, replaced by one atomic rename. A process
killed at any point leaves the link where it was, and at worst a staging folder that the next night clears away.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cutline.errors import CutlineError, Finding, UsageError, VerificationFailed

STAGING = ".staging"


def publish(folder: Path, night: str, contents: Mapping[str, bytes], check: Callable[[Path], None]) -> Path:
    """Write `contents` (relative path to bytes) as night `night` of the portfolio in `folder` and make it the published one.

    check: called with the staged folder; whatever it raises stops the publication. Returns the night's folder. Raises UsageError when the
    night exists already, CutlineError when the published link cannot be made.
    """
    nights = folder / "store" / "nights"
    final, staged = nights / night, nights / (night + STAGING)
    nights.mkdir(parents=True, exist_ok=True)
    check_published_link(folder)
    with _one_publication_at_a_time(folder / "store" / "publishing.lock"):
        if final.exists():
            raise UsageError(
                "the night exists already", [Finding(str(final), "a folder", "a new name", "nights are immutable: run again")]
            )
        for left_over in nights.glob("*" + STAGING):  # of a run that was killed: nobody else is here while the lock is held
            shutil.rmtree(left_over)
        for name, data in contents.items():
            _write(staged / name, data)
        check(staged)
        _check_written(staged, contents)
        staged.rename(final)
        _sync(nights)
        _point_published_at(folder / "published", final)
    return final


def check_published_link(folder: Path) -> None:
    """Raise CutlineError when published could not be made a link to a night: better before the night than after it."""
    link = folder / "published"
    if link.exists() and not link.is_symlink():
        raise CutlineError(
            "published is in the way",
            [
                Finding(
                    str(link), "a folder that Cutline did not make", "a link to a night, or nothing", "move it away and run again"
                )
            ],
        )


@contextmanager
def _one_publication_at_a_time(lock: Path) -> Iterator[None]:
    """One publication of a portfolio at a time; the lock goes with the process."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _check_written(staged: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        if (staged / name).read_bytes() != data:
            raise VerificationFailed(f"{name} is not on the disk as it was written; nothing was published")


def _point_published_at(link: Path, night: Path) -> None:
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(night, link.parent), target_is_directory=True)
    fresh.replace(link)
    _sync(link.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
