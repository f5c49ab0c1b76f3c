"""The next run removes what killed runs left, and nothing of a run at work."""

import subprocess
import sys

from assets.resources.left_by_kills import release
from assets.resources.run_folder import begin_run, work_of

# Begins a run that cannot be continued, is in the middle of two files and a delivery, and kills itself or waits.
KILLED = """
import os, signal, sys
from pathlib import Path
from assets.resources.run_folder import begin_run, work_of
from cutline.sources.deliveries.whole_files import temporary_file

portfolio, run_id, how = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
run = begin_run(portfolio, run_id, can_be_continued=how == "continued")
(portfolio / "store" / "content").mkdir(exist_ok=True)
with temporary_file(portfolio / "store" / "content" / "copy"), temporary_file(portfolio / "store" / "manifest.json"):
    with temporary_file(run.path / "plan.json"):
        print("ready", flush=True)
        if how == "waits":
            sys.stdin.read()
        os.kill(os.getpid(), signal.SIGKILL)
"""


def begun(portfolio, run_id: str, how: str) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(portfolio), run_id, how], stdin=-1, stdout=-1, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def left_in(portfolio) -> set[str]:
    places = portfolio / "store", portfolio / "store" / "content", *work_of(portfolio).iterdir()
    return {path.name.split(".")[1] for place in places if place.is_dir() for path in place.glob("*.fresh")}


def test_what_a_killed_run_left_goes_and_is_counted(tmp_path):
    """Its folder goes as well if nothing can continue it, and the folder of a beginning that was not finished."""
    begun(tmp_path, "a", "killed").communicate()
    begun(tmp_path, "b", "continued").communicate()
    (work_of(tmp_path) / ".c" / "at_start").mkdir(parents=True)
    assert left_in(tmp_path) == {"copy", "manifest", "plan"}
    told = []
    begin_run(tmp_path, "next", tell=told.append)
    assert left_in(tmp_path) == set()
    assert {path.name for path in work_of(tmp_path).iterdir() if path.is_dir()} == {"b", "next"}
    # The folder that had only begun, and of b two files in the store and one of its results. The run b removed what a had left.
    assert told == ["4 file(s) and folder(s) that killed runs had left were removed"]
    release(work_of(tmp_path) / "next")


def test_nothing_of_a_run_at_work_is_removed(tmp_path):
    """Another run begins while its files are half written."""
    with begun(tmp_path, "a", "waits") as process:
        told = []
        begin_run(tmp_path, "next", tell=told.append)
        assert (told, left_in(tmp_path)) == ([], {"copy", "manifest", "plan"})
        process.communicate()
    begin_run(tmp_path, "after", tell=told.append)
    assert (len(told), left_in(tmp_path)) == (1, set())
    for run in ("next", "after"):
        release(work_of(tmp_path) / run)
