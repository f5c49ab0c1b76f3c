"""How a portfolio's ratings, cost and finish dates move from one edition to the next.

An edition is the portfolio as it stood on one day: a night, or a yearly report.
"""

from datetime import date

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import mean, percentile, sum_if_any_known
from cutline.metrics.progress.health_limits import REPORTED
from cutline.metrics.progress.milestones import days_between
from cutline.metrics.ratios import ratio

LOW_CONFIDENCE = ("amber_red", "red")


def edition(projects: pl.LazyFrame, milestones: pl.LazyFrame, day: date) -> pl.LazyFrame:
    """One edition for `confidence_trend`: the canonical projects as they stand on `day`, with their finish dates.

    The finish date is the date of the latest milestone: its actual date, otherwise its forecast, otherwise its baseline. It is
    null if a milestone has none of them.

    >>> projects = pl.LazyFrame({"project_id": ["P"], "reported_rag": ["red"], "whole_life_cost_minor": [100]})
    >>> ends = {"project_id": ["P"], "baseline_date": [date(2027, 1, 1)], "forecast_date": [date(2027, 2, 1)], "actual_date": [None]}
    >>> edition(projects, pl.LazyFrame(ends, schema_overrides={"actual_date": pl.Date}), date(2026, 9, 30)).collect().row(0)
    ('P', datetime.date(2026, 9, 30), 'red', 100, datetime.date(2027, 2, 1))
    """
    now = pl.coalesce("actual_date", "forecast_date", "baseline_date")
    finish = milestones.group_by("project_id").agg(finish_date=pl.when(now.is_not_null().all()).then(now.max()))
    return (
        projects.join(finish, on="project_id", how="left")
        .select("project_id", pl.lit(day).alias("as_of_date"), "reported_rag", "whole_life_cost_minor", "finish_date")
        .sort("project_id")
    )


def confidence_trend(history: pl.LazyFrame) -> pl.LazyFrame:
    """The ratings and the cost of each edition, and what changed in the projects that the edition before it also had.

    history: reported_rag, whole_life_cost_minor and finish_date, one row for each project_id and as_of_date.

    - as_of_date: day of the edition. From projects.as_of_date.
    - projects: number of projects in the edition. From projects.project_id.
    - green, amber_green, amber, amber_red, red: number of projects with that rating. From projects.reported_rag.
    - unrated: number of projects without a rating. From projects.reported_rag.
    - low_confidence_bp: (amber_red + red) / rated projects, basis points; null if none is rated. From projects.reported_rag.
    - whole_life_cost_minor: sum of the known costs, minor units; null if no value is known. From
      projects.whole_life_cost_minor.
    - cost_unknown: number of projects whose cost is unknown. From projects.whole_life_cost_minor.
    - matched: number of projects that the edition before also had; null in the first edition, as are all columns listed
      after this one. From projects.project_id.
    - cost_matched: number of matched projects whose cost is known in this edition and in the edition before. From
      projects.whole_life_cost_minor.
    - cost_before_minor, cost_now_minor: cost of the cost_matched projects in the edition before and in this edition, minor
      units; null if there are no such projects. From projects.whole_life_cost_minor.
    - cost_change_bp: (cost now - cost before) / cost before, basis points; null if there are no cost_matched projects or if
      their cost before was zero. From projects.whole_life_cost_minor.
    - finish_matched: number of matched projects whose finish date is known in this edition and in the edition before. From
      milestones.forecast_date, milestones.actual_date.
    - finish_later: number of finish_matched projects that finish later than the edition before said. From
      milestones.forecast_date, milestones.actual_date.
    - median_slip_days, mean_slip_days: median and mean change of the finish date of finish_matched projects, days, rounded
      half up; negative means earlier; null if there are no such projects. From milestones.forecast_date,
      milestones.actual_date.
    - rating_matched: number of matched projects that are rated in this edition and in the edition before. From
      projects.reported_rag.
    - rating_better, rating_worse: number of rating_matched projects that are rated better, or worse, than in the edition
      before. From projects.reported_rag.

    Source: UK Infrastructure and Projects Authority, Annual Report on Major Projects 2018-19 (delivery confidence, whole-life
    cost and end dates from year to year).

    Edges: each edition is compared with the edition before it in the history, however long ago that was. A project that is
    missing from that edition is not matched. Changes are computed over matched projects only, so a project that comes or goes
    changes the sum of an edition and not the change between editions.

    One project goes from amber to red, from 100 to 125, and finishes ten days later; another project is new and unrated:

    >>> from datetime import date
    >>> rows = [("P", date(2017, 9, 30), "amber", 100, date(2020, 1, 1)), ("P", date(2018, 9, 30), "red", 125, date(2020, 1, 11)),
    ...     ("Q", date(2018, 9, 30), None, None, None)]
    >>> columns = ("project_id", "as_of_date", "reported_rag", "whole_life_cost_minor", "finish_date")
    >>> trend = confidence_trend(pl.LazyFrame(rows, schema=columns, orient="row")).collect()
    >>> trend.select("projects", "unrated", "low_confidence_bp", "matched", "cost_change_bp", "median_slip_days", "rating_worse").rows()
    [(1, 0, 0, None, None, None, None), (2, 1, 10000, 1, 2500, 10, 1)]
    """
    summed = history.group_by("as_of_date").agg(**_counts_of_edition()).with_columns(low_confidence_bp=_low_confidence())
    editions = history.select("as_of_date").unique().sort("as_of_date").with_columns(before_on=pl.col("as_of_date").shift(1))
    changes = _matched_projects(history, editions).group_by("as_of_date").agg(**_changes_since_edition_before())
    counted = ("matched", "cost_matched", "finish_matched", "finish_later", "rating_matched", "rating_better", "rating_worse")
    is_first = pl.col("before_on").is_null()
    zero_unless_first = pl.when(~is_first).then(
        0
    )  # without a matched project, the counts of a later edition are known to be zero
    joined = summed.join(editions, on="as_of_date").join(changes, on="as_of_date", how="left")
    filled = joined.with_columns(pl.coalesce(name, zero_unless_first).alias(name) for name in counted)
    gain = pl.col("cost_now_minor") - pl.col("cost_before_minor")
    return (
        filled.with_columns(cost_change_bp=ratio(gain, pl.col("cost_before_minor"), SHARE_SCALE))
        .select(_column_order())
        .sort("as_of_date")
    )


