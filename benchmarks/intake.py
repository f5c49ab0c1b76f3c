"""What reading by contract costs beside a bare conversion: python -m benchmarks.intake [rows]

A CSV of time-phased cost lines is (1) converted by `polars.scan_csv(...).sink_parquet(...)` with inferred types, and (2) taken
in, hashed, read as text, parsed by contract and written as canonical Parquet, bad cells told apart. Way 1
and way 2 alternate several times, each time in a new process; the best time, the least processor time and the peak memory of
each way are compared. On a machine that does other work too, the times of the clock mislead, and the processor times do not.
The file's content is in the store already, as on any night but its first; what the first night's copy costs is printed beside.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from assets.resources.stores import COMPRESSION, STATISTICS
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.typed_rows.quarantine import quarantine_rows

REPEATS = 5
PORTFOLIO = {
    "portfolio": {"currency": "EUR"},
    "sources": [{"name": "lines", "files": "lines.csv", "feeds": [{"table": "cost_lines"}]}],
}


def write_lines(path: Path, rows: int) -> None:
    """200 lines a project: 50 months, capex and opex, labour and vendor, amounts to the cent."""
    rng, i = np.random.default_rng(7), pl.int_range(rows, eager=True)
    months = pl.Series([f"{2024 + m // 12}-{m % 12 + 1:02d}-01" for m in range(50)])
    cents = pl.Series(rng.integers(-500_000, 90_000_000, rows))
    pl.DataFrame(
        {
            "project_id": pl.select(pl.format("P{}", (i // 200).cast(pl.String).str.zfill(6))).to_series(),
            "mode_id": pl.repeat("full", rows, eager=True),
            "period_start": months.gather(i % 200 // 4),
            "cost_class": pl.Series(["capex", "opex"]).gather(i % 2),
            "cost_type": pl.Series(["labour", "vendor"]).gather(i // 2 % 2),
            "amount": (cents // 100).cast(pl.String) + "." + (cents % 100).cast(pl.String).str.zfill(2),
            "currency": pl.repeat("EUR", rows, eager=True),
            "price_basis": pl.repeat("nominal", rows, eager=True),
            "kind": pl.repeat("plan", rows, eager=True),
        }
    ).write_csv(path)


def bare(folder: Path) -> int:
    """The rival."""
    pl.scan_csv(folder / "lines.csv").sink_parquet(folder / "bare.parquet")
    return 0


def by_contract(folder: Path) -> int:
    """The night's own functions, end to end; returns the number of bad cells."""
    settings, store = settings_from(PORTFOLIO), Store(folder / "store")
    deliveries = take_in_deliveries(settings, folder, store, datetime.now(UTC))
    parsed = parse("cost_lines", read_raw("cost_lines", settings, deliveries, store.path), settings)
    written = parsed.accepted.sink_parquet(folder / "core.parquet", compression=COMPRESSION, statistics=STATISTICS, lazy=True)
    _, odd = pl.collect_all([written, parsed.bad_rows], engine="streaming")
    return quarantine_rows("cost_lines", odd, settings, parsed.crosswalk).height


WAYS: dict[str, Callable[[Path], int]] = {"bare": bare, "contract": by_contract}


def measure(way: str, folder: Path) -> dict[str, float]:
    """One run in a process of its own: seconds of the work alone, by the clock and of the processors, and the process's peak
    memory in MB.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake", way, str(folder)], capture_output=True, text=True, check=True
    )
    return dict(json.loads(done.stdout))


def run_once(way: str, folder: Path) -> None:
    """What `measure` runs."""
    begun, worked = time.perf_counter(), time.process_time()
    bad = WAYS[way](folder)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1]
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": int(peak) / 1024, "bad": bad}))


def main() -> None:
    """Print the comparison."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_lines(folder / "lines.csv", rows)
        print(f"{rows:,} rows, {(folder / 'lines.csv').stat().st_size / 1e6:,.0f} MB of CSV")
        first = measure("contract", folder)
        rounds = [{way: measure(way, folder) for way in WAYS} for _ in range(REPEATS)]
        runs = {way: [each[way] for each in rounds] for way in WAYS}
        best, cpu = ({way: min(run[unit] for run in runs[way]) for way in WAYS} for unit in ("seconds", "cpu"))
        for way in WAYS:
            peak = max(run["megabytes"] for run in runs[way])
            print(f"  {way:<9} best of {REPEATS} {best[way]:.2f} s, {cpu[way]:.2f} s of the processors, peak {peak:,.0f} MB")
        by_clock, by_cpu = (each["contract"] / each["bare"] for each in (best, cpu))
        print(f"  by contract in {by_clock:.2f} times the time of the bare conversion, and {by_cpu:.2f} times its processor time")
        print(
            f"  first night, the copy under its hash included: {first['seconds']:.2f} s, {first['seconds'] / best['bare']:.2f} times"
        )
        core = pl.scan_parquet(folder / "core.parquet").select(pl.len(), pl.col("amount_minor").sum()).collect().row(0)
        sum_bare = (
            pl.scan_parquet(folder / "bare.parquet")
            .select((pl.col("amount") * 100).round().cast(pl.Int64).sum())
            .collect()
            .item()
        )
        print(
            f"  {core[0]:,} rows accepted, {runs['contract'][0]['bad']:.0f} bad cells, sums agree to the cent: {core[1] == sum_bare}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run_once(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
