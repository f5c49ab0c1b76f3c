"""Risk exposure in money by project, theme, category and period.

`exposure_change.py` says why the exposure changed between two nights. `simulated_spread.py` simulates how costs and values
spread around their estimates.
"""

from typing import Literal

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.metrics.risk.current_risks import (
    RISK_KEY,
    current_risks,
    is_open_risk,
    newest_snapshots,
    snapshot_day,
    with_expected_impacts,
)

By = Literal["project_id", "theme", "category"]


def risk_exposure(risks: pl.LazyFrame, by: By = "project_id", projects: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """The expected cost of open risks before and after the response, by project, theme or category.

    There is one row for each project, theme or category that has an open risk. projects: the canonical table, which is needed
    for themes only.

    - project_id, theme, category: the column of `by`; a null theme or category means that none is stated. From
      risks.project_id, risks.category, projects.theme.
    - exposure_minor: sum of probability x likely impact over the newest snapshots of open risks, each product rounded half
      up to a minor unit; null if none of the open risks of the row is assessed. From risks.probability_bp,
      risks.impact_likely_minor.
    - residual_exposure_minor: exposure_minor computed with the probability and the impact after the response; null if
      exposure_minor is null. From risks.residual_probability_bp, risks.residual_impact_minor, risks.probability_bp,
      risks.impact_likely_minor.
    - open_risks: number of risks whose newest snapshot is open. From risks.status.
    - unassessed_risks: number of open risks that lack the probability, the impact or both; such risks add nothing to the
      exposure. From risks.probability_bp, risks.impact_likely_minor.

    Source: expected monetary value, PMI, The Standard for Risk Management in Portfolios, Programs and Projects 2019, appendix
    X3.

    Edges: if the figures after the response are unknown, the response is taken to have changed nothing. A risk of unknown
    status is open. Closed risks and risks that have occurred add nothing. Without risks there are no rows.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P"], "risk_id": ["r"], "probability_bp": [3000], "impact_likely_minor": [100_000]}
    >>> risk_exposure(conform("risks", pl.DataFrame(rows)).lazy()).collect().rows()  # 30 % of 1,000.00
    [('P', 30000, 30000, 1, 0)]
    """
    current = current_risks(risks)
    if by == "theme":
        if projects is None:
            raise ValueError("exposure by theme needs projects")
        current = current.join(projects.select("project_id", "theme").unique("project_id", keep="any"), on="project_id", how="left")  # fmt: skip
    return current.group_by(by).agg(**_sums()).sort(by, nulls_last=True)


def exposure_by_period(risks: pl.LazyFrame, calendar: Calendar) -> pl.LazyFrame:
    """The exposure of each project as it was known at the end of each period in which any risk was recorded.

    - period_start: first day of the period; periods before the horizon are included. From risks.snapshot_date,
      risks.as_of_date.
    - project_id: a project with an open risk at the end of the period. From risks.project_id.
    - exposure_minor: sum of probability x likely impact over the newest snapshot of each risk up to the last day of the period,
      each product rounded half up to a minor unit; null if none of the project's open risks is assessed. From
      risks.probability_bp, risks.impact_likely_minor.
    - residual_exposure_minor: exposure_minor computed with the probability and the impact after the response; null if
      exposure_minor is null. From risks.residual_probability_bp, risks.residual_impact_minor, risks.probability_bp,
      risks.impact_likely_minor.
    - open_risks: number of risks that are open at the end of the period. From risks.status.
    - unassessed_risks: number of open risks that lack the probability, the impact or both. From risks.probability_bp,
      risks.impact_likely_minor.

    Source: risk burn-down, PMI, Practice Standard for Project Risk Management 2009, chapter 8; exposure as in risk_exposure.

    Edges: a risk that is no longer recorded keeps its last snapshot until a later snapshot closes it. A project whose risks are
    all closed has no row for the period. A snapshot without any date belongs to no period and is left out.

    >>> from datetime import date
    >>> from cutline.contracts.tables.all_tables import conform
    >>> days = [date(2027, 1, 10), date(2027, 1, 20), date(2027, 3, 5)]
    >>> rows = {"project_id": ["P"] * 3, "risk_id": ["r"] * 3, "snapshot_date": days, "probability_bp": [5000, 4000, 1000]}
    >>> risks = conform("risks", pl.DataFrame(rows | {"impact_likely_minor": [100] * 3})).lazy()
    >>> found = exposure_by_period(risks, Calendar("month", date(2027, 1, 1), 12)).collect()
    >>> [(start.month, exposure) for start, exposure in found.select("period_start", "exposure_minor").rows()]  # nothing in February
    [(1, 40), (3, 10)]
    """
    dated = risks.with_columns(period_index=calendar.index_expr(snapshot_day())).drop_nulls("period_index")
    newest = with_expected_impacts(newest_snapshots(dated, *RISK_KEY, "period_index")).sort("period_index")
    grid = newest.select(RISK_KEY).unique().join(newest.select("period_index").unique(), how="cross").sort("period_index")
    known = grid.join_asof(newest, on="period_index", by=list(RISK_KEY), strategy="backward", check_sortedness=False)
    seen = known.filter(pl.col("source_row").is_not_null() & is_open_risk())
    return (
        seen.group_by("period_index", "project_id")
        .agg(**_sums())
        .sort("period_index", "project_id")
        .select(_period_start(calendar), pl.exclude("period_index"))
    )


def _sums() -> dict[str, pl.Expr]:
    known = pl.col("inherent").is_not_null()
    return {
        "exposure_minor": pl.when(known.any()).then(pl.col("inherent").sum()),
        "residual_exposure_minor": pl.when(known.any()).then(pl.col("residual").sum()),
        "open_risks": pl.len().cast(pl.Int64),
        "unassessed_risks": (~known).sum().cast(pl.Int64),
    }


def _period_start(calendar: Calendar) -> pl.Expr:
    months = calendar.first_month + pl.col("period_index") * MONTHS[calendar.grain]
    return calendar.fiscal.first_day_expr(months).alias("period_start")
