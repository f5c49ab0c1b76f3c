"""Runs jobs in an instance of Dagster that keeps its runs, so that a run can be stopped and continued as the web page does."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

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


class Dagster:
    """One portfolio and an instance of Dagster beside it, both below `place`."""

    def __init__(self, place: Path) -> None:
        self.folder, self.home = place / "portfolio", place / "dagster"

    def run(
        self, job: str = "nightly", *, select: list[str] | None = None, continues: str | None = None
    ) -> dg.JobExecutionResult:
        """Run a job: the assets `select` and nothing else, or the steps that the failed run `continues` has left."""
        self.home.mkdir(exist_ok=True)
        with (
            pytest.MonkeyPatch.context() as patch,
            dg.DagsterInstance.local_temp(str(self.home), overrides=QUIET) as instance,
        ):
            keep = instance.event_log_storage.store_event
            patch.setattr(instance.event_log_storage, "store_event", lambda event: keep(event) if is_about_steps(event) else None)
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
