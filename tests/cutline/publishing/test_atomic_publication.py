"""A night is published as a whole or not at all."""

import os
import signal
import subprocess
import sys

import pytest

from cutline.errors import CutlineError, UsageError, VerificationFailed
from cutline.publishing.atomic_publication import publish
from cutline.publishing.digests import check_digests
from tests.cutline.publishing.nights_to_publish import contents, fine


def test_a_night_is_swapped_in_whole(tmp_path):
    """`published` is the new night, the old night stays in the store, and no staging folder is left."""
    publish(tmp_path, "n1", contents("one"), fine)
    publish(tmp_path, "n2", contents("two"), fine)
    assert (tmp_path / "published" / "a.txt").read_text() == "two"
    assert (tmp_path / "store" / "nights" / "n1" / "a.txt").read_text() == "one"
    assert sorted(path.name for path in (tmp_path / "store" / "nights").iterdir()) == ["n1", "n2"]
    check_digests(tmp_path / "published")


def test_a_night_that_fails_its_check_leaves_the_old_one(tmp_path):
    """If the check raises an error, readers still see the previous night."""

    def no(_) -> None:
        raise VerificationFailed("no")

    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(VerificationFailed):
        publish(tmp_path, "n2", contents("two"), no)
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    publish(tmp_path, "n2", contents("two"), fine)
    assert (tmp_path / "published" / "a.txt").read_text() == "two"


def test_a_kill_in_the_middle_leaves_the_old_night(tmp_path):
    """After a kill during staging, the link still points to the old night, and the next publication removes the staging
    folder.
    """
    publish(tmp_path, "n1", contents("one"), fine)
    script = f"""
import os, signal
from pathlib import Path
from cutline.publishing.atomic_publication import publish
publish(Path({str(tmp_path)!r}), "n2", {{"a.txt": b"half"}}, lambda _: os.kill(os.getpid(), signal.SIGKILL))
"""
    died = subprocess.run([sys.executable, "-c", script], check=False, cwd=os.getcwd())
    assert died.returncode == -signal.SIGKILL
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    assert (tmp_path / "store" / "nights" / "n2.staging").exists()
    publish(tmp_path, "n3", contents("three"), fine)
    assert sorted(path.name for path in (tmp_path / "store" / "nights").iterdir()) == ["n1", "n3"]


def test_nights_are_immutable_and_published_is_not_overwritten(tmp_path):
    """A name that exists is refused. A real folder called published belongs to somebody and stays."""
    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(UsageError, match="exists already"):
        publish(tmp_path, "n1", contents("one"), fine)
    (tmp_path / "published").unlink()
    (tmp_path / "published").mkdir()
    with pytest.raises(CutlineError, match="in the way"):
        publish(tmp_path, "n2", contents("two"), fine)


def test_two_publications_at_once_wait_for_one_another(tmp_path):
    """All nights are complete, and no publication removes the staging folder of another one."""
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    def slow(_) -> None:
        sleep(0.2)

    with ThreadPoolExecutor(4) as pool:
        nights = list(pool.map(lambda i: publish(tmp_path, f"n{i}", contents(f"text {i}"), slow), range(4)))
    for i, night in enumerate(nights):
        assert (night / "a.txt").read_text() == f"text {i}"
        check_digests(night)
    assert (tmp_path / "published").resolve() in {night.resolve() for night in nights}


def test_what_is_not_on_the_disk_as_written_is_not_published(tmp_path):
    """A file that is cut short after it was written stops the publication."""
    publish(tmp_path, "n1", contents("one"), fine)
    with pytest.raises(VerificationFailed, match="csv/b"):
        publish(tmp_path, "n2", contents("two"), lambda staged: (staged / "csv" / "b.csv").write_bytes(b""))
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
