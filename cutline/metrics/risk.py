"""What may go wrong, in money."""

import polars as pl

from cutline.tables import SHARE_SCALE


def risk_exposure(risks: pl.DataFrame) -> pl.DataFrame:
    """One row for each project: exposure_minor, residual_exposure_minor, open_risks, unassessed_risks.

    Exposure = probability x likely impact over the newest snapshot of each open risk (PMI PMBOK, expected monetary value), each risk rounded
    half up to a minor unit. A risk without both numbers is counted as unassessed and adds nothing; a project all of whose risks are
    unassessed has an unknown exposure. Where the residual figures are unknown the response is taken to have changed nothing.

    Worked example: 30 % of 1,000.00 is 300.00.
    """
    current = (
        risks.sort("snapshot_date", "source_row", nulls_last=False)
        .group_by("project_id", "risk_id", maintain_order=True)
        .last()
        .filter(pl.col("status").fill_null("open") == "open")
    )
    inherent = _expected(pl.col("probability_bp"), pl.col("impact_likely_minor"))
    residual = _expected(
        pl.coalesce("residual_probability_bp", "probability_bp"), pl.coalesce("residual_impact_minor", "impact_likely_minor")
    )
    known = pl.col("inherent").is_not_null()
    return (
        current.with_columns(inherent=inherent, residual=residual)
        .group_by("project_id")
        .agg(
            exposure_minor=pl.when(known.any()).then(pl.col("inherent").sum()),
            residual_exposure_minor=pl.when(known.any()).then(pl.col("residual").sum()),
            open_risks=pl.len().cast(pl.Int64),
            unassessed_risks=(~known).sum().cast(pl.Int64),
        )
        .sort("project_id")
    )


def _expected(probability: pl.Expr, impact: pl.Expr) -> pl.Expr:
    return ((probability.cast(pl.Int128) * impact + SHARE_SCALE // 2) // SHARE_SCALE).cast(pl.Int64)
