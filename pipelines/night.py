"""One job in this process, without a daemon: progress as it goes, and Dagster's events turned into findings, figures and exit codes."""

import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from rich.console import Console
from upath import UPath

from cutline.contracts.choice_frames import CHOICE_FRAMES
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import CutlineError, Finding, NoPlan, QualityBlocked
from cutline.publishing.publish import check_place
from cutline.reports.frames import amount_text
from cutline.settings.loading import Settings, load_settings
from data_quality.doubt import Data
from data_quality.effect import effects
from data_quality.verdict import RuleResult
from optimizer.model.building import build_model
from optimizer.plan import Plan
from optimizer.problem.building import build_problem
from optimizer.solver.pulp_export import write_model
from pipelines.definitions import build_definitions

STAGES = (
    ("deliveries", "take in"), ("export_shapes", "read"), ("kept_aside", "read"), ("emptied_cells", "read"), ("identity_suggestions", "check"),
    ("accepted_shapes", "check"), ("raw_", "read"), ("parse_", "read"), ("quarantine", "read"), ("row_accounting", "read"), ("check_", "check"), ("screen", "check"), ("problem", "check"), ("judge_night", "check"),
    ("gate", "check"), ("finding_effects", "weigh"), ("measure_", "measure"), ("remembered_measures", "publish"), ("plan_reasons", "explain"), ("plan", "plan"), ("verified", "verify"), ("ledger", "book"),
    ("report", "report"), ("workbook", "report"), ("page", "report"), ("published", "publish"),
)  # fmt: skip


@dataclass(frozen=True)
class Night:
    """A job that ended well. findings: warnings and notes of the gate. checks: rules evaluated. seconds: by stage."""

    folder: Path
    findings: tuple[Finding, ...]
    checks: int
    seconds: dict[str, float]
    kept: dict[str, bytes]

    def settings(self) -> Settings:
        """The portfolio's settings."""
        return load_settings(self.folder / "portfolio.toml")

    def certificate(self) -> dict[str, Any]:
        """Of the night just published."""
        return dict(json.loads(self.kept["published.json"]))

    def plan(self) -> Plan:
        """The plan found."""
        return Plan.from_json(self.kept["plan.json"].decode("utf-8"))

    def frame(self, asset: str) -> pl.DataFrame:
        """A frame asset of the job."""
        return pl.read_parquet(self.kept[f"{asset}.parquet"])

    def stakes(self) -> pl.DataFrame:
        """The gate's findings by rule and project with what is at stake (data_quality.effect.EFFECT_SCHEMA); nothing is solved for it."""
        data = Data({t: self.frame(f"core_{t}") for t in EXPORTED}, self.frame("quarantine"), {}, self.settings())
        settings = self.settings()
        return effects(self.frame("gate_findings"), data, None, 0, partial(amount_text, settings=settings))

    def accounting(self) -> list[dict[str, Any]]:
        """Rows read, file by file."""
        return self.frame("row_accounting").to_dicts()


