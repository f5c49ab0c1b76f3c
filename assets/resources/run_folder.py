"""The folder of a run: what the run reads from its start to its end, and the runs that it continues.

A run works on a copy of portfolio.toml and of what earlier nights remembered, which its first step makes. So a file that changes
while the run is at work changes nothing in it. A run that continues another one (Dagster's re-execution) works on the copy of
that run, and is refused if the portfolio has changed since.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutline import __version__
from cutline.errors import Finding, UsageError
from cutline.sources.deliveries.store import Store

RUN_FILE, AT_START, DONE = "run.json", "at_start", "done.json"
ACCEPTED = ("shapes.json", "volumes.parquet")  # what was accepted decides whether the gate passes
REMEMBERED = ("*.parquet", "*.json")
KEPT_RUNS = 5  # folders of earlier runs that stay, so that those runs can be continued
KEPT_SECONDS = 24 * 3600  # a folder in which something was written within this time stays as well: its run may be at work


@dataclass(frozen=True)
class RunFolder:
    """The folder of one run, below store/work of a portfolio."""

    portfolio: Path
    run_id: str

    @property
    def path(self) -> Path:
        """The folder."""
        return work_of(self.portfolio) / self.run_id

    @property
    def settings_file(self) -> Path:
        """portfolio.toml as it was when the run began."""
        return self.path / AT_START / "portfolio.toml"

    @property
    def remembered(self) -> Store:
        """What earlier nights had remembered when the run began. Nothing may be written there."""
        return Store(self.path / AT_START)

    @property
    def started(self) -> dict[str, Any]:
        """What run.json says: parents (the runs that this run continues, the nearest first), version, settings and accepted (hashes),
        published (the night that was published when the run began).
        """
        return dict(json.loads((self.path / RUN_FILE).read_text("utf-8")))

    def chain(self) -> tuple[str, ...]:
        """The run and the runs that it continues, the nearest first."""
        return (self.run_id, *self.started["parents"])

    def note(self, **done: str) -> None:
        """Notes what the run itself has changed in the portfolio, so that a run that continues it does not take it for another's change."""
        _write(self.path / DONE, json.dumps(self.done() | done))

    def done(self) -> dict[str, str]:
        """What the run has noted."""
        path = self.path / DONE
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}

    def noted(self, name: str) -> str | None:
        """What the run, or the nearest of those that it continues, has noted under a name."""
        values = (RunFolder(self.portfolio, each).done().get(name) for each in self.chain())
        return next((value for value in values if value is not None), None)

    def expected_published(self) -> set[str]:
        """The nights that may be the published one while this run is at work: the one of its start, and those of its own chain."""
        own = (RunFolder(self.portfolio, each).done().get("published") for each in self.chain())
        return {self.started["published"], *(each for each in own if each)}


def work_of(portfolio: Path) -> Path:
    """The folder with the folders of the runs."""
    return portfolio / "store" / "work"


def begin_run(portfolio: Path, run_id: str, parent: str | None = None) -> RunFolder:
    """The folder of a run. The first call for a run makes it; later calls find it as it was.

    parent: the run that this run continues. Raises UsageError if that run cannot be continued.
    """
    run = RunFolder(portfolio, run_id)
    if (run.path / RUN_FILE).exists():
        return run
    before = RunFolder(portfolio, parent) if parent else None
    if before:
        _refuse_changed(before)
    _remove_old_runs(work_of(portfolio))
    staged = work_of(portfolio) / f".{run_id}.{os.getpid()}"
    shutil.rmtree(staged, ignore_errors=True)  # what is left of a process of the same number
    (staged / AT_START).mkdir(parents=True)
    if before is None:
        _copy_present(portfolio, staged / AT_START)
        started = {"parents": [], **_state_of(portfolio)}
    else:
        shutil.copytree(before.path / AT_START, staged / AT_START, dirs_exist_ok=True)
        started = {**before.started, "parents": list(before.chain())}
    _write(staged / RUN_FILE, json.dumps(started, indent=1))
    try:
        staged.rename(run.path)
    except OSError:  # another process of the same run was faster
        shutil.rmtree(staged)
    return run


def published_night(portfolio: Path) -> str:
    """The name of the night to which `published` points; empty if nothing is published."""
    link = portfolio / "published"
    return Path(os.readlink(link)).name if link.is_symlink() else ""


def accepted_digest(portfolio: Path) -> str:
    """The hash of what was accepted in a portfolio: the columns of the exports, and how much there was in them."""
    return _digest(portfolio / "store" / name for name in ACCEPTED)


def _state_of(portfolio: Path) -> dict[str, str]:
    return {
        "version": __version__,
        "settings": _digest([portfolio / "portfolio.toml"]),
        "accepted": accepted_digest(portfolio),
        "published": published_night(portfolio),
    }


def _copy_present(portfolio: Path, place: Path) -> None:
    if (portfolio / "portfolio.toml").exists():
        shutil.copyfile(portfolio / "portfolio.toml", place / "portfolio.toml")
    for pattern in REMEMBERED:
        for file in (portfolio / "store").glob(pattern):
            shutil.copyfile(file, place / file.name)


def _refuse_changed(before: RunFolder) -> None:
    """Raises UsageError with everything that keeps `before` from being continued."""
    if not (before.path / RUN_FILE).exists():
        found = Finding(f"run {before.run_id}", "no folder of it in store/work", "what the run made so far", _START_ANEW)
        raise UsageError("this run cannot be continued", [found])
    started, now = before.started, _state_of(before.portfolio)
    allowed = {name: {value} for name, value in started.items() if name != "parents"}
    allowed["published"] = before.expected_published()
    for each in before.chain():
        allowed["accepted"] |= {RunFolder(before.portfolio, each).done().get("accepted", started["accepted"])}
    words = {
        "version": ("the version of Cutline", f"{now['version']} is installed", f"{started['version']}, which began the run"),
        "settings": ("portfolio.toml", "another content", "the content with which the run began"),
        "accepted": ("what was accepted", "something was accepted after the run began", "what the run compared its exports with"),
        "published": ("published", f"the night {now['published']}", f"the night {started['published'] or '(none)'}, as when the run began"),
    }  # fmt: skip
    findings = [Finding(*words[name], _START_ANEW) for name in words if now[name] not in allowed[name]]
    if findings:
        raise UsageError("this run cannot be continued: the portfolio has changed since it began", findings)


_START_ANEW = "start a new run: cutline run, or materialize all assets in Dagster"


def _remove_old_runs(work: Path) -> None:
    """Removes the folders of runs beyond the newest KEPT_RUNS, unless something was written there within KEPT_SECONDS, and the
    frames that versions before this one kept outside such folders.
    """
    if not work.is_dir():
        return
    for left in (each for each in work.iterdir() if each.is_file() and each.suffix in (".parquet", ".json", "")):
        left.unlink(missing_ok=True)
    runs = sorted(((_newest_write(each), each) for each in work.iterdir() if each.is_dir()), reverse=True)
    for written, folder in runs[KEPT_RUNS:]:
        if written < time.time() - KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _newest_write(folder: Path) -> float:
    return max((_modified(each) for each in folder.rglob("*")), default=0.0)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _digest(files: Iterator[Path] | list[Path]) -> str:
    """The hash of the contents of files, an absent file being a content of its own."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"absent")
    return whole.hexdigest()


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8")
    fresh.rename(path)
