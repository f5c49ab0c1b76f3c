"""The stages of a night: which steps belong to each, the display of the stage reached, and the seconds of each."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from rich.console import Console

# The start of a step's name, and its stage; the first that fits counts.
STAGES = (
    ("deliveries", "take in"), ("export_shapes", "read"), ("kept_aside", "read"), ("emptied_cells", "read"), ("identity_suggestions", "check"),
    ("accepted_", "check"), ("raw_", "read"), ("parse_", "read"), ("quarantine", "read"), ("row_accounting", "read"), ("dashes_", "read"), ("check_", "check"), ("screen", "check"), ("problem", "check"), ("judge_night", "check"),
    ("gate", "check"), ("finding_effects", "weigh"), ("measure_", "measure"), ("remembered_measures", "measure"), ("plan_reasons", "explain"), ("plan_cards", "explain"), ("plan_frontier", "explain"), ("plan", "plan"), ("verified", "verify"), ("ledger", "book"),
    ("report", "report"), ("workbook", "report"), ("page", "report"), ("published", "publish"),
)  # fmt: skip


@contextmanager
def shown_progress() -> Iterator[dg.LoggerDefinition]:
    """A logger for a run that shows each stage on standard error when it is reached: in a live line at a terminal, else in a line of its own."""
    console = Console(stderr=True)
    status = console.status("starting") if console.is_terminal else None
    seen: list[str] = []

    class Handler(logging.Handler):
        """Shows each step when it starts, and the messages that it logs while it runs."""

        def emit(self, record: logging.LogRecord) -> None:
            meta = getattr(record, "dagster_meta", None) or {}
            event = meta.get("dagster_event")
            if event is None and status and record.levelno >= logging.INFO:
                status.update(f"{seen[-1] if seen else 'starting'}: {meta.get('orig_message') or record.getMessage()}")
            elif event is not None and event.event_type_value == "STEP_START":
                stage = stage_of(event.step_key)
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


def stage_of(op: str) -> str:
    """The stage of a step; the name of the step if it belongs to none."""
    return next((stage for prefix, stage in STAGES if op.startswith(prefix)), op)


def seconds_by_stage(events: list[Any]) -> dict[str, float]:
    """Seconds that the steps of each stage took, in the order in which the stages were reached."""
    seconds: dict[str, float] = {}
    for event in events:
        if event.event_type_value == "STEP_SUCCESS":
            stage = stage_of(event.step_key)
            seconds[stage] = seconds.get(stage, 0.0) + event.step_success_data.duration_ms / 1000
    return {stage: round(spent, 2) for stage, spent in seconds.items()}
