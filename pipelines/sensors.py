"""What starts a night besides the clock: something new in the drop zone."""

import hashlib
import json
from pathlib import Path

import dagster as dg

from assets.resources.portfolio import Portfolio
from pipelines.jobs import nightly


def _listing(exports: Path) -> str:
    files = sorted(path for path in exports.rglob("*") if path.is_file()) if exports.is_dir() else []
    return hashlib.sha256(repr([(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in files]).encode()).hexdigest()


def _contents(exports: Path) -> str:
    files = sorted(path for path in exports.rglob("*") if path.is_file()) if exports.is_dir() else []
    return hashlib.sha256("".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in files).encode()).hexdigest()


@dg.sensor(
    job=nightly,
    minimum_interval_seconds=60,
    description="Runs the night when the exports have changed and have stopped changing.",
)
def drop_zone(context: dg.SensorEvaluationContext, portfolio: Portfolio) -> dg.SensorResult:
    """A change starts a night when two looks in a row see the same files, so that a file still being written is not read.

    What counts is content: a file sent again with nothing new in it starts nothing. No run key is used: Dagster remembers those for ever,
    and an export that goes back to an earlier content must run again.
    """
    cursor = json.loads(context.cursor) if context.cursor else {"listing": "", "ran": ""}
    listing = _listing(portfolio.exports)
    if listing != cursor["listing"]:
        return dg.SensorResult(
            skip_reason="the exports are changing; waiting for them to settle", cursor=json.dumps({**cursor, "listing": listing})
        )
    contents = _contents(portfolio.exports)
    if contents == cursor["ran"]:
        return dg.SensorResult(skip_reason="nothing new in the exports", cursor=context.cursor)
    return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=json.dumps({"listing": listing, "ran": contents}))
