"""Runs a job of a portfolio as Dagster does, so that its events can be looked at."""

from pathlib import Path

import dagster as dg
from upath import UPath

from pipelines.definitions import build_definitions
from pipelines.night import instance_without_event_log


def run_in_dagster(folder: Path, work: Path) -> dg.ExecuteInProcessResult:
    """The whole night, run in this process. work: where assets rest between steps."""
    with instance_without_event_log() as instance:
        nightly = build_definitions(folder, work=UPath(work)).resolve_job_def("nightly")
        quiet = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
        return nightly.execute_in_process(run_config=quiet, instance=instance, raise_on_error=False)
