"""The accuracy of past submissions: how far the outcomes of finished projects lay from what was submitted."""

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import mean, percentile
from cutline.metrics.ratios import ratio

MEASURES = ("cost", "duration")


def forecast_accuracy(outcomes: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """How far outcomes lay from what was submitted, one row for each project_class or sponsor and for each of cost and duration.

    outcomes: the result of `outcomes`. by: project_class or sponsor.

    - by: what the row is for: project_class or sponsor. From projects.project_class, projects.sponsor.
    - id: the class or the sponsor; null gathers the projects that state none. From projects.project_class, projects.sponsor.
    - measure: cost or duration. From actuals.amount_minor, milestones.actual_date.
    - outcomes: number of closed projects. From projects.status.
    - known: number of closed projects whose ratio is known. From cost_lines.amount_minor, actuals.amount_minor,
      evm.actual_minor, milestones.actual_date.
    - mean_bp, median_bp, p10_bp, p90_bp: mean, median, 10th and 90th percentile of actual / submitted, basis points, by linear
      interpolation; null if no ratio is known. From cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor,
      milestones.actual_date.
    - bias_bp: (sum of actual - sum of submitted) / sum of submitted, over the projects whose ratio is known, basis points;
      positive if too little was submitted; null if no ratio is known. From cost_lines.amount_minor, actuals.amount_minor,
      evm.actual_minor, milestones.actual_date.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3);
    Hyndman and Fan 1996, Sample Quantiles in Statistical Packages, The American Statistician 50(4), definition 7 (percentiles).

    Edges: the bias weighs projects by their size, and the mean does not. A single outcome is its own mean, median and
    percentiles.

    One project of 100 cost 110, and another of 300 cost 390:

    >>> rows = {"sponsor": ["S", "S"], "submitted_cost_minor": [100, 300], "actual_cost_minor": [110, 390], "cost_ratio_bp": [11_000, 13_000]}
    >>> unknown = dict.fromkeys(("submitted_days", "actual_days", "duration_ratio_bp"), pl.lit(None, pl.Int64))
    >>> found = forecast_accuracy(pl.LazyFrame(rows).with_columns(**unknown), "sponsor")
    >>> found.select("measure", "known", "mean_bp", "p10_bp", "bias_bp").collect().rows()
    [('cost', 2, 12000, 11200, 2500), ('duration', 0, None, None, None)]
    """
    columns = {"cost": "{}_cost_minor", "duration": "{}_days"}
    parts = [
        outcomes.select(
            id=by,
            measure=pl.lit(measure),
            ratio_bp=f"{measure}_ratio_bp",
            submitted=columns[measure].format("submitted"),
            actual=columns[measure].format("actual"),
        )
        for measure in MEASURES
    ]
    grouped = pl.concat(parts).group_by("id", "measure").agg(**_spread())
    return grouped.select(pl.lit(by).alias("by"), pl.all()).sort("id", "measure")


def _spread() -> dict[str, pl.Expr]:
    found, is_known = pl.col("ratio_bp"), pl.col("ratio_bp").is_not_null()
    submitted, actual = (pl.col(name).filter(is_known).cast(pl.Int128).sum() for name in ("submitted", "actual"))
    return {
        "outcomes": pl.len().cast(pl.Int64),
        "known": found.count().cast(pl.Int64),
        "mean_bp": mean(found),
        "median_bp": percentile(found, 50),
        "p10_bp": percentile(found, 10),
        "p90_bp": percentile(found, 90),
        "bias_bp": ratio(actual - submitted, submitted, SHARE_SCALE),
    }
