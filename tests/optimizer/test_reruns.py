"""The same selection whatever the threads, the order of rows, the ids and Python's hash seed are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.optimizer.rerun import PORTFOLIOS

ROOT = Path(__file__).parents[2]


def rerun(names: list[str], *, threads: int, hash_seed: int, count: int) -> dict[str, list]:
    """Selections of `count` runs of each portfolio in a new process."""
    arguments = [
        sys.executable,
        "-m",
        "tests.optimizer.rerun",
        str(threads),
        str(100 * hash_seed + 10 * threads),
        str(count),
        *names,
    ]
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def different(names: list[str], *, hash_seeds: range, count: int) -> dict[str, int]:
    """How many different selections of each portfolio all runs gave, with one thread and with two."""
    runs = [rerun(names, threads=threads, hash_seed=seed, count=count) for seed in hash_seeds for threads in (1, 2)]
    assert all(len(run[name]) == count for run in runs for name in names)
    return {name: len({json.dumps(chosen) for run in runs for chosen in run[name]}) for name in names}


@pytest.mark.long
def test_a_few_reruns_choose_the_same():
    """Two processes, one and two threads, two names and orders each."""
    names = ["tied 0", "hiring 12"]
    assert different(names, hash_seeds=range(1, 2), count=2) == dict.fromkeys(names, 1)


@pytest.mark.long
@pytest.mark.parametrize("name", PORTFOLIOS)
def test_fifty_reruns_choose_the_same(name):
    """Five hash seeds, one and two threads, five sets of names and row orders in each process: one selection."""
    assert different([name], hash_seeds=range(5), count=5) == {name: 1}
