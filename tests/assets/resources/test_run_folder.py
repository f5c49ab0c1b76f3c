"""What a run keeps from its start, which runs it may continue, and which folders are removed."""

import os
import shutil
import time

import pytest

from assets.resources.left_by_kills import KEPT_RUNS, KEPT_SECONDS, release
from assets.resources.run_folder import accepted_digest, begin_run, work_of
from cutline.errors import UsageError
from cutline.publishing.remembered import remembered_now


@pytest.fixture
def portfolio(tmp_path):
    """A portfolio with settings and something accepted."""
    (tmp_path / "store").mkdir()
    (tmp_path / "portfolio.toml").write_text("first")
    (tmp_path / "store" / "shapes.json").write_text('{"a": 1}')
    return tmp_path


def publish(portfolio, night: str) -> None:
    (portfolio / "published").unlink(missing_ok=True)
    (portfolio / "published").symlink_to(f"store/nights/{night}")


def test_a_run_keeps_what_it_began_with(portfolio):
    """Later changes reach neither its settings nor what it remembers."""
    run = begin_run(portfolio, "a")
    (portfolio / "portfolio.toml").write_text("second")
    (portfolio / "store" / "shapes.json").write_text("{}")
    again = begin_run(portfolio, "a")
    assert again.settings_file.read_text() == "first"
    assert again.remembered.accepted_shapes() == {"a": 1}
    assert run.chain() == ("a",)


def test_a_run_continues_the_runs_before_it_with_their_copy(portfolio):
    """The chain has the nearest run first, and the notes of the nearest run count."""
    begin_run(portfolio, "a").note(day="2027-01-01", unread="[]")
    begin_run(portfolio, "b", "a").note(day="2027-01-02")
    third = begin_run(portfolio, "c", "b")
    assert third.chain() == ("c", "b", "a")
    assert (third.noted("day"), third.noted("unread"), third.noted("other")) == ("2027-01-02", "[]", None)
    assert third.settings_file.read_text() == "first"


def test_what_the_run_itself_changed_does_not_keep_it_from_being_continued(portfolio):
    """It accepted its exports and published its night, and then it stopped."""
    run = begin_run(portfolio, "a")
    (portfolio / "store" / "shapes.json").write_text('{"a": 2}')
    with pytest.raises(UsageError, match="what was accepted"):
        begin_run(portfolio, "b", "a")
    run.note(accepted=accepted_digest(remembered_now(portfolio)))
    publish(portfolio, "n1")
    with pytest.raises(UsageError, match="published"):
        begin_run(portfolio, "b", "a")
    run.note(published="n1")
    assert begin_run(portfolio, "b", "a").expected_published() == {"", "n1"}


def test_every_change_is_named_at_once(portfolio):
    """One error has all that keeps the run from being continued."""
    begin_run(portfolio, "a")
    (portfolio / "portfolio.toml").write_text("second")
    publish(portfolio, "n2")
    with pytest.raises(UsageError) as error:
        begin_run(portfolio, "b", "a")
    assert [finding.where for finding in error.value.findings] == ["portfolio.toml", "published"]


def test_old_folders_go_and_those_in_use_stay(portfolio):
    """The newest stay, and so does every folder in which something was written within a day; results outside a folder go."""
    work, long_ago = work_of(portfolio), time.time() - KEPT_SECONDS - 60
    for number in range(KEPT_RUNS + 3):
        run = begin_run(portfolio, f"r{number}")
        release(run.path)
        for path in [*run.path.rglob("*"), run.path]:
            os.utime(path, (long_ago + number, long_ago + number))
    in_use = begin_run(portfolio, "in_use")
    release(in_use.path)
    (work / "plan.json").write_text("left by an earlier version")
    begin_run(portfolio, "next")
    left = {path.name for path in work.iterdir()}
    assert in_use.path.name in left
    assert "plan.json" not in left
    assert {f"r{number}" for number in range(KEPT_RUNS + 3)} & left == {f"r{number}" for number in range(4, KEPT_RUNS + 3)}


def test_a_run_at_work_keeps_its_folder_however_old(portfolio):
    """Nothing was written for a day, and the process lives."""
    long_ago = time.time() - KEPT_SECONDS - 60
    run = begin_run(portfolio, "at_work")
    for path in [*run.path.rglob("*"), run.path]:
        os.utime(path, (long_ago, long_ago))
    for number in range(KEPT_RUNS + 1):
        begin_run(portfolio, f"r{number}")
    assert run.path.exists()
    release(run.path)
    begin_run(portfolio, "next")
    assert not run.path.exists()


def test_a_copy_is_of_one_night_even_if_another_is_published_meanwhile(portfolio, monkeypatch):
    """The run may replace the night whose memory it copied, and no other."""
    for night in ("n1", "n2"):
        (portfolio / "store" / "remembered" / night).mkdir(parents=True)
        (portfolio / "store" / "remembered" / night / "shapes.json").write_text(f'{{"of": "{night}"}}')
    publish(portfolio, "n1")
    copy = shutil.copyfile

    def copy_and_publish(source, target):
        publish(portfolio, "n2")
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", copy_and_publish)
    run = begin_run(portfolio, "a")
    assert (run.remembered.accepted_shapes(), run.expected_published()) == ({"of": "n1"}, {"n1"})
