"""Plays an order of events on one portfolio, and says which published nights a fresh run would not have published."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.resources.run_folder import RunFolder
from cutline.errors import CutlineError
from cutline.publishing.atomic_publication import STAGING
from cutline.publishing.digests import check_digests
from cutline.publishing.remembered import published_night
from tests.end_to_end.orders.fresh_nights import Chain, FreshNights
from tests.end_to_end.orders.generator import Event
from tests.end_to_end.orders.portfolio_states import DELIVERIES, SETTINGS, STARTED_WITH, deliver, settle
from tests.end_to_end.orders.processes import Task, accept, forked, run_task, runs_in
from tests.end_to_end.published_bytes import bytes_of


@dataclass(frozen=True)
class Begun:
    """What a run, or the first of the runs that it continues, began with. since: how many deliveries there had been."""

    remembered: Chain
    settings: str
    since: int


class Order:
    """One portfolio, the runs on it, and what each began with."""

    def __init__(self, place: Path, fresh: FreshNights, *, has_night: bool) -> None:
        chain: Chain = (("night", *STARTED_WITH),) if has_night else ()
        self.fresh, self.folder, self.home = fresh, place / "portfolio", place / "dagster"
        shutil.copytree(fresh.portfolio(chain), self.folder, symlinks=True)
        self.deliveries, self.settings = [STARTED_WITH[0]], STARTED_WITH[1]
        self.remembered: dict[str, Chain] = {published_night(self.folder): chain}
        self.begun: dict[str, Begun] = {}
        self.nights: dict[str, Chain] = {}
        self.published, self.publisher = published_night(self.folder), Begun(chain, "", -1)
        self.faults: list[str] = []
        self.told: list[str] = []

    def play(self, event: Event) -> None:
        """Lets an event happen."""
        if event.kind == "deliver":
            deliver(self.folder, event.what)
            self.deliveries.append(event.what)
        elif event.kind == "settings":
            settle(self.folder, event.what)
            self.settings = event.what
        elif event.kind == "accept":
            _answer(*forked(accept, self.fresh.graph, self.folder))
            self.remembered[published_night(self.folder)] += (("accept", self.deliveries[-1], self.settings),)
        else:
            self._run(event)

    def _run(self, event: Event) -> None:
        runs = list(self.begun)[::-1]
        if event.of_run is not None and not runs:
            return  # there is no run to continue yet
        continues = runs[min(event.of_run, len(runs) - 1)] if event.of_run is not None else None
        before, night_before = runs_in(self.folder), published_night(self.folder)
        start = self._now()
        process, answer = forked(
            run_task,
            self.fresh.graph,
            self.folder,
            self.home,
            self.fresh.computed,
            Task(event.what, event.select, continues, event.again),
            event.stop,
        )
        told = _received(answer)
        new = runs_in(self.folder) - before
        for run in new:
            goes_on = continues and RunFolder(self.folder, run).started["parents"]
            self.begun[run] = self.begun[continues] if goes_on else start
        if told == "waiting":
            for each in event.meanwhile:
                self.play(each)
            answer.send("go on")
            told = _received(answer)
        process.join()
        if told is None and continues is None and process.exitcode != -signal.SIGKILL:
            self.faults.append(f"{event}: the process of a run died by itself, with exit code {process.exitcode}")
        self._note_night()
        is_success = told is not None and told[0]
        self.told.append(f"{event}: {'killed' if told is None else 'published' if is_success else told[1][-1500:]}")
        if event.is_plain:
            expected = self.fresh.night((*start.remembered, ("night", self.deliveries[-1], self.settings)))
            if (expected is not None) != (published_night(self.folder) != night_before):
                self.faults.append(f"a whole run that nothing disturbs publishes otherwise than a fresh one: {self.told[-1]}")

    def _now(self) -> Begun:
        return Begun(self.remembered[published_night(self.folder)], self.settings, len(self.deliveries) - 1)

    def _note_night(self) -> None:
        """Finds out what the published night was made from, by its own certificate, if it is new."""
        night = published_night(self.folder)
        if night in self.remembered:
            return
        certificate = json.loads((self.folder / "published" / "certificate.json").read_text("utf-8"))
        begun = self.begun[certificate["run"]["dagster_run_id"]]
        read = {file["source_file"]: file["file_hash"] for file in certificate["inputs"]["files"]}
        possible = [each for each in dict.fromkeys(self.deliveries[begun.since :]) if self.fresh_files(each) == read]
        if not possible:
            self.faults.append(f"{night} was made from a mixture of deliveries")
        if begun is not self.publisher and not self._is_of_now(begun.remembered):
            self.faults.append(f"{night} replaced {self.published}, and was not compared with it")
        self.published, self.publisher = night, begun
        self.nights[night] = (*begun.remembered, ("night", possible[0] if possible else "first", begun.settings))
        self.remembered[night] = self.nights[night]

    def _is_of_now(self, remembered: Chain) -> bool:
        """Whether this is what the published night left, up to what was accepted since."""
        now = self.remembered[self.published]
        return now[: len(remembered)] == remembered and all(step == "accept" for step, _, _ in now[len(remembered) :])

    def fresh_files(self, delivery: str) -> dict[str, str]:
        """The hashes of the files of a delivery that sources read."""
        import hashlib
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as place:
            (Path(place) / "exports").mkdir()
            deliver(Path(place), delivery)
            return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (Path(place) / "exports").iterdir()}

    def all_faults(self) -> list[str]:
        """What is wrong with the nights in the store, and with the runs."""
        return [*self.faults, *self._wrong_nights()]

    def _wrong_nights(self) -> Iterator[str]:
        waiting = {Path(os.readlink(link)).name for link in self.folder.glob(".published.*")}
        for folder in (self.folder / "store" / "nights").glob("*"):
            name = folder.name
            if name.endswith(STAGING) or name in waiting:
                continue
            if name not in self.nights:
                if name not in self.remembered:
                    yield f"{name} is in the store and was never published"
                continue
            expected = self.fresh.night(self.nights[name])
            if expected is None:
                yield f"{name} was published, and a fresh run of {self.nights[name]} is refused"
            elif (found := bytes_of(folder)) != expected:
                differ = sorted(path for path in {*found, *expected} if found.get(path) != expected.get(path))
                yield f"{name} differs from a fresh run of {self.nights[name]} in {differ}"
            try:
                check_digests(folder)
            except CutlineError as error:
                yield f"{name}: {error}"


def _received(answer) -> object:
    try:
        return answer.recv()
    except EOFError:
        return None


def _answer(process, answer) -> object:
    told = _received(answer)
    process.join()
    return told


assert {*DELIVERIES, *SETTINGS} >= {*STARTED_WITH}
