"""The folder of a run: what the run reads from its start to its end, and the runs that it continues.

A run works on a copy of portfolio.toml and of what earlier nights remembered, which its first step makes. So a file that changes
while the run is at work changes nothing in it. A run that continues another one (Dagster's re-execution) works on the copy of
that run, and is refused if the portfolio has changed since.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.resources.left_by_kills import RUN_FILE, hold, remove_left_by_kills, remove_old_runs
from cutline import __version__
from cutline.errors import Finding, UsageError
from cutline.publishing.remembered import published_night, remembered_now, remembered_with
from cutline.sources.deliveries.store import Store
from cutline.sources.deliveries.whole_files import write_whole

AT_START, DONE, BEGINNING = "at_start", "done.json", ".beginning.lock"
ACCEPTED = ("shapes.json", "volumes.parquet")  # what was accepted decides whether the gate passes
REMEMBERED = ("*.parquet", "*.json")


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
        published (the night that was published when the run began), can_be_continued.
        """
        return dict(json.loads((self.path / RUN_FILE).read_text("utf-8")))

    def chain(self) -> tuple[str, ...]:
        """The run and the runs that it continues, the nearest first."""
        return (self.run_id, *self.started["parents"])

    def note(self, **done: str) -> None:
        """Notes what the run itself has changed in the portfolio, so that a run that continues it does not take it for another's change."""
        write_whole(self.path / DONE, json.dumps(self.done() | done).encode())

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


def begin_run(
    portfolio: Path,
    run_id: str,
    parent: str | None = None,
    *,
    can_be_continued: bool = True,
    tell: Callable[[str], object] = lambda _: None,
) -> RunFolder:
    """The folder of a run. The first call for a run makes it, and removes what killed runs left; later calls find it as it was.

    parent: the run that this run continues. can_be_continued: whether the folder stays if the run is killed. tell: takes the sentence
    that counts what was removed. Raises UsageError if the run `parent` cannot be continued.
    """
    run, work = RunFolder(portfolio, run_id), work_of(portfolio)
    if (run.path / RUN_FILE).exists():
        hold(run.path)
        return run
    before = RunFolder(portfolio, parent) if parent else None
    if before:
        _refuse_changed(before)
    work.mkdir(parents=True, exist_ok=True)
    with (work / BEGINNING).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (run.path / RUN_FILE).exists():  # another process of the same run was faster
            hold(run.path)
            return run
        if removed := remove_left_by_kills(portfolio, work):
            tell(f"{removed} file(s) and folder(s) that killed runs had left were removed")
        remove_old_runs(work)
        staged = work / f".{run_id}"
        (staged / AT_START).mkdir(parents=True)
        if before is None:
            started = {"parents": [], **_copy_present(portfolio, staged / AT_START)}
        else:
            shutil.copytree(before.path / AT_START, staged / AT_START, dirs_exist_ok=True)
            started = {**before.started, "parents": list(before.chain())}
        write_whole(staged / RUN_FILE, json.dumps({**started, "can_be_continued": can_be_continued}, indent=1).encode())
        hold(run.path, staged)
        staged.rename(run.path)
    return run


def accepted_digest(remembered: Path) -> str:
    """The hash of what was accepted: the columns of the exports, and how much there was in them. remembered: the folder of it."""
    return digest_of_accepted({name: (remembered / name).read_bytes() for name in ACCEPTED if (remembered / name).exists()})


def digest_of_accepted(contents: Mapping[str, bytes]) -> str:
    """The same hash, of files that are not written yet. contents: bytes by name."""
    return _digest(contents.get(name) for name in ACCEPTED)


def _state_of(settings: Path, remembered: Path, published: str) -> dict[str, str]:
    return {
        "version": __version__,
        "settings": _digest([settings.read_bytes() if settings.exists() else None]),
        "accepted": accepted_digest(remembered),
        "published": published,
    }


def _copy_present(portfolio: Path, place: Path) -> dict[str, str]:
    """Copies what a run works on, and returns the state of the portfolio that this copy shows.

    The published night is read once, so that the copy is of one night even if another one is published at this moment.
    """
    published = published_night(portfolio)
    if (portfolio / "portfolio.toml").exists():
        shutil.copyfile(portfolio / "portfolio.toml", place / "portfolio.toml")
    for pattern in REMEMBERED:
        for file in remembered_with(portfolio, published).glob(pattern):
            shutil.copyfile(file, place / file.name)
    return _state_of(place / "portfolio.toml", place, published)


def _refuse_changed(before: RunFolder) -> None:
    """Raises UsageError with everything that keeps `before` from being continued."""
    if not (before.path / RUN_FILE).exists():
        found = Finding(f"run {before.run_id}", "no folder of it in store/work", "what the run made so far", _START_ANEW)
        raise UsageError("this run cannot be continued", [found])
    portfolio, started = before.portfolio, before.started
    now = _state_of(portfolio / "portfolio.toml", remembered_now(portfolio), published_night(portfolio))
    allowed = {name: {started[name]} for name in now}
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


def _digest(contents: Iterable[bytes | None]) -> str:
    """The hash of the contents of files, an absent file being a content of its own."""
    whole = hashlib.sha256()
    for data in contents:
        whole.update(b"absent" if data is None else hashlib.sha256(data).digest())
    return whole.hexdigest()
