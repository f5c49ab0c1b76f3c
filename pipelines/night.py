"""Runs one job of a portfolio in this process, without a daemon, and keeps what its assets made.

The assets themselves are in `assets/`, the jobs in `jobs.py`.
"""

import json
import logging
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
import polars as pl

from assets.resources.lineage import RECORD
from assets.resources.quick_night import QUICK
from assets.resources.run_folder import RunFolder
from cutline.contracts.choice_frames import CHOICE_FRAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding
from cutline.publishing.atomic_publication import check_published_link
from cutline.reports.amounts import amount_text, money_text
from cutline.settings.all_settings import Settings
from cutline.settings.loading import load_settings
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.finding_effects import Writers, effects
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.search.limits import Limits
from optimizer.search.second_opinion import with_second_opinion
from optimizer.solver.engines.catalogue import EngineChoice
from optimizer.solver.model_files.writing import write_model
from pipelines.definitions import build_definitions
from pipelines.failures import cause_of_failure, finding_of, told_first
from pipelines.stages import seconds_by_stage, shown_progress


@dataclass(frozen=True)
class Night:
    """A job that ended well.

    folder: the portfolio. findings: warnings and notes of the gate. checks: number of rules that were checked. seconds: by stage. kept: the files
    that its assets stored, by name.
    """

    folder: Path
    findings: tuple[Finding, ...]
    checks: int
    seconds: dict[str, float]
    kept: dict[str, bytes]

    def settings(self) -> Settings:
        """The portfolio's settings."""
        return load_settings(self.folder / "portfolio.toml")

    def certificate(self) -> dict[str, Any]:
        """The certificate of the night that the job published."""
        return dict(json.loads(self.kept["published.json"]))

    def plan(self) -> Plan:
        """The plan that the job found."""
        return Plan.from_json(self.kept["plan.json"].decode("utf-8"))

    def frame(self, asset: str) -> pl.DataFrame:
        """The frame that an asset of the job made."""
        return pl.read_parquet(self.kept[f"{asset}.parquet"])

    def stakes(self) -> pl.DataFrame:
        """The findings of the gate by rule and project with the money at stake
        (data_quality.effects.finding_effects.EFFECT_SCHEMA), computed without any solve.
        """
        data = DecidedData({t: self.frame(f"core_{t}") for t in EXPORTED}, self.frame("quarantine"), {}, self.settings())
        settings = self.settings()
        return effects(
            self.frame("gate_findings"),
            data,
            None,
            0,
            Writers(partial(money_text, settings=settings), partial(amount_text, settings=settings)),
        )

    def accounting(self) -> list[dict[str, Any]]:
        """The rows of every file: read, accepted, quarantined, superseded."""
        return self.frame("row_accounting").to_dicts()


def run_job(name: str, folder: Path, *, is_quick: bool = False) -> Night:
    """Run job `name` on a portfolio folder. is_quick: whether the night is a quick one (`assets.resources.quick_night`). Raises the CutlineError that stopped it, with every finding; any other error is a fault of Cutline."""
    load_settings(folder / "portfolio.toml")
    if name == "nightly":
        check_published_link(folder)
    errors: list[BaseException] = []
    run_id = str(uuid4())
    with _results_of(folder, run_id) as results, shown_progress() as logger:
        definitions = build_definitions(
            folder, loggers={"progress": logger}, is_attended=sys.stdin.isatty(), can_be_continued=False
        )

        @dg.failure_hook
        def collect(context: dg.HookContext) -> None:
            if context.op_exception:
                errors.append(context.op_exception)

        job = definitions.resolve_job_def(name).with_hooks({collect})
        # Dagster's own logger writes a line for each event; naming another one switches it off.
        loggers = {"loggers": {"progress": {}}}
        instance = instance_without_event_log()
        result = job.execute_in_process(
            run_config=loggers, instance=instance, raise_on_error=False, run_id=run_id, tags={QUICK: "yes"} if is_quick else {}
        )
        kept = {path.name: path.read_bytes() for path in results.glob("*") if path.is_file() and path.suffix != RECORD}
    events = result.all_events
    checks = [event.asset_check_evaluation_data for event in events if event.event_type_value == "ASSET_CHECK_EVALUATION"]
    failed = [each for each in checks if not each.passed]
    if not result.success:
        raise cause_of_failure(errors, failed, events, name)
    return Night(folder, tuple(map(finding_of, told_first(failed))), len(checks), seconds_by_stage(events), kept)


def instance_without_event_log() -> dg.DagsterInstance:
    """An instance for one run in this process, which writes no log of events and no snapshot of the graph.

    The run hands every event to its caller. Writing the thousands of events to a database in memory as well takes a quarter of
    a small night, and nobody could read that database after the run. The same is true of the snapshots of the job and its plan.
    """
    instance = dg.DagsterInstance.ephemeral()
    log = instance.event_log_storage
    log.store_event = lambda event: None  # type: ignore[method-assign]  # noqa: ARG005
    log.get_asset_records = lambda asset_keys=None: []  # type: ignore[method-assign]  # noqa: ARG005
    nothing = dg.EventRecordsResult([], cursor="", has_more=False)
    log.fetch_observations = lambda *args, **more: nothing  # type: ignore[method-assign]  # noqa: ARG005
    handlers = instance.get_handlers()
    for handler in handlers:
        handler.addFilter(_is_about_the_run)
    instance.get_handlers = lambda: handlers  # type: ignore[method-assign]
    runs = instance.run_domain
    create = runs.create_run
    no_snapshots = dict.fromkeys(("job_snapshot", "execution_plan_snapshot", "parent_job_snapshot"))
    runs.create_run = lambda **given: create(**(given | no_snapshots))  # type: ignore[method-assign]
    return instance


def _is_about_the_run(record: logging.LogRecord) -> bool:
    """Whether a message of Dagster says that the whole run has begun, ended well or failed: from these the instance knows its state."""
    event = getattr(record, "dagster_meta", {}).get("dagster_event")
    return event is not None and event.is_job_event


def write_model_of(night: Night, path: Path) -> None:
    """Write the model of the night's problem, as .lp, .mps or .json by the ending of `path`."""
    frames = {name: night.frame(f"problem_{name}") for name in CHOICE_FRAMES}
    write_model(build_model(build_problem(frames)), path)


def ask_second_opinion(night: Night, engine: str) -> Plan:
    """The plan of the night with the opinion of another engine; a better plan of that engine may have replaced it."""
    frames = {name: night.frame(f"problem_{name}") for name in CHOICE_FRAMES}
    settings = night.settings()
    s = settings.solver
    limits = Limits(s.gap_target_ppm, s.max_nodes, s.time_limit_seconds, s.threads, s.seed, s.neighbourhoods)
    options = s.second_opinion_options if engine == s.second_opinion else {}
    tolerance = settings.planning.value_tolerance_bp
    return with_second_opinion(frames, night.plan(), limits, EngineChoice(engine, options), value_tolerance_bp=tolerance)


@contextmanager
def _results_of(folder: Path, run_id: str) -> Iterator[Path]:
    """The folder with the results of a run. It is removed when the run ends: nothing can continue this run."""
    results = RunFolder(folder, run_id).path
    try:
        yield results
    finally:
        shutil.rmtree(results, ignore_errors=True)
