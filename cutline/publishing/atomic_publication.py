"""Publishes a night: stages its files, checks them, and makes `published` point to them in one atomic step.

No other module writes results. A night is a folder under store/nights that never changes, and `published` is a link to the
newest good night. One atomic rename replaces the link, so a reader sees the old night or the new one and never a mixture. A
process that is killed at any point leaves the link as it was. What it may leave besides (a staging folder, a complete night that
was never published, the link that was to become `published`, what such a night remembered) the next night removes.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cutline.errors import CutlineError, Finding, UsageError, VerificationFailed
from cutline.publishing.remembered import NO_NIGHT, REMEMBERED, published_night

STAGING = ".staging"
UNPUBLISHED = ".unpublished"
LOCK = "publishing.lock"
LEFT_LINK = re.compile(r"\.published\.\d+")


def publish(
    folder: Path,
    night: str,
    contents: Mapping[str, bytes],
    check: Callable[[Path], object],
    replaces: Collection[str] | None = None,
    remembered: Mapping[str, bytes] | None = None,
) -> Path:
    """Write `contents` (bytes by relative path) as night `night` of the portfolio in `folder`, make it the published night,
    and return its folder.

    check: a function that is called with the staged folder. Any exception that it raises stops the publication. replaces: the
    names of the nights that may be the published one now, with "" for none; None allows any. remembered: the files that later
    nights compare with while this night is the published one (bytes by name), which count from the swap on. Raises UsageError when another
    night is published or when the night exists already, CutlineError when `published` cannot become a link, and VerificationFailed
    when a file on the disk differs from what was written.
    """
    nights = folder / "store" / "nights"
    final, staged = nights / night, nights / (night + STAGING)
    nights.mkdir(parents=True, exist_ok=True)
    check_published_link(folder)
    with _one_publication_at_a_time(folder / "store" / LOCK):
        _refuse_another(folder / "published", replaces)
        if final.exists():
            raise UsageError(
                "the night exists already", [Finding(str(final), "a folder", "a new name", "run again: a night never changes")]
            )
        _remove_left_behind(folder, nights)
        for name, data in contents.items():
            _write(staged / name, data)
        check(staged)
        _check_written(staged, contents)
        for directory in {staged, *((staged / name).parent for name in contents)}:
            _sync(directory)
        _keep_remembered(folder / "store" / REMEMBERED / night, remembered or {})
        announced = _announce(folder, final)
        staged.rename(final)
        _sync(nights)
        announced.replace(folder / "published")
        _sync(folder)
    return final


def _refuse_another(link: Path, replaces: Collection[str] | None) -> None:
    now = published_night(link.parent)
    if replaces is not None and now not in replaces:
        found = Finding(
            str(link), f"the night {now}", f"the night {' or '.join(sorted(filter(None, replaces))) or '(none)'}, as when this run began",
            "start a new run: this one compared its exports with an earlier state of the portfolio",
        )  # fmt: skip
        raise UsageError("another night was published while this run was at work, so this one was not", [found])


def check_published_link(folder: Path) -> None:
    """Raise CutlineError when `published` cannot become a link to a night. Callers check this before the night rather than
    after it.
    """
    link = folder / "published"
    if link.exists() and not link.is_symlink():
        raise CutlineError(
            "something else is in the way of the link published",
            [
                Finding(
                    str(link), "a folder that Cutline did not make", "a link to a night, or nothing", "move it away and run again"
                )
            ],
        )


@contextmanager
def _one_publication_at_a_time(lock: Path) -> Iterator[None]:
    """Lets one process at a time publish a portfolio. The lock ends with the process."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _keep_remembered(place: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        _write(place / name, data)
    if files:
        _sync(place)
        _sync(place.parent)


def _check_written(staged: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        if (staged / name).read_bytes() != data:
            raise VerificationFailed(f"{name} on the disk differs from what was written; nothing was published")


def _announce(folder: Path, night: Path) -> Path:
    """Make the link that will become `published`, before the night has its final name, and return the link.

    The link is the record of a publication that has begun: the rename that publishes the night removes it. So a link that is
    left names a night that was never published.
    """
    link = folder / f".published.{os.getpid()}"
    link.symlink_to(os.path.relpath(night, folder), target_is_directory=True)
    _sync(folder)
    return link


def remove_left_behind(folder: Path) -> int:
    """Remove what killed publications left in a portfolio, unless a publication is at work. Returns how many folders and links
    were removed.
    """
    nights = folder / "store" / "nights"
    if not nights.is_dir():
        return 0
    with (folder / "store" / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        return _remove_left_behind(folder, nights)


def _remove_left_behind(folder: Path, nights: Path) -> int:
    """Remove what killed publications left: their links, the complete nights that were never published, the staging folders, and
    what nights remembered that are not there. Returns how many were removed.

    Only the holder of the lock may call this function. A night that was published is never removed.
    """
    removed = 0
    published = (folder / "published").resolve()
    for link in folder.glob(".published.*"):
        if not (link.is_symlink() and LEFT_LINK.fullmatch(link.name)):
            continue
        night = folder / os.readlink(link)
        if night.parent == nights and night.is_dir() and not night.is_symlink() and night.resolve() != published:
            # The name of a night must not stand for a half of it, so the folder loses its name first.
            night.rename(night.with_name(f"{night.name}{UNPUBLISHED}{STAGING}"))
            _sync(nights)
        link.unlink()
        removed += 1
    unpublished = [
        each for each in (folder / "store" / REMEMBERED).glob("*") if each.name != NO_NIGHT and not (nights / each.name).exists()
    ]
    for left_over in [*nights.glob("*" + STAGING), *unpublished]:
        shutil.rmtree(left_over)
        removed += 1
    return removed


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
