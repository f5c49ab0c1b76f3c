"""What twenty expectations cost in Great Expectations: python -m benchmarks.gate [rows]

The same twenty questions of the same Parquet file of cost lines, asked (1) by hand in Polars, (2) in Great Expectations on the
Polars engine, (3) in Great Expectations on arrow-backed pandas. Each in a process of its own, in turn; processor seconds of the
work alone (the import is printed beside), the least of several runs, and the process's peak memory. All three must give the same
twenty answers.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

REPEATS = 3
# The rival holds every row in pandas and looks at one after another in Python: once is enough to see where it stands.
REPEATS_OF = {"arrow": 1}
C = "expect_column_values_to_"
EXPECTATIONS: list[tuple[str, dict[str, Any]]] = [
    ("expect_table_row_count_to_be_between", {"min_value": 1}),
    (C + "not_be_null", {"column": "project_id"}),
    (C + "not_be_null", {"column": "period_offset"}),
    (C + "not_be_null", {"column": "amount_minor"}),
    (C + "not_be_null", {"column": "cost_class"}),
    (C + "be_unique", {"column": "line_id"}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["project_id", "period_offset", "cost_class", "cost_type"], "ignore_row_if": "never"}),
    (C + "be_in_set", {"column": "cost_class", "value_set": ["capex", "opex"]}),
    (C + "be_in_set", {"column": "cost_type", "value_set": ["labour", "vendor"]}),
    (C + "be_between", {"column": "amount_minor", "min_value": -(10**15), "max_value": 10**15}),
    (C + "be_between", {"column": "amount_minor", "min_value": 0}),
    (C + "be_between", {"column": "period_offset", "min_value": 0, "max_value": 1200}),
    (C + "be_between", {"column": "share_bp", "min_value": 0, "max_value": 10_000}),
    (C + "match_regex", {"column": "project_id", "regex": "^P[0-9]{6}$"}),
    ("expect_column_value_lengths_to_be_between", {"column": "project_id", "min_value": 1, "max_value": 20}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "high_minor", "column_B": "low_minor", "or_equal": True, "ignore_row_if": "either_value_is_missing"}),
    ("expect_column_sum_to_be_between", {"column": "share_bp", "min_value": 0}),
    ("expect_column_mean_to_be_between", {"column": "share_bp", "min_value": 0, "max_value": 10_000}),
    ("expect_column_max_to_be_between", {"column": "amount_minor", "max_value": 10**15}),
    ("expect_column_quantile_values_to_be_between", {"column": "share_bp", "quantile_ranges": {"quantiles": [0.5], "value_ranges": [[0, 10_000]]}}),
]  # fmt: skip


def write_lines(path: Path, rows: int) -> None:
    """200 lines a project; one amount in a hundred unknown, one in a hundred negative."""
    rng, i = np.random.default_rng(7), pl.int_range(rows, eager=True)
    amount = pl.Series(rng.integers(0, 90_000_000, rows))
    kind = pl.Series(rng.integers(0, 100, rows))
    frame = pl.DataFrame({"line_id": i, "amount": amount, "kind": kind, "share_bp": pl.Series(rng.integers(0, 10_001, rows))})
    frame.select(
        "line_id",
        pl.format("P{}", (pl.col("line_id") // 200).cast(pl.String).str.zfill(6)).alias("project_id"),
        period_offset=pl.col("line_id") % 200 // 4,
        cost_class=pl.when(pl.col("line_id") % 2 == 0).then(pl.lit("capex")).otherwise(pl.lit("opex")),
        cost_type=pl.when(pl.col("line_id") // 2 % 2 == 0).then(pl.lit("labour")).otherwise(pl.lit("vendor")),
        amount_minor=pl.when(pl.col("kind") == 0).then(None).when(pl.col("kind") == 1).then(-pl.col("amount")).otherwise(pl.col("amount")),
        low_minor=pl.col("amount") - 100, high_minor=pl.col("amount") + 100, share_bp="share_bp",
    ).write_parquet(path)  # fmt: skip


def native(path: Path) -> list[Any]:
    """By hand: one lazy query for what is counted, one for each question of uniqueness, streamed together."""
    lines, c = pl.scan_parquet(path), pl.col
    counts = lines.select(
        rows=pl.len(), n1=c("project_id").null_count(), n2=c("period_offset").null_count(), n3=c("amount_minor").null_count(),
        n4=c("cost_class").null_count(), s1=(~c("cost_class").is_in(["capex", "opex"])).sum(), s2=(~c("cost_type").is_in(["labour", "vendor"])).sum(),
        b1=(~c("amount_minor").is_between(-(10**15), 10**15)).sum(), b2=(c("amount_minor") < 0).sum(),
        b3=(~c("period_offset").is_between(0, 1200)).sum(), b4=(~c("share_bp").is_between(0, 10_000)).sum(),
        r=(~c("project_id").str.contains("^P[0-9]{6}$")).sum(), l=(~c("project_id").str.len_chars().is_between(1, 20)).sum(),
        p=(c("high_minor") < c("low_minor")).sum(), t=c("share_bp").sum(), m=c("share_bp").mean(), x=c("amount_minor").max(),
        q=c("share_bp").quantile(0.5, "nearest").cast(pl.Int64),
    )  # fmt: skip
    keys = (["line_id"], ["project_id", "period_offset", "cost_class", "cost_type"])
    twice = [lines.group_by(key).agg(n=pl.len()).filter(c("n") > 1).select(c("n").sum()) for key in keys]
    first, *unique = pl.collect_all([counts, *twice], engine="streaming")
    a = first.row(0, named=True)
    u1, u2 = (each.item() for each in unique)
    return [a["rows"], a["n1"], a["n2"], a["n3"], a["n4"], u1, u2, a["s1"], a["s2"], a["b1"], a["b2"], a["b3"], a["b4"], a["r"], a["l"], a["p"],
            a["t"], a["m"], a["x"], [a["q"]]]  # fmt: skip


def _answers(batch: Any) -> list[Any]:
    import great_expectations as gx
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    asked = [
        ExpectationConfiguration(type=kind, kwargs=arguments, meta={"number": i})
        for i, (kind, arguments) in enumerate(EXPECTATIONS)
    ]
    suite = gx.ExpectationSuite(name="twenty", expectations=[each.to_domain_obj() for each in asked])
    results = batch.validate(suite, result_format="BASIC").results
    found = {each.expectation_config.meta["number"]: each.result for each in results}
    return [_answer(found[number]) for number in range(len(EXPECTATIONS))]


def _answer(result: dict[str, Any]) -> Any:
    observed = result.get("observed_value", result.get("unexpected_count"))
    return observed["values"] if isinstance(observed, dict) else observed


def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    return gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(store_backend_defaults=stores, progress_bars=ProgressBarsConfig(globally=False)),
    )


def polars_engine(path: Path) -> list[Any]:
    """Great Expectations on the engine of data_quality/gx_polars."""
    from data_quality.gx_polars import attach, hold

    asset = attach(_context()).add_frame_asset("lines")
    batch = asset.add_batch_definition_whole_frame().get_batch({"frame": hold(pl.scan_parquet(path))})
    answers = _answers(batch)
    assert not asset.datasource.get_execution_engine().fallbacks
    return answers


def arrow(path: Path) -> list[Any]:
    """Great Expectations on pandas whose columns are arrow's: the exact one of its own engines."""
    asset = _context().data_sources.add_pandas("pandas").add_dataframe_asset("lines")
    frame = pl.read_parquet(path).to_pandas(use_pyarrow_extension_array=True)
    return _answers(asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame}))


