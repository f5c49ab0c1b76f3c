"""Reads the whole corpus in one process and prints how much memory this took at most: `python -m tests.exports.read_all`."""

import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from cutline.errors import SourceError
from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.accounting import account_for_rows
from cutline.sources.typed_rows.parsing import parse
from tests.exports.make import CASES, HERE, Case


def settings(case: Case) -> Settings:
    """A portfolio with one source: the case's file as the case declares it."""
    feed = {"table": case.table, "columns": case.columns}
    pattern = "".join(f"[{letter}]" if letter in "[]*?" else letter for letter in case.name)
    return settings_from(
        {
            "portfolio": {"currency": "GBP"},
            "calendar": {"fiscal_year_starts_month": 4, "fiscal_year_named_by": "start"},
            "sources": [{"name": "s", "files": pattern, "ignore": ["more", "deadline_.*"], "feeds": [feed], **case.source}],
        }
    )


def read(case: Case) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What is accepted, what is quarantined, the accounting. Raises SourceError where the file is refused."""
    chosen = settings(case)
    raw = read_raw(case.table, chosen, *deliveries_in_place(chosen, HERE, datetime(2027, 1, 1, tzinfo=UTC)))
    accepted, bad = parse(case.table, raw, chosen).collect()
    return accepted, bad, account_for_rows(case.table, raw, bad)


def main() -> None:
    """Read everything; the last line is the peak in megabytes."""
    outcomes = {"refused": 0, "read": 0}
    for case in CASES.values():
        try:
            read(case)
            outcomes["read"] += 1
        except SourceError:
            outcomes["refused"] += 1
    print(outcomes)
    print(peak_megabytes())


def peak_megabytes() -> int:
    """The most memory this process held. What getrusage says begins with that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
