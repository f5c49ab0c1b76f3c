"""Sums of measures over programmes, portfolios and all projects, exact to the minor unit, and ratios of these sums.

Only open projects are counted and summed: nothing is left to decide about the others.
"""

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

RATIO_PARTS = ("benefit_minor", "cost_minor", "present_benefit_minor", "present_cost_minor")
# The count of projects that are missing from a sum, and the measure that they lack.
MISSING = {"unvalued": "npv_minor", "uncosted": "cost_minor", "unexposed": "exposure_minor"}


def totals(metrics: pl.LazyFrame, projects: pl.LazyFrame, summed: Sequence[str] = SUMMED) -> pl.LazyFrame:
    """Sums of the measures of open projects, one row for each programme, each portfolio and all projects together.

    metrics: one row for each project with the columns `summed`. projects: the canonical table.

    - level: programme, portfolio or all. From projects.programme_id, projects.portfolio_id.
    - id: which programme or portfolio; null gathers the projects that name none. From projects.programme_id,
      projects.portfolio_id.
    - projects: number of open projects: the set that every other figure of the row is about. From projects.project_id,
      projects.status.
    - closed: number of projects that are not open, which are the finished and the cancelled ones; they are in no other
      figure of the row. From projects.status.
    - unvalued: number of the projects whose NPV is unknown; such projects are in none of the sums of value and in none of
      the ratios. From projects.status, cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - uncosted: number of the projects whose cost is unknown; such projects are in none of the sums of cost and benefit. From
      projects.status, cost_lines.amount_minor, benefits.amount_minor.
    - unexposed: number of the projects whose risk exposure is unknown, because no risk is recorded, because a risk is not
      assessed, before the response or after it, or because a risk was set aside; they are in none of the sums of exposure. From projects.status,
      risks.project_id, risks.probability_bp, risks.impact_likely_minor.
    - npv_minor, capex_minor, opex_minor, cost_minor, benefit_minor, present_cost_minor, present_benefit_minor: sum of the
      known values; null if no value is known. A sum of costs is negative if credits exceed the costs. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - exposure_minor, residual_exposure_minor: sum of the risk exposures of the projects of which every open risk is
      assessed; null if there is none. From risks.probability_bp, risks.impact_likely_minor, risks.residual_probability_bp, risks.residual_impact_minor.
    - roi_bp: (sum of benefits - sum of costs) / sum of costs, over the projects of which both are known. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.
    - bcr_milli: sum of discounted benefits / sum of discounted costs, over the same projects. From cost_lines.amount_minor, benefits.amount_minor,
      benefits.probability_bp, modes.success_probability_bp.

    Source: PMI, The Standard for Portfolio Management, 4th edition.

    Edges: unknown is not zero. A sum adds the values that are known, and `unvalued`, `uncosted` and `unexposed` say how many
    projects are missing from it.

    >>> metrics = pl.LazyFrame({"project_id": ["P", "Q"], "npv_minor": [5, None]})
    >>> projects = pl.LazyFrame({"project_id": ["P", "Q"], "programme_id": ["A", "B"], "portfolio_id": [None, None], "status": ["proposed"] * 2})
    >>> totals(metrics, projects, ("npv_minor",)).collect().rows()
    [('programme', 'A', 1, 0, 0, 5), ('programme', 'B', 1, 0, 1, None), ('portfolio', None, 2, 0, 1, 5), ('all', None, 2, 0, 1, 5)]
    """
    # A project of unknown status is open: it is not known to be over.
    about = projects.select("project_id", "programme_id", "portfolio_id", is_open=is_open().fill_null(value=True))
    rows = about.join(_assessed_only(metrics), on="project_id", how="left")
    sums = [sum_if_any_known(pl.col(name).filter("is_open")).alias(name) for name in summed]
    if set(RATIO_PARTS) <= set(summed):
        both = pl.col("is_open") & pl.all_horizontal(pl.col(name).is_not_null() for name in RATIO_PARTS)
        sums += [sum_if_any_known(pl.col(name).filter(both)).alias(f"both_{name}") for name in RATIO_PARTS]
    missing = {word: name for word, name in MISSING.items() if name in summed}
    levels = [
        rows.group_by(level=pl.lit(level), id=pl.col(column) if column else pl.lit(None, pl.String)).agg(
            pl.col("is_open").sum().cast(pl.Int64).alias("projects"),
            (~pl.col("is_open")).sum().cast(pl.Int64).alias("closed"),
            *((pl.col(name).is_null() & pl.col("is_open")).sum().cast(pl.Int64).alias(word) for word, name in missing.items()),
            *sums,
        )
        for level, column in LEVELS.items()
    ]
    order = pl.col("level").replace_strict({level: i for i, level in enumerate(LEVELS)}, return_dtype=pl.Int64)
    found = pl.concat(levels).sort(order, "id", nulls_last=True)
    if not set(RATIO_PARTS) <= set(summed):
        return found
    gain, cost, present_gain, present_cost = (pl.col(f"both_{name}") for name in RATIO_PARTS)
    return found.with_columns(
        roi_bp=ratio(gain - cost, cost, SHARE_SCALE), bcr_milli=ratio(present_gain, present_cost, MILLI)
    ).drop(f"both_{name}" for name in RATIO_PARTS)


def _assessed_only(metrics: pl.LazyFrame) -> pl.LazyFrame:
    """`metrics` without the exposure of projects of which an open risk is not assessed, because it lacks that risk, and of
    those of which one of the two exposures is unknown, so that the sums before and after the response are of the same projects.
    """
    names = metrics.collect_schema().names()
    if "unassessed_risks" not in names:
        return metrics
    exposures = [name for name in ("exposure_minor", "residual_exposure_minor") if name in names]
    is_known = (pl.col("unassessed_risks") == 0) & pl.all_horizontal(pl.col(name).is_not_null() for name in exposures)
    return metrics.with_columns(pl.when(is_known).then(name).alias(name) for name in exposures)
