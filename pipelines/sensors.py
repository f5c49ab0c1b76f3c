"""Starts a night when something new has arrived in the drop zone."""

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
    """Requests a night after a change, once two evaluations in a row see the same files, so that a file which is still being written is not read.

    Only the content counts: a file that is sent again with the same content starts nothing. The sensor uses no run key, because Dagster
    remembers run keys for ever, and an export that goes back to an earlier content must run again.
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
