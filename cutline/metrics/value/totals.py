"""Sums of measures over programmes, portfolios and all projects, exact to the minor unit, and ratios of these sums."""

from collections.abc import Sequence

import polars as pl

from cutline.contracts.statuses import is_open
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_any_known
from cutline.metrics.ratios import MILLI, ratio

LEVELS = {"programme": "programme_id", "portfolio": "portfolio_id", "all": None}
SUMMED = (
    "npv_minor", "capex_minor", "opex_minor", "cost_minor", "benefit_minor", "present_cost_minor", "present_benefit_minor",
    "exposure_minor", "residual_exposure_minor",
)  # fmt: skip


def totals(metrics: pl.LazyFrame, projects: pl.LazyFrame, summed: Sequence[str] = SUMMED) -> pl.LazyFrame:
    """Sums of the measures of projects, one row for each programme, each portfolio and all projects together.

    metrics: one row for each project with the columns `summed`. projects: the canonical table.

    - level: programme, portfolio or all. From projects.programme_id, projects.portfolio_id.
    - id: which programme or portfolio; null gathers the projects that name none. From projects.programme_id,
      projects.portfolio_id.
    - projects: number of projects. From projects.project_id.
    - unvalued: number of open projects whose NPV is unknown; such projects are in none of the sums of value. From
      projects.status, cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - npv_minor, capex_minor, opex_minor, cost_minor, benefit_minor, present_cost_minor, present_benefit_minor: sum of the
      known values; null if no value is known. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - exposure_minor, residual_exposure_minor: sum of the known risk exposures; null if no exposure is known. From
      risks.probability_bp, risks.impact_likely_minor, risks.residual_probability_bp, risks.residual_impact_minor.
    - roi_bp: (sum of benefits - sum of costs) / sum of costs. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.
    - bcr_milli: sum of discounted benefits / sum of discounted costs. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.

    Source: PMI, The Standard for Portfolio Management, 4th edition.

    Edges: unknown is not zero. A sum adds the values that are known, and `unvalued` says how many projects are missing from it.

    >>> metrics = pl.LazyFrame({"project_id": ["P", "Q"], "npv_minor": [5, None]})
    >>> projects = pl.LazyFrame({"project_id": ["P", "Q"], "programme_id": ["A", "B"], "portfolio_id": [None, None], "status": ["proposed"] * 2})
    >>> totals(metrics, projects, ("npv_minor",)).collect().rows()
    [('programme', 'A', 1, 0, 5), ('programme', 'B', 1, 1, None), ('portfolio', None, 2, 1, 5), ('all', None, 2, 1, 5)]
    """
    rows = projects.select("project_id", "programme_id", "portfolio_id", is_over=~is_open()).join(
        metrics, on="project_id", how="left"
    )
    sums = [sum_if_any_known(pl.col(name)).alias(name) for name in summed]
    levels = [
        rows.group_by(level=pl.lit(level), id=pl.col(column) if column else pl.lit(None, pl.String)).agg(
            pl.len().cast(pl.Int64).alias("projects"),
            (pl.col("npv_minor").is_null() & ~pl.col("is_over")).sum().cast(pl.Int64).alias("unvalued"),
            *sums,
        )
        for level, column in LEVELS.items()
    ]
    order = pl.col("level").replace_strict({level: i for i, level in enumerate(LEVELS)}, return_dtype=pl.Int64)
    found = pl.concat(levels).sort(order, "id", nulls_last=True)
    if not {"cost_minor", "present_cost_minor"} <= set(summed):
        return found
    return found.with_columns(
        roi_bp=ratio(pl.col("benefit_minor") - pl.col("cost_minor"), pl.col("cost_minor"), SHARE_SCALE),
        bcr_milli=ratio(pl.col("present_benefit_minor"), pl.col("present_cost_minor"), MILLI),
    )
