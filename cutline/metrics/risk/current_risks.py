"""The newest snapshot of each open risk, with its expected impact before and after the response.

The other modules of this room start from these snapshots.
"""

from typing import Literal

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.ratios import rounded

Basis = Literal["inherent", "residual"]
RISK_KEY = ("project_id", "risk_id")


def current_risks(risks: pl.LazyFrame) -> pl.LazyFrame:
    """The newest snapshot of each open risk, with its expected impacts `inherent` and `residual` in minor units.

    An expected impact is null if the risk is not assessed. A snapshot without a day has the day of its export. Of two snapshots
    of the same day, the one in the later row counts.
    """
    return with_expected_impacts(newest_snapshots(risks, *RISK_KEY)).filter(is_open_risk())


def expected_impact(chance_bp: pl.Expr, impact: pl.Expr) -> pl.Expr:
    """Probability x impact in minor units, rounded half up; null if the probability or the impact is null."""
    return rounded(chance_bp.cast(pl.Int128) * impact, SHARE_SCALE)


def chance_after(basis: Basis) -> pl.Expr:
    """The probability of a risk: before the response, or after it.

    If the probability after the response is unknown, the probability before the response counts.
    """
    return pl.col("probability_bp") if basis == "inherent" else pl.coalesce("residual_probability_bp", "probability_bp")


def impact_after(basis: Basis) -> pl.Expr:
    """The likely impact of a risk: before the response, or after it.

    If the impact after the response is unknown, the impact before the response counts.
    """
    return pl.col("impact_likely_minor") if basis == "inherent" else pl.coalesce("residual_impact_minor", "impact_likely_minor")


def snapshot_day() -> pl.Expr:
    """The day of a snapshot: its own date, otherwise the date of its export."""
    return pl.coalesce("snapshot_date", "as_of_date")


def is_open_risk() -> pl.Expr:
    """Whether a risk is open. A risk of unknown status is open."""
    return pl.col("status").fill_null("open") == "open"


def newest_snapshots(risks: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    """The newest row for each combination of `keys`."""
    in_time = risks.with_columns(snapshot_day().alias("day")).sort("day", "source_row", "source_file", nulls_last=False)
    return in_time.unique(keys, keep="last", maintain_order=True).drop("day")


def with_expected_impacts(risks: pl.LazyFrame) -> pl.LazyFrame:
    """`risks` with the expected impacts `inherent` (before the response) and `residual` (after it).

    A risk that was not assessed before its response has no residual impact either, so that the sums before and after the
    response count the same risks.
    """
    inherent = expected_impact(chance_after("inherent"), impact_after("inherent"))
    residual = expected_impact(chance_after("residual"), impact_after("residual"))
    return risks.with_columns(inherent=inherent, residual=pl.when(inherent.is_not_null()).then(residual))
