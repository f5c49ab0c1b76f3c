"""Runs of Dagster in processes of their own, which are killed or paused at a chosen change of the portfolio's folder.

A process is forked from a server that has imported everything, so a run costs only its steps. The folder `home` beside the portfolio
keeps Dagster's runs, and what their steps have done as one line for each event: a killed process leaves whole lines.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.execution.api import ReexecutionOptions
from dagster._core.instance import DagsterInstance
from dagster._serdes import deserialize_value, serialize_value

from assets.resources.run_folder import work_of
from pipelines.commands.exports.acceptance import accept_shapes
from tests.end_to_end.orders.computed_once import compute_once
from tests.end_to_end.stopped_runs import is_about_steps, tested_job

QUIET = {"telemetry": {"enabled": False}, "compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"}}  # fmt: skip
CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.symlink", "os.chmod")
PRELOADED = ["tests.end_to_end.orders.warm"]


@dataclass(frozen=True)
class Stop:
    """Where a run stops: before the change number `at` of the portfolio's folder, counted from the beginning of the run or of its
    publication. It is killed there, or it waits until something else has happened.
    """

    at: int
    in_publication: bool = False
    is_killed: bool = True


@dataclass(frozen=True)
class Task:
    """What a process does: a job, or the assets `select` of it; or the steps that the run `continues` has left or, with `again`, these
    steps of it once more.
    """

    job: str = "nightly"
    select: tuple[str, ...] = ()
    continues: str | None = None
    again: tuple[str, ...] | None = None


def forked(function: Callable[..., None], *arguments: object) -> tuple[multiprocessing.Process, Connection]:
    """A process that runs function(connection, *arguments), and our end of the connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ours, theirs = context.Pipe()
    process = context.Process(target=function, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


@cache
def job_of_process(folder: str, job: str) -> dg.JobDefinition:
    """The job of this process, which Dagster asks for several times."""
    return tested_job(folder, job)


def run_task(connection: Connection, folder: Path, home: Path, computed: Path, task: Task, stop: Stop | None) -> None:
    """Runs a task in this process. Sends whether it succeeded and the words of its errors. computed: see `compute_once`."""
    with (home.parent / "said.txt").open("ab", buffering=0) as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    compute_once(computed)
    if stop:
        sys.addaudithook(_Stopper(stop, folder, connection).look)
    with _instance(home) as instance:
        result = dg.execute_job(
            dg.build_reconstructable_job(__name__, "job_of_process", (str(folder), task.job)),
            instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            asset_selection=[dg.AssetKey(name) for name in task.select] or None, reexecution_options=_options(task, instance),
        )  # fmt: skip
        errors = [getattr(event.event_specific_data, "error", None) for event in result.all_events]
    connection.send((result.success, "\n".join(error.to_string() for error in errors if error)))


def accept(connection: Connection, folder: Path) -> None:
    """Accepts the exports as they are."""
    accept_shapes(folder, [])
    connection.send((True, ""))


def _options(task: Task, instance: DagsterInstance) -> ReexecutionOptions | None:
    if task.continues is None:
        return None
    before = instance.get_run_by_id(task.continues)
    if before and not before.is_finished:
        instance.report_run_failed(before)  # as Dagster's daemon does when the process of a run is gone
    if task.again is None:
        return ReexecutionOptions.from_failure(task.continues, instance)
    return ReexecutionOptions(task.continues, list(task.again))


@contextmanager
def _instance(home: Path) -> Iterator[DagsterInstance]:
    """Dagster's instance: its runs in a database, and what steps did in a file of lines, which costs a tenth of a database."""
    home.mkdir(exist_ok=True)

    def log_of(run_id: str) -> Path:
        return home / f"{run_id}.events"

    def store(event: dg.EventLogEntry) -> None:
        if is_about_steps(event):
            with log_of(event.run_id).open("ab", buffering=0) as file:
                file.write(serialize_value(event).encode() + b"\n")

    def load(run_id: str, of_type: object = None, **_: object) -> list[dg.EventLogEntry]:
        lines = log_of(run_id).read_bytes().splitlines() if log_of(run_id).exists() else []
        wanted = of_type if of_type is None or isinstance(of_type, set) else {of_type}
        events = [deserialize_value(line.decode(), dg.EventLogEntry) for line in lines]
        return [each for each in events if wanted is None or (each.dagster_event and each.dagster_event.event_type in wanted)]

    with pytest.MonkeyPatch.context() as patch, DagsterInstance.local_temp(str(home), overrides=QUIET) as instance:
        log = instance.event_log_storage
        patch.setattr(log, "store_event", store)
        patch.setattr(
            log, "get_logs_for_run", lambda run_id, cursor=None, of_type=None, limit=None, ascending=True: load(run_id, of_type)
        )
        patch.setattr(log, "get_asset_records", lambda asset_keys=None: [])
        patch.setattr(log, "fetch_observations", lambda *_, **__: dg.EventRecordsResult([], cursor="", has_more=False))
        yield instance


class _Stopper:
    """Counts the changes that this process makes below a folder, and stops before the one that is asked for.

    A run waits only between the beginning of its folder and its publication, where it holds no lock that other runs need.
    """

    def __init__(self, stop: Stop, folder: Path, connection: Connection) -> None:
        self.stop, self.inside, self.connection, self.process = stop, f"{folder}/", connection, os.getpid()
        self.changes, self.has_begun, self.is_publishing, self.is_over = 0, False, False, False

    def look(self, event: str, arguments: tuple) -> None:
        """Called by the interpreter for everything that it audits."""
        if event == "open":
            if not (isinstance(arguments[1], str) and set("wax+") & set(arguments[1])):
                return
        elif event not in CHANGES:
            return
        path = str(arguments[0])
        if self.is_over or not path.startswith(self.inside) or os.getpid() != self.process:
            return
        place = path.removeprefix(self.inside)
        self.has_begun |= place.startswith("store/work/") and not place.startswith("store/work/.")
        self.is_publishing |= self.has_begun and (place == "store/publishing.lock" or ".staging" in place)
        if self.is_publishing and not self.stop.is_killed:
            self.is_over = True
        elif self.is_publishing or (not self.stop.in_publication and (self.has_begun or self.stop.is_killed)):
            self.changes += 1
            if self.changes >= self.stop.at:
                self.is_over = True
                self._stop()

    def _stop(self) -> None:
        if self.stop.is_killed:
            os.kill(self.process, signal.SIGKILL)
        self.connection.send("waiting")
        self.connection.recv()


def runs_in(folder: Path) -> set[str]:
    """The runs that have a folder."""
    work = work_of(folder)
    return {each.name for each in work.iterdir() if each.is_dir() and not each.name.startswith(".")} if work.is_dir() else set()
