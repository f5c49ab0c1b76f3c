"""Rows of earned value for the tests of this room."""

from datetime import date

import polars as pl

from cutline.metrics.earned_value.earned_value import earned_value
from cutline.metrics.earned_value.time_phased import time_phased

EVM = {
    "project_id": pl.String, "control_account": pl.String, "period_start": pl.Date, "planned_minor": pl.Int64, "earned_minor": pl.Int64,
    "actual_minor": pl.Int64, "budget_at_completion_minor": pl.Int64, "estimate_to_complete_minor": pl.Int64,
}  # fmt: skip


def evm(*rows: tuple, account: str | None = None) -> pl.LazyFrame:
    """Rows of earned value from (project, month, planned, earned, actual, budget, estimate to complete).

    Month 1 is January 2027. The budget and the estimate may be left out.
    """
    full = [
        (p, account, date(2027 + (m - 1) // 12, (m - 1) % 12 + 1, 1), *rest, *[None] * (5 - len(rest))) for p, m, *rest in rows
    ]
    return pl.LazyFrame(full, schema=EVM, orient="row")


def found(*rows: tuple, **options: str) -> dict:
    """Earned value of the single project in `rows`."""
    return earned_value(time_phased(evm(*rows)), **options).collect().row(0, named=True)  # type: ignore[arg-type]
