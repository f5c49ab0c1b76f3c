"""Makes an expensive thing once for all processes of a run of the tests. The tests read it and change nothing in its folder."""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

T = TypeVar("T")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> T:
    """What `make` returns for an empty folder. The first process that asks makes it, and the others wait for it and read it.

    name: tells the things apart; it is a part of file names. What `make` returns is pickled, so it must not hold open files.
    """
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    kept = place.with_suffix(".pickle")
    with FileLock(place.with_suffix(".lock")):
        if not kept.exists():
            shutil.rmtree(place, ignore_errors=True)  # what is left of a process that failed
            place.mkdir()
            kept.write_bytes(pickle.dumps(make(place)))
        return pickle.loads(kept.read_bytes())
