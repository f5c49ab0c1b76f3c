"""Canonical tables of finished projects for the tests of this room."""

from datetime import date, timedelta

import polars as pl

from cutline.contracts.tables.all_tables import conform

NAMES = ("projects", "modes", "cost_lines", "actuals", "evm", "milestones")


FIRST = date(2027, 1, 1)


def tables(**rows: list[dict]) -> dict[str, pl.LazyFrame]:
    """Canonical tables. A row without a project belongs to P, which is closed."""
    filled = {name: [{"project_id": "P", **row} for row in rows.get(name, [])] for name in NAMES}
    filled["projects"] = [{"status": "closed", **row} for row in filled["projects"] or [{"project_id": "P"}]]
    return {name: conform(name, pl.DataFrame(each, infer_schema_length=None)).lazy() for name, each in filled.items()}


def line(kind: str, amount: int | None, mode: str | None = None) -> dict:
    return {"kind": kind, "amount_minor": amount, "mode_id": mode}


def milestone(baseline: int | None, actual: int | None) -> dict:
    """A milestone whose dates are given in days after 1 January 2027."""
    dates = {"baseline_date": baseline, "actual_date": actual}
    return {name: None if days is None else FIRST + timedelta(days) for name, days in dates.items()}


def known_outcomes(*rows: tuple) -> pl.LazyFrame:
    """Outcomes from (class, sponsor, submitted cost, actual cost). The ratio of durations equals the ratio of costs."""
    schema = {"project_class": pl.String, "sponsor": pl.String, "submitted_cost_minor": pl.Int64, "actual_cost_minor": pl.Int64}
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    share = pl.col("actual_cost_minor") * 10_000 // pl.col("submitted_cost_minor")
    return frame.with_columns(
        cost_ratio_bp=share, duration_ratio_bp=share, submitted_days=pl.lit(10_000, pl.Int64), actual_days=share
    )
