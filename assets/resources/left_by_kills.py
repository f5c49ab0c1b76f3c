"""Removes what killed runs left, when the next run begins. What a run at work uses stays.

A run holds a lock on its folder while its process lives. So a folder without a lock belongs to a run that has ended or was killed.
"""

import atexit
import fcntl
import json
import shutil
import time
from pathlib import Path
from typing import IO

from cutline.publishing.atomic_publication import remove_left_behind
from cutline.publishing.remembered import remembered_now
from cutline.sources.deliveries.whole_files import remove_left_files

RUN_FILE, AT_WORK = "run.json", "at_work.lock"
_held: dict[Path, IO[bytes]] = {}  # the locks of this process, by the folders of the runs
KEPT_RUNS = 5  # folders of earlier runs that stay, so that those runs can be continued
KEPT_SECONDS = 24 * 3600  # a folder in which something was written within this time stays as well: its run may be at work


def remove_left_by_kills(portfolio: Path, work: Path) -> int:
    """Remove the temporary files of killed processes, the folders of killed runs that cannot be continued or that had only begun,
    and what killed publications left. Returns the number of files and folders.

    The caller holds the lock under which runs begin, so a folder that has only begun belongs to no living process.
    """
    begun = [each for each in work.glob(".*") if each.is_dir()]
    ended = [each for each in _runs(work) if not _can_be_continued(each) and not is_at_work(each)]
    for folder in [*begun, *ended]:
        shutil.rmtree(folder, ignore_errors=True)
    store = portfolio / "store"
    written = {store, store / "content", remembered_now(portfolio), *_runs(work)}
    return len(begun) + len(ended) + remove_left_files(written) + remove_left_behind(portfolio)


def remove_old_runs(work: Path) -> None:
    """Remove the folders of runs beyond the newest KEPT_RUNS, unless something was written there within KEPT_SECONDS or the run is at
    work, and the frames that versions before this one kept outside such folders.
    """
    for left in (each for each in work.iterdir() if each.is_file() and each.suffix in (".parquet", ".json", "")):
        left.unlink(missing_ok=True)
    runs = sorted(((_newest_write(each), each) for each in _runs(work)), reverse=True)
    for written, folder in runs[KEPT_RUNS:]:
        if written < time.time() - KEPT_SECONDS and not is_at_work(folder):
            shutil.rmtree(folder, ignore_errors=True)


def hold(run: Path, present: Path | None = None) -> None:
    """Tells other processes that a run is at work, until `release` or the end of this process. run: its folder. present: the folder
    under the name that it has now, if it gets its name later.
    """
    if run not in _held:
        _held[run] = ((present or run) / AT_WORK).open("wb")
        fcntl.flock(_held[run], fcntl.LOCK_SH)


def release(run: Path) -> None:
    """Tells other processes that this process does no more work for a run. run: its folder."""
    if run in _held:
        _held.pop(run).close()


@atexit.register
def _release_all() -> None:
    for run in list(_held):
        release(run)


def is_at_work(folder: Path) -> bool:
    """Whether a process of the run of this folder lives."""
    try:
        with (folder / AT_WORK).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _runs(work: Path) -> list[Path]:
    return [each for each in work.iterdir() if each.is_dir() and not each.name.startswith(".")] if work.is_dir() else []


def _can_be_continued(run: Path) -> bool:
    try:
        return bool(json.loads((run / RUN_FILE).read_text("utf-8")).get("can_be_continued", True))
    except (OSError, ValueError):
        return True


def _newest_write(folder: Path) -> float:
    return max((_modified(each) for each in folder.rglob("*")), default=0.0)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