def _column_order() -> list[str]:
    return [
        "as_of_date", "projects", *REPORTED, "unrated", "low_confidence_bp", "whole_life_cost_minor", "cost_unknown",
        "matched", "cost_matched", "cost_before_minor", "cost_now_minor", "cost_change_bp",
        "finish_matched", "finish_later", "median_slip_days", "mean_slip_days", "rating_matched", "rating_better", "rating_worse",
    ]  # fmt: skip


def _count(condition: pl.Expr) -> pl.Expr:
    return condition.sum().cast(pl.Int64)


def _counts_of_edition() -> dict[str, pl.Expr]:
    rating, cost = pl.col("reported_rag"), pl.col("whole_life_cost_minor")
    return {
        "projects": pl.len().cast(pl.Int64),
        **{name: _count(rating == name) for name in REPORTED},
        "unrated": _count(rating.is_null()),
        "whole_life_cost_minor": sum_if_any_known(cost),
        "cost_unknown": _count(cost.is_null()),
    }


def _low_confidence() -> pl.Expr:
    return ratio(pl.sum_horizontal(LOW_CONFIDENCE), pl.sum_horizontal(*REPORTED), SHARE_SCALE)


def _matched_projects(history: pl.LazyFrame, editions: pl.LazyFrame) -> pl.LazyFrame:
    """Every project of an edition that the edition before also had, with the values of the edition before (suffix _then)."""
    now = history.join(editions, on="as_of_date")
    then = history.rename({"as_of_date": "before_on"})
    matched = now.join(then, on=["project_id", "before_on"], suffix="_then")
    rank = {name: pl.col(name).replace_strict(REPORTED, return_dtype=pl.Int64) for name in ("reported_rag", "reported_rag_then")}
    cost, before = pl.col("whole_life_cost_minor"), pl.col("whole_life_cost_minor_then")
    return matched.with_columns(
        slip=days_between(pl.col("finish_date_then"), pl.col("finish_date")),
        drop=rank["reported_rag"] - rank["reported_rag_then"],
        cost_now=pl.when(before.is_not_null()).then(cost),
        cost_before=pl.when(cost.is_not_null()).then(before),
    )


def _changes_since_edition_before() -> dict[str, pl.Expr]:
    slip, drop = pl.col("slip"), pl.col("drop")
    return {
        "matched": pl.len().cast(pl.Int64),
        "cost_matched": pl.col("cost_now").count().cast(pl.Int64),
        "cost_before_minor": sum_if_any_known(pl.col("cost_before")),
        "cost_now_minor": sum_if_any_known(pl.col("cost_now")),
        "finish_matched": slip.count().cast(pl.Int64),
        "finish_later": _count(slip > 0),
        "median_slip_days": percentile(slip, 50),
        "mean_slip_days": mean(slip),
        "rating_matched": drop.count().cast(pl.Int64),
        "rating_better": _count(drop < 0),
        "rating_worse": _count(drop > 0),
    }
