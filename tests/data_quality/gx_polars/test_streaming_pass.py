"""Tasks of one frame are computed in one query; samples are asked only where something was found."""

from types import SimpleNamespace

import polars as pl

from data_quality.gx_polars.metric_tasks import MetricTask
from data_quality.gx_polars.streaming_pass import compute_tasks

FRAME = pl.LazyFrame({"a": [1, 2, None]})


def task(name: str, expr: pl.Expr, samples=None) -> MetricTask:
    in_gx_form = None if samples is None else lambda found: found.to_series().to_list()
    return MetricTask(SimpleNamespace(id=name), (expr,), lambda values: values[0], FRAME, "k", samples, in_gx_form)


def test_each_metric_gets_its_own_value():
    """Also where two metrics ask for the same expression, which is computed once."""
    tasks = [task("sum", pl.col("a").sum()), task("same", pl.col("a").sum()), task("rows", pl.len())]
    assert compute_tasks(tasks) == {"sum": 3, "same": 3, "rows": 3}


def test_samples_are_asked_only_of_metrics_that_found_something():
    """A query for the samples of nothing would be a pass for nothing; the metric's value is then an empty list."""

    def never() -> pl.LazyFrame:
        raise AssertionError("asked for samples of nothing")

    tasks = [
        task("unknown", pl.col("a").is_null().sum(), lambda: FRAME.filter(pl.col("a").is_null()).select("a")),
        task("above", (pl.col("a") > 9).sum(), never),
    ]
    assert compute_tasks(tasks) == {"unknown": [None], "above": []}
    assert compute_tasks([]) == {}