def run_job(name: str, folder: Path) -> Night:
    """Run job `name` on a portfolio folder. Raises the CutlineError that stopped it, with every finding; anything else is a fault of ours."""
    load_settings(folder / "portfolio.toml")
    if name == "nightly":
        check_place(folder)
    errors: list[BaseException] = []
    with _workplace(folder) as work, _progress() as logger:
        definitions = build_definitions(folder, work=UPath(work), loggers={"progress": logger}, is_attended=sys.stdin.isatty())

        @dg.failure_hook
        def collect(context: dg.HookContext) -> None:
            if context.op_exception:
                errors.append(context.op_exception)

        job = definitions.resolve_job_def(name).with_hooks({collect})
        # Naming a logger keeps Dagster's own, a line an event, away.
        only_ours = {"loggers": {"progress": {}}}
        result = job.execute_in_process(run_config=only_ours, instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
        kept = {path.relative_to(work).as_posix(): path.read_bytes() for path in work.rglob("*") if path.is_file()}
    events = result.all_events
    checks = [event.asset_check_evaluation_data for event in events if event.event_type_value == "ASSET_CHECK_EVALUATION"]
    failed = [each for each in checks if not each.passed]
    if not result.success:
        raise _cause(errors, failed, events, name)
    return Night(folder, tuple(_finding(each) for each in failed), len(checks), _seconds(events), kept)


def write_model_of(night: Night, path: Path) -> None:
    """The model that a plan was found with, as .lp or .mps."""
    frames = {name: night.frame(f"problem_{name}") for name in CHOICE_FRAMES}
    write_model(build_model(build_problem(frames)), path)


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder of this run's own, so that two runs never mix their frames; gone when it ends."""
    place = folder / "store" / "work"
    place.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="run-", dir=place))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _progress() -> Iterator[dg.LoggerDefinition]:
    """Stages as they are reached, on standard error: a live line for a person, a plain line for a log."""
    console = Console(stderr=True)
    status = console.status("starting") if console.is_terminal else None
    seen: list[str] = []

    class Handler(logging.Handler):
        """Shows each step as it starts, and what it says of itself while it runs."""

        def emit(self, record: logging.LogRecord) -> None:
            meta = getattr(record, "dagster_meta", None) or {}
            event = meta.get("dagster_event")
            if event is None and status and record.levelno >= logging.INFO:
                status.update(f"{seen[-1] if seen else 'starting'}: {meta.get('orig_message') or record.getMessage()}")
            elif event is not None and event.event_type_value == "STEP_START":
                stage = _stage(event.step_key)
                if status:
                    status.update(f"{stage}: {event.step_key}")
                elif stage not in seen:
                    print(f"  {stage} ...", file=sys.stderr, flush=True)
                seen.append(stage)

    @dg.logger(description="progress")
    def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
        logger = logging.Logger("cutline")
        logger.addHandler(Handler())
        return logger

    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    if status:
        with status:
            yield progress_logger
    else:
        yield progress_logger


def _stage(op: str) -> str:
    return next((stage for prefix, stage in STAGES if op.startswith(prefix)), op)


def _seconds(events: list[Any]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for event in events:
        if event.event_type_value == "STEP_SUCCESS":
            stage = _stage(event.step_key)
            seconds[stage] = seconds.get(stage, 0.0) + event.step_success_data.duration_ms / 1000
    return {stage: round(spent, 2) for stage, spent in seconds.items()}


def _finding(check: Any) -> Finding:
    return _result(check).finding()


def _result(check: Any) -> RuleResult:
    told = {name: entry.value for name, entry in check.metadata.items()}
    return RuleResult(
        check.check_name, told["table"], told["severity"], told["status"], told["rows"], told["owner"], told["expected"], told["what to do"],
        tuple(told["samples"]), told["handling"], told["excepted"],
    )  # fmt: skip


def _cause(errors: list[BaseException], failed: list[Any], events: list[Any], job: str) -> BaseException:
    known = [error for error in errors if isinstance(error, CutlineError)]
    if known:
        worst = max(known, key=lambda error: error.exit_code == 1)
        same = [error for error in known if type(error) is type(worst)]
        findings = list(dict.fromkeys(finding for error in same for finding in error.findings))
        summaries = list(dict.fromkeys(error.summary for error in same))
        told = type(worst)("; ".join(summaries), findings)
        if isinstance(told, NoPlan) and isinstance(worst, NoPlan):
            told.way_out = worst.way_out
        return told
    blocking = [each for each in failed if each.severity == dg.AssetCheckSeverity.ERROR]
    if blocking:
        told = "the quality gate stops the night" + ("; nothing was published" if job == "nightly" else "")
        # What only warns may be why: ids nobody knows, cells set aside, files that did not come.
        beside = [_finding(each) for each in failed if each not in blocking]
        return QualityBlocked(told, [*map(_finding, blocking), *beside], [vars(_result(each)) for each in failed])
    if errors:
        return errors[0]
    failures = [event.message for event in events if "FAILURE" in event.event_type_value]
    return RuntimeError("\n".join(failures) or "the job failed without saying why")
