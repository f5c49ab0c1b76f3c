"""The first and the last milestone of each project, as baselined and as met, and days between dates."""

import polars as pl


def milestone_ends(milestones: pl.LazyFrame) -> pl.LazyFrame:
    """The baselined and actual dates of the first and the last milestone, one row for each project with a baselined milestone.

    Columns: project_id, first_baseline, first_actual, last_baseline, last_actual and last_now. The first and the last milestone
    are those with the earliest and the latest baseline date. last_now is the actual date, otherwise the forecast. If several
    milestones share the first baseline date, the earliest actual date counts; if several share the last one, the latest date
    counts. The date is null if one of the milestones that share a baseline date has no such date.

    >>> from datetime import date
    >>> rows = {"project_id": ["P", "P"], "baseline_date": [date(2027, 1, 1), date(2027, 6, 1)], "forecast_date": [None, date(2027, 7, 1)],
    ...     "actual_date": [date(2027, 1, 5), None]}
    >>> milestone_ends(pl.LazyFrame(rows)).select("first_actual", "last_now", "last_actual").collect().row(0)
    (datetime.date(2027, 1, 5), datetime.date(2027, 7, 1), None)
    """
    baseline, actual = pl.col("baseline_date"), pl.col("actual_date")
    now = pl.coalesce(actual, pl.col("forecast_date"))
    is_first, is_last = baseline == baseline.min(), baseline == baseline.max()
    first = actual.filter(is_first)
    return (
        milestones.filter(baseline.is_not_null())
        .group_by("project_id")
        .agg(
            first_baseline=baseline.min(),
            first_actual=pl.when(first.is_not_null().all()).then(first.min()),
            last_baseline=baseline.max(),
            last_actual=_latest(actual.filter(is_last)),
            last_now=_latest(now.filter(is_last)),
        )
        .sort("project_id")
    )


def _latest(day: pl.Expr) -> pl.Expr:
    return pl.when(day.is_not_null().all()).then(day.max())


def days_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Days from `first` to `last`, as Int64; null if one of the dates is null."""
    return (last - first).dt.total_days()
