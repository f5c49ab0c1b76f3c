"""Keeps the frames that were read from files, so that a file with many readers is read once.

Nearly every step of a night reads the same thirty tables, and reading a small table costs far more than its size.
"""

import os
from collections import OrderedDict
from pathlib import Path

import polars as pl

# The most that is kept. A frame larger than a sixteenth of it is not kept, because reading it costs what its size costs.
KEPT_BYTES = 64 * 2**20
Stamp = tuple[int, int, int]


class KeptFrames:
    """The frames of Parquet files on the disk of this machine, by path. The frames that were read last are kept.

    budget: the bytes in memory that all kept frames may take.
    """

    def __init__(self, budget: int = KEPT_BYTES) -> None:
        self._budget = budget
        self._frames: OrderedDict[str, tuple[Stamp, pl.DataFrame]] = OrderedDict()
        self._size = 0

    def read(self, path: Path) -> pl.DataFrame:
        """The frame in a file. A file that was written anew or changed since it was read is read again.

        Every caller is given a frame of its own. It shares the columns with the kept frame, and Polars copies a column before it
        changes it.
        """
        name, stamp = str(path), _stamp(path)  # before the file is read: a file that changes meanwhile is read again
        kept = self._frames.get(name)
        if kept and kept[0] == stamp:
            self._frames.move_to_end(name)
            return kept[1].clone()
        frame = pl.scan_parquet(name, glob=False).collect()
        self._forget(name)
        if frame.estimated_size() <= self._budget // 16:
            self._keep(name, stamp, frame)
        return frame.clone()

    def _keep(self, name: str, stamp: Stamp, frame: pl.DataFrame) -> None:
        self._frames[name] = stamp, frame
        self._size += int(frame.estimated_size())
        while self._size > self._budget:
            self._forget(next(iter(self._frames)))

    def _forget(self, name: str) -> None:
        if name in self._frames:
            self._size -= int(self._frames.pop(name)[1].estimated_size())


def _stamp(path: Path) -> Stamp:
    """What tells two contents of one path apart: the number of the file, its size in bytes, and the time of its last change in ns."""
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns
