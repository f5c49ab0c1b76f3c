"""The newest snapshot of each open risk, with its expected impact before and after the response."""

from typing import Literal

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.ratios import rounded

Basis = Literal["inherent", "residual"]

RISK_KEY = ("project_id", "risk_id")


def current_risks(risks: pl.LazyFrame) -> pl.LazyFrame:
    """The newest snapshot of each open risk, with `inherent` and `residual`, its expected impacts in minor units (null: not assessed).

    A snapshot without a day is of the day of its export; of two of one day the row further down counts.
    """
    return with_expected_impacts(newest_snapshots(risks, *RISK_KEY)).filter(is_open_risk())


def expected_impact(chance_bp: pl.Expr, impact: pl.Expr) -> pl.Expr:
    """Chance x impact in minor units, rounded half up; null where either is."""
    return rounded(chance_bp.cast(pl.Int128) * impact, SHARE_SCALE)


def chance_after(basis: Basis) -> pl.Expr:
    """The chance of a risk: before any response, or after it where that is known."""
    return pl.col("probability_bp") if basis == "inherent" else pl.coalesce("residual_probability_bp", "probability_bp")


def impact_after(basis: Basis) -> pl.Expr:
    """The likely impact of a risk: before any response, or after it where that is known."""
    return pl.col("impact_likely_minor") if basis == "inherent" else pl.coalesce("residual_impact_minor", "impact_likely_minor")


def snapshot_day() -> pl.Expr:
    return pl.coalesce("snapshot_date", "as_of_date")


def is_open_risk() -> pl.Expr:
    return pl.col("status").fill_null("open") == "open"


def newest_snapshots(risks: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    in_time = risks.with_columns(snapshot_day().alias("day")).sort("day", "source_row", "source_file", nulls_last=False)
    return in_time.unique(keys, keep="last", maintain_order=True).drop("day")


def with_expected_impacts(risks: pl.LazyFrame) -> pl.LazyFrame:
    """With `inherent` and `residual`. A risk not assessed before its response has no residual exposure either: both count the same risks."""
    inherent = expected_impact(chance_after("inherent"), impact_after("inherent"))
    residual = expected_impact(chance_after("residual"), impact_after("residual"))
    return risks.with_columns(inherent=inherent, residual=pl.when(inherent.is_not_null()).then(residual))
