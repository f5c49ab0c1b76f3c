"""Runs jobs in an instance of Dagster that keeps its runs, so that a run can be stopped and continued as the web page does."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._serdes import deserialize_value, serialize_value

import assets.finance
from pipelines.definitions import build_definitions

WITHOUT_CHECKS = "nightly_without_checks"
# The capture of what steps print starts two processes for each step.
QUIET = {
    "telemetry": {"enabled": False},
    "compute_logs": {"module": "dagster._core.storage.noop_compute_log_manager", "class": "NoOpComputeLogManager"},
}


def tested_job(folder: str, job: str) -> dg.JobDefinition:
    """A job of a portfolio. Dagster calls this function by its name."""
    unchecked = dg.define_asset_job(WITHOUT_CHECKS, dg.AssetSelection.all().without_checks(), executor_def=dg.in_process_executor)
    definitions = dg.Definitions.merge(build_definitions(Path(folder)), dg.Definitions(jobs=[unchecked]))
    return definitions.resolve_job_def(job)


def is_about_steps(event: dg.EventLogEntry) -> bool:
    """Whether Dagster needs an event to continue a run. The thousands of others take longer to write than the night itself."""
    kind = event.dagster_event.event_type_value if event.dagster_event else ""
    return kind.startswith(("PIPELINE", "RUN", "STEP")) and kind != "STEP_INPUT"


@contextmanager
def instance_with_short_log(home: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's instance: its runs in a database, and what their steps did in a file of lines, which costs a tenth of a database. A
    process that is killed leaves whole lines.
    """
    home.mkdir(exist_ok=True)

    def log_of(run_id: str) -> Path:
        return home / f"{run_id}.events"

    def store(event: dg.EventLogEntry) -> None:
        if is_about_steps(event):
            with log_of(event.run_id).open("ab", buffering=0) as file:
                file.write(serialize_value(event).encode() + b"\n")

    def load(run_id: str, cursor: object = None, of_type: object = None, *_: object, **__: object) -> list[dg.EventLogEntry]:
        lines = log_of(run_id).read_bytes().splitlines() if log_of(run_id).exists() else []
        events = [deserialize_value(line.decode(), dg.EventLogEntry) for line in lines]
        wanted = {of_type} if of_type is not None and not isinstance(of_type, set) else of_type
        return [each for each in events if wanted is None or (each.dagster_event and each.dagster_event.event_type in wanted)]

    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.local_temp(str(home), overrides=QUIET) as instance:
        log = instance.event_log_storage
        patch.setattr(log, "store_event", store)
        patch.setattr(log, "get_logs_for_run", load)
        patch.setattr(log, "get_asset_records", lambda asset_keys=None: [])
        patch.setattr(log, "fetch_observations", lambda *_, **__: dg.EventRecordsResult([], cursor="", has_more=False))
        yield instance


class Dagster:
    """One portfolio and an instance of Dagster beside it, both below `place`."""

    def __init__(self, place: Path) -> None:
        self.folder, self.home = place / "portfolio", place / "dagster"

    def run(
        self, job: str = "nightly", *, select: list[str] | None = None, continues: str | None = None
    ) -> dg.JobExecutionResult:
        """Run a job: the assets `select` and nothing else, or the steps that the failed run `continues` has left."""
        with instance_with_short_log(self.home) as instance:
            return dg.execute_job(
                dg.build_reconstructable_job(__name__, "tested_job", (str(self.folder), job)), instance, run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                asset_selection=[dg.AssetKey(name) for name in select] if select else None,
                reexecution_options=dg.ReexecutionOptions.from_failure(continues, instance) if continues else None,
            )  # fmt: skip

    def published(self) -> Path | None:
        """The published night."""
        link = self.folder / "published"
        return link.resolve() if link.exists() else None

    def copied(self, place: Path) -> "Dagster":
        """The same portfolio with the same runs in another place."""
        for folder in (self.folder, self.home):
            shutil.copytree(folder, place / folder.name, symlinks=True)
        return Dagster(place)


@contextmanager
def stopped_before_booking(at_that_time: Callable[[], None] | None = None) -> Iterator[None]:
    """Runs that begin here stop when they have a verified plan. at_that_time: what happens at that time; without it, the run dies."""

    def stop(*_: object, **__: object) -> None:
        raise RuntimeError("the machine was switched off")

    build = assets.finance.build_ledger

    def after(*arguments: object, **more: object) -> object:
        at_that_time()
        return build(*arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets.finance, "build_ledger", after if at_that_time else stop)
        yield


def said(result: dg.JobExecutionResult) -> str:
    """The words of all errors of a run."""
    told = [getattr(event.event_specific_data, "error", None) for event in result.all_events]
    return "\n".join(error.to_string() for error in told if error)
