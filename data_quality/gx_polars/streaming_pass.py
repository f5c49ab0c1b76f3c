"""Computes metric tasks: one streaming query for each frame, and then the samples of the metrics that found something."""

from typing import Any

import polars as pl

from data_quality.gx_polars.metric_tasks import MetricTask

MetricId = Any


def compute_tasks(tasks: list[MetricTask]) -> dict[MetricId, Any]:
    """The value of each task's metric. All frames are queried together, with one select for each frame. The samples of the
    metrics that found something are queried afterwards.
    """
    frames: dict[str, tuple[pl.LazyFrame, dict[bytes, pl.Expr]]] = {}
    places: list[tuple[str, list[int]]] = []
    for task in tasks:
        if task.key not in frames:
            frames[task.key] = (task.frame if isinstance(task.frame, pl.LazyFrame) else task.frame(), {})
        exprs = frames[task.key][1]
        texts = [expr.meta.serialize() for expr in task.exprs]
        for text, expr in zip(texts, task.exprs, strict=True):
            exprs.setdefault(text, expr.alias(f"m{len(exprs)}"))
        order = list(exprs)
        places.append((task.key, [order.index(text) for text in texts]))
    queries = [frame.select(exprs.values()) for frame, exprs in frames.values()]
    answers = pl.collect_all(queries, engine="streaming") if queries else []
    rows = {key: answer.row(0) for key, answer in zip(frames, answers, strict=True)}
    resolved = {
        task.metric.id: task.finish([rows[key][at] for at in here]) for task, (key, here) in zip(tasks, places, strict=True)
    }
    sampled = [task for task in tasks if task.samples and task.in_gx_form]
    lists = iter(
        pl.collect_all([task.samples() for task in sampled if task.samples and resolved[task.metric.id]], engine="streaming")
    )
    return resolved | {
        task.metric.id: task.in_gx_form(next(lists)) if task.in_gx_form and resolved[task.metric.id] else [] for task in sampled
    }
