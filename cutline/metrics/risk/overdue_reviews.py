"""Open risks whose review is overdue."""

from datetime import date

import polars as pl

from cutline.metrics.risk.current_risks import RISK_KEY, current_risks


def overdue_reviews(risks: pl.LazyFrame, day: date, review_days: int) -> pl.LazyFrame:
    """Open risks that were never reviewed, or whose last review is too long ago, one row for each.

    day: the day of the measurement. review_days: number of days within which a risk must be reviewed (setting
    risk.review_days).

    - project_id, risk_id: the risk. From risks.project_id, risks.risk_id.
    - owner: who is responsible for the risk; null if nobody is named. From risks.owner.
    - reviewed_on: day of the last review; null if there was none. From risks.reviewed_on.
    - overdue_days: days since the last review less risk.review_days, always positive; null if there was no review. From
      risks.reviewed_on.
    - exposure_minor: probability x likely impact, rounded half up, minor units; null if the risk is not assessed. From
      risks.probability_bp, risks.impact_likely_minor.
    - residual_exposure_minor: probability x impact after the response, rounded half up, minor units; null if the risk is
      not assessed. From risks.residual_probability_bp, risks.residual_impact_minor.

    Source: PMI, Practice Standard for Project Risk Management 2009, chapter 8 (monitor and control: every open risk has a
    review date).

    Edges: a review exactly risk.review_days ago is in time. A review dated after `day` is not overdue.

    >>> from cutline.contracts.tables.all_tables import conform
    >>> rows = {"project_id": ["P"] * 3, "risk_id": ["a", "b", "c"], "reviewed_on": [date(2027, 1, 1), date(2027, 1, 2), None]}
    >>> found = overdue_reviews(conform("risks", pl.DataFrame(rows)).lazy(), date(2027, 4, 2), 90).collect()
    >>> found.select("risk_id", "overdue_days").rows()
    [('a', 1), ('c', None)]
    """
    since = (pl.lit(day) - pl.col("reviewed_on")).dt.total_days() - review_days
    return (
        current_risks(risks)
        .with_columns(overdue_days=since)
        .filter(pl.col("overdue_days").is_null() | (pl.col("overdue_days") > 0))
        .select(*RISK_KEY, "owner", "reviewed_on", "overdue_days", exposure_minor="inherent", residual_exposure_minor="residual")
        .sort(RISK_KEY)
    )
