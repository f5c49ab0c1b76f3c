"""How often a portfolio delivers on time and on budget, and how many of its milestones it meets.

How far outcomes are from the submitted figures is measured in `cutline.metrics.forecasting`.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from cutline.contracts.statuses import is_cancelled, is_finished
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.progress.milestones import days_between, milestone_ends
from cutline.metrics.ratios import ratio
from cutline.settings.health import HealthSection

LEVELS = {"portfolio": "portfolio_id", "programme": "programme_id", "class": "project_class", "sponsor": "sponsor"}
COUNTS = (
    "finished",
    "time_known",
    "on_time",
    "cost_known",
    "on_budget",
    "milestones_due",
    "milestones_met",
    "milestones_unknown",
)


def delivery_rates(
    projects: pl.LazyFrame,
    milestones: pl.LazyFrame,
    outcomes: pl.LazyFrame,
    limits: HealthSection,
    day: date,
    incomplete: Sequence[str] = (),
) -> pl.LazyFrame:
    """On-time, on-budget and milestone hit rates, one row for each portfolio, programme, class and sponsor.

    projects, milestones: the canonical tables. outcomes: the result of `outcomes`. day: the day of the measurement.
    incomplete: the projects of which a milestone was set aside; none of their milestones counts.

    - level: portfolio, programme, class or sponsor: what the row is for. From projects.portfolio_id, projects.programme_id,
      projects.project_class, projects.sponsor.
    - id: which portfolio, programme, class or sponsor; null gathers the projects that state none. From projects.portfolio_id,
      projects.programme_id, projects.project_class, projects.sponsor.
    - finished: number of closed projects. From projects.status.
    - time_known: number of closed projects whose last baselined milestone has an actual date. From
      milestones.baseline_date, milestones.actual_date.
    - on_time: number of time_known projects that met this milestone no more than the tolerated days after its baseline
      (health.on_time_days). From milestones.baseline_date, milestones.actual_date.
    - on_time_bp: on_time / time_known, basis points; null if time_known is 0. From milestones.baseline_date,
      milestones.actual_date.
    - cost_known: number of closed projects whose submitted and actual cost are known. From cost_lines.amount_minor,
      evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - on_budget: number of cost_known projects that cost no more than the submitted cost plus the tolerated share
      (health.on_budget_bp). From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor,
      evm.actual_minor.
    - on_budget_bp: on_budget / cost_known, basis points; null if cost_known is 0. From cost_lines.amount_minor,
      evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - milestones_due: number of milestones whose baseline plus the tolerated days has come by `day`, of projects that are not
      cancelled. From milestones.baseline_date.
    - milestones_met: number of due milestones that were met by their baseline plus the tolerated days. From
      milestones.baseline_date, milestones.actual_date.
    - milestone_hit_bp: milestones_met / milestones_due, basis points; null if none is due. From milestones.baseline_date,
      milestones.actual_date.
    - milestones_unknown: number of projects of which a milestone was set aside, so that none of their milestones is in
      milestones_due, and none of these projects is in time_known. From milestones.project_id.

    Source: PMI, The Standard for Portfolio Management, 4th edition 2017, chapter 7 (value and performance measures); UK
    National Audit Office, Delivering Major Projects in Government, 2016.

    Edges: a due milestone without an actual date counts as not met. A milestone without a baseline is never due. A closed
    project always counts as finished. If the actual date of its last baselined milestone is unknown, it is not in the
    on-time rate; if its submitted or its actual cost is unknown, it is not in the on-budget rate. Every project is in
    exactly one row of each level, so each count has the same sum on all levels.

    One project finished two days late at its budget. One of its two milestones was met:

    >>> projects = pl.LazyFrame({"project_id": ["P"], "status": ["closed"], "portfolio_id": ["F"], "programme_id": ["G"], "project_class": ["rail"], "sponsor": ["S"]})
    >>> milestones = pl.LazyFrame({"project_id": ["P", "P"], "baseline_date": [date(2027, 1, 1), date(2027, 2, 1)], "forecast_date": [None, None],
    ...     "actual_date": [date(2027, 1, 1), date(2027, 2, 3)]}, schema_overrides={"forecast_date": pl.Date})
    >>> costs = pl.LazyFrame({"project_id": ["P"], "submitted_cost_minor": [100], "actual_cost_minor": [100]})
    >>> found = delivery_rates(projects, milestones, costs, HealthSection(), date(2027, 3, 1))
    >>> found.select("level", "id", "on_time_bp", "on_budget_bp", "milestone_hit_bp").collect().row(0)
    ('portfolio', 'F', 0, 10000, 5000)
    """
    milestones = milestones.filter(~pl.col("project_id").is_in(list(incomplete)))
    counted = (
        projects.join(_on_time(milestones, limits), on="project_id", how="left")
        .join(_on_budget(outcomes, limits), on="project_id", how="left")
        .join(_due_milestones(milestones, limits, day), on="project_id", how="left")
        .with_columns(**_counts(), milestones_unknown=pl.col("project_id").is_in(list(incomplete)).cast(pl.Int64))
    )
    parts = [
        counted.group_by(pl.col(column).alias("id"))
        .agg(pl.col(COUNTS).sum())
        .select(pl.lit(level).alias("level"), pl.lit(rank).alias("rank"), pl.all())
        for rank, (level, column) in enumerate(LEVELS.items())
    ]
    rates = {"on_time": "time_known", "on_budget": "cost_known", "milestone_hit": "milestones_due"}
    above = {name: name for name in rates} | {"milestone_hit": "milestones_met"}
    shares = {f"{name}_bp": ratio(pl.col(above[name]), pl.col(below), SHARE_SCALE) for name, below in rates.items()}
    return pl.concat(parts).with_columns(**shares).sort("rank", "id").select(_column_order())


def _column_order() -> list[str]:
    return [
        "level", "id", "finished", "time_known", "on_time", "on_time_bp", "cost_known", "on_budget", "on_budget_bp",
        "milestones_due", "milestones_met", "milestone_hit_bp", "milestones_unknown",
    ]  # fmt: skip


def _on_time(milestones: pl.LazyFrame, limits: HealthSection) -> pl.LazyFrame:
    late = days_between(pl.col("last_baseline"), pl.col("last_actual"))
    return milestone_ends(milestones).select("project_id", is_on_time=late <= limits.on_time_days)


def _on_budget(outcomes: pl.LazyFrame, limits: HealthSection) -> pl.LazyFrame:
    allowed = pl.col("submitted_cost_minor").cast(pl.Int128) * (SHARE_SCALE + limits.on_budget_bp)
    return outcomes.select("project_id", is_on_budget=pl.col("actual_cost_minor").cast(pl.Int128) * SHARE_SCALE <= allowed)


def _due_milestones(milestones: pl.LazyFrame, limits: HealthSection, day: date) -> pl.LazyFrame:
    last_day = pl.col("baseline_date") + pl.duration(days=limits.on_time_days)
    due = milestones.filter(last_day <= day)
    return due.group_by("project_id").agg(due=pl.len(), met=(pl.col("actual_date") <= last_day).sum())


def _counts() -> dict[str, pl.Expr]:
    """The contribution of each project to the counts, as integers. A project that has no row in a table contributes 0."""
    finished, is_live = is_finished(), ~is_cancelled()
    counts = {
        "finished": finished,
        "time_known": finished & pl.col("is_on_time").is_not_null(),
        "on_time": finished & pl.col("is_on_time"),
        "cost_known": finished & pl.col("is_on_budget").is_not_null(),
        "on_budget": finished & pl.col("is_on_budget"),
        "milestones_due": pl.when(is_live).then("due"),
        "milestones_met": pl.when(is_live).then("met"),
    }
    return {name: count.cast(pl.Int64).fill_null(0) for name, count in counts.items()}