WAYS: dict[str, Callable[[Path], list[Any]]] = {"native": native, "polars": polars_engine, "arrow": arrow}


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def run(way: str, path: Path) -> None:
    """One way in this process: its answers, processor seconds and peak memory as JSON."""
    began = time.process_time()
    if way != "native":
        _context()
        from data_quality.gx_polars import register

        register()
    imported = time.process_time()
    answers = WAYS[way](path)
    spent = time.process_time() - imported
    print(json.dumps({"cpu": spent, "import": imported - began, "mb": _peak_mb(), "answers": answers}))


def measure(way: str, path: Path) -> dict[str, Any]:
    """One run in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.gate", way, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main(rows: int) -> None:
    """Compare the three."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "lines.parquet"
        write_lines(path, rows)
        runs = {way: [measure(way, path) for _ in range(REPEATS_OF.get(way, REPEATS))] for way in WAYS}
    best = {way: min(found, key=lambda each: each["cpu"]) for way, found in runs.items()}
    told = {way: json.dumps([round(a, 6) if isinstance(a, float) else a for a in each["answers"]]) for way, each in best.items()}
    if len(set(told.values())) > 1:
        raise SystemExit("the answers differ:\n  " + "\n  ".join(f"{way}: {answers}" for way, answers in told.items()))
    print(f"{rows:,} rows, {len(EXPECTATIONS)} expectations, the same answers from all three")
    print(f"{'':10}{'CPU s':>8}{'peak MB':>10}{'import s':>10}")
    for way, each in best.items():
        print(f"{way:10}{each['cpu']:8.2f}{max(r['mb'] for r in runs[way]):10.0f}{each['import']:10.2f}")
    ours, hand, rival = best["polars"], best["native"], best["arrow"]
    print(f"GX on Polars: {ours['cpu'] / hand['cpu']:.2f} times native Polars (limit 2.5), {rival['cpu'] / ours['cpu']:.1f} times faster than arrow-backed "
          f"pandas (at least 2), {ours['mb'] / rival['mb']:.2f} of its memory (at most 0.5)")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) == 2 else 10_000_000)
