"""Runs of Dagster in processes of their own, which are killed or paused at a chosen change of the portfolio's folder.

A process is forked from a server that has imported everything, so a run costs only its steps.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import dagster as dg
from dagster._core.execution.api import ReexecutionOptions
from dagster._core.instance import DagsterInstance

from assets.resources.run_folder import work_of
from pipelines.commands.exports.acceptance import accept_shapes
from tests.end_to_end.orders.computed_once import compute_once
from tests.end_to_end.orders.small_graph import accept_rows, small_job
from tests.end_to_end.stopped_runs import instance_with_short_log, tested_job

CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.symlink", "os.chmod")
PRELOADED = ["tests.end_to_end.orders.warm"]
GRAPHS = ("whole", "small")


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
def job_of_process(graph: str, folder: str, job: str) -> dg.JobDefinition:
    """The job of this process, which Dagster asks for several times. graph: one of GRAPHS."""
    return (small_job if graph == "small" else tested_job)(folder, job)


def run_task(connection: Connection, graph: str, folder: Path, home: Path, computed: Path, task: Task, stop: Stop | None) -> None:
    """Runs a task in this process. Sends whether it succeeded and the words of its errors. computed: see `compute_once`."""
    with (home.parent / "said.txt").open("ab", buffering=0) as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    if graph == "whole":
        compute_once(computed)
    if stop:
        sys.addaudithook(_Stopper(stop, folder, connection).look)
    with instance_with_short_log(home) as instance:
        result = dg.execute_job(
            dg.build_reconstructable_job(__name__, "job_of_process", (graph, str(folder), task.job)),
            instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            asset_selection=[dg.AssetKey(name) for name in task.select] or None, reexecution_options=_options(task, instance),
        )  # fmt: skip
        errors = [getattr(event.event_specific_data, "error", None) for event in result.all_events]
    connection.send((result.success, "\n".join(error.to_string() for error in errors if error)))


def accept(connection: Connection, graph: str, folder: Path) -> None:
    """Accepts the exports as they are."""
    accept_rows(folder) if graph == "small" else accept_shapes(folder, [])
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
