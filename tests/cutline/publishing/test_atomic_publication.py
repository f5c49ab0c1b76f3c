"""A night is published as a whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cutline.errors import CutlineError, UsageError, VerificationFailed
from cutline.publishing.atomic_publication import publish, remove_left_behind
from cutline.publishing.digests import check_digests
from cutline.publishing.remembered import remembered_now
from tests.cutline.publishing.nights_to_publish import certified, fine, publish_text

# Publishes the night of the text "two" in a process that kills itself just before the step that is given.
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.cutline.publishing.nights_to_publish import publish_text

folder, step = Path(sys.argv[1]), sys.argv[2]

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if step != "check":
    setattr(Path, step, die)
publish_text(folder, "two", die if step == "check" else lambda _: None)
"""


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def kill_before(step: str, folder: Path) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED, str(folder), step], check=False, cwd=os.getcwd())
    assert died.returncode == -signal.SIGKILL


def test_a_night_is_swapped_in_whole(tmp_path):
    """`published` is the new night, the old night stays in the store, and no staging folder is left."""
    one, two = publish_text(tmp_path, "one"), publish_text(tmp_path, "two")
    assert (tmp_path / "published" / "a.txt").read_text() == "two"
    assert (one / "a.txt").read_text() == "one"
    assert (remembered_now(tmp_path) / "text.txt").read_text() == "two"
    assert names_in(tmp_path / "store" / "nights") == sorted([one.name, two.name])
    assert names_in(tmp_path) == ["published", "store"]
    check_digests(tmp_path / "published")


def test_a_night_that_fails_its_check_leaves_the_old_one(tmp_path):
    """If the check raises an error, readers still see the previous night."""

    def no(_) -> None:
        raise VerificationFailed("no")

    publish_text(tmp_path, "one")
    with pytest.raises(VerificationFailed):
        publish_text(tmp_path, "two", no)
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    publish_text(tmp_path, "two")
    assert (tmp_path / "published" / "a.txt").read_text() == "two"


@pytest.mark.parametrize("step", ["check", "symlink_to", "rename", "replace"])
def test_a_kill_at_any_step_leaves_the_old_night_and_nothing_else_for_long(tmp_path, step):
    """After a kill before the check, the link, the night's name or the swap, the old night is published. The next publication
    removes what was left: the staging folder, the link, and the complete night that was never published.
    """
    one = publish_text(tmp_path, "one")
    kill_before(step, tmp_path)
    assert (tmp_path / "published" / "a.txt").read_text() == "one"
    assert (remembered_now(tmp_path) / "text.txt").read_text() == "one"
    left = {*names_in(tmp_path / "store" / "nights"), *names_in(tmp_path)} - {one.name, "published", "store"}
    assert left
    three = publish_text(tmp_path, "three")
    assert names_in(tmp_path / "store" / "nights") == sorted([one.name, three.name])
    assert names_in(tmp_path / "store" / "remembered") == sorted([one.name, three.name])
    assert names_in(tmp_path) == ["published", "store"]


def test_what_a_kill_left_can_be_removed_without_a_publication(tmp_path):
    """It is counted. While a publication is at work, nothing is removed."""
    assert remove_left_behind(tmp_path) == 0
    one, counted = publish_text(tmp_path, "one"), []
    kill_before("replace", tmp_path)
    publish_text(tmp_path, "three", lambda _: counted.append(remove_left_behind(tmp_path)))
    kill_before("replace", tmp_path)
    counted.append(remove_left_behind(tmp_path))
    assert counted == [0, 3]  # the link, the night that it leads to, and what that night remembered
    assert len(names_in(tmp_path / "store" / "nights")) == len(names_in(tmp_path / "store" / "remembered")) == 2
    assert one.exists()
    assert (remembered_now(tmp_path) / "text.txt").read_text() == "three"


def test_a_night_that_was_published_is_never_removed(tmp_path):
    """Somebody goes back to the night before, and a publication is killed: the newer night was published, so it stays."""
    one, two = publish_text(tmp_path, "one"), publish_text(tmp_path, "too")
    (tmp_path / "published").unlink()
    (tmp_path / "published").symlink_to(os.path.relpath(one, tmp_path))
    kill_before("replace", tmp_path)
    three = publish_text(tmp_path, "three")
    assert names_in(tmp_path / "store" / "nights") == sorted([one.name, two.name, three.name])


def test_a_link_that_leads_elsewhere_removes_nothing(tmp_path):
    """A left link whose target is not a night of this store, or is the published night, is removed alone."""
    one = publish_text(tmp_path, "one")
    (tmp_path / "mine").mkdir()
    for number, target in enumerate(("mine", os.path.relpath(one, tmp_path), "store/nights/../../mine", "store/nights")):
        (tmp_path / f".published.{number}").symlink_to(target)
    (tmp_path / ".published.notes").write_text("of a person")
    two = publish_text(tmp_path, "two")
    assert names_in(tmp_path) == [".published.notes", "mine", "published", "store"]
    assert names_in(tmp_path / "store" / "nights") == sorted([one.name, two.name])


def test_nights_are_immutable_and_published_is_not_overwritten(tmp_path):
    """A name that exists is refused. A real folder called published belongs to somebody and stays."""
    publish_text(tmp_path, "one")
    with pytest.raises(UsageError, match="exists already"):
        publish_text(tmp_path, "one")
    (tmp_path / "published").unlink()
    (tmp_path / "published").mkdir()
    with pytest.raises(CutlineError, match="in the way"):
        publish_text(tmp_path, "two")


def test_two_publications_at_once_wait_for_one_another(tmp_path):
    """All nights are complete, and no publication removes the staging folder of another one."""
    from concurrent.futures import ThreadPoolExecutor
    from time import sleep

    def slow(_) -> None:
        sleep(0.2)

    with ThreadPoolExecutor(4) as pool:
        nights = list(pool.map(lambda i: publish_text(tmp_path, f"text {i}", slow), range(4)))
    for i, night in enumerate(nights):
        assert (night / "a.txt").read_text() == f"text {i}"
        check_digests(night)
    assert (tmp_path / "published").resolve() in {night.resolve() for night in nights}


def test_what_is_not_on_the_disk_as_written_is_not_published(tmp_path):
    """A file that is cut short after it was written stops the publication."""
    publish_text(tmp_path, "one")
    with pytest.raises(VerificationFailed, match="csv/b"):
        publish_text(tmp_path, "two", lambda staged: (staged / "csv" / "b.csv").write_bytes(b""))
    assert (tmp_path / "published" / "a.txt").read_text() == "one"


def test_the_staged_night_can_be_checked_under_its_name(tmp_path):
    """The check of a publication is the check of a published night."""
    name, contents = certified("one")
    publish(tmp_path, name, contents, lambda staged: check_digests(staged) and None)
    with pytest.raises(VerificationFailed, match="differs"):
        publish(tmp_path, "n2", contents, lambda staged: check_digests(staged) and None)
    assert fine(tmp_path) is None
