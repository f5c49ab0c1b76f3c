"""Outcomes of finished projects: submitted cost and duration beside actual cost and duration.

How accurate the submissions were is in `forecast_accuracy.py`. What follows for open projects is in `reference_classes.py`.
"""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_finished
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.progress.milestones import days_between, milestone_ends
from cutline.metrics.ratios import ratio


def outcomes(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """Submitted and actual cost and duration of each closed project, and their ratios.

    tables: the canonical tables projects, modes, cost_lines, actuals, evm and milestones.

    - project_id: the closed project. From projects.project_id, projects.status.
    - project_class: class of the project; null if none is stated. From projects.project_class.
    - sponsor: who wanted the project; null if nobody is named. From projects.sponsor.
    - submitted_cost_minor: sum of the baseline lines of the default or only mode; without a baseline, of its plan lines;
      without a plan, the budget at completion; minor units; null if a part is unknown. From cost_lines.amount_minor,
      cost_lines.kind, evm.budget_at_completion_minor, modes.is_default.
    - submitted_from: baseline, plan or budget: where the submitted cost comes from; null if the project has no baseline, no
      plan and no budget. From cost_lines.kind, evm.budget_at_completion_minor.
    - actual_cost_minor: sum of the postings in actuals; without postings, sum of the actual cost in evm; minor units; null
      if a part is unknown. From actuals.amount_minor, evm.actual_minor.
    - cost_ratio_bp: actual / submitted cost, basis points; null if the actual or the submitted cost is unknown or if the
      submitted cost is zero. From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor,
      evm.actual_minor.
    - submitted_days: baseline date of the last milestone less baseline date of the first, days; null with fewer than two
      different dates. From milestones.baseline_date.
    - actual_days: actual date of the last milestone less actual date of the first, days; null if one of the two dates is
      unknown or if the last lies before the first. From milestones.baseline_date, milestones.actual_date.
    - duration_ratio_bp: actual / submitted days, basis points; null if actual_days or submitted_days is unknown. From
      milestones.baseline_date, milestones.actual_date.

    Source: Flyvbjerg, Holm and Buhl 2002, Underestimating Costs in Public Works Projects, Journal of the American Planning
    Association 68(3).

    Edges: cancelled projects have no outcome. A baseline with an unknown line is unknown; the plan does not replace it. Amounts
    are compared as they are stated, so convert real and nominal amounts to one price basis first. The budget at
    completion of a project, which is its submitted cost if it has no baseline and no plan, is the sum of the newest budgets
    of its control accounts; it is unknown if one account states no budget. Rows of earned value of
    future periods, which have only a planned value, are not part of the actual cost.

    The project was submitted at 100 and cost 120. Ten days were planned and fifteen taken:

    >>> from datetime import date
    >>> from cutline.contracts.tables.all_tables import conform
    >>> names = ("projects", "modes", "cost_lines", "actuals", "evm", "milestones")
    >>> tables = {name: conform(name, pl.DataFrame()).lazy() for name in names}
    >>> tables["projects"] = pl.LazyFrame({"project_id": ["P"], "project_class": ["rail"], "sponsor": ["S"], "status": ["closed"]})
    >>> tables["cost_lines"] = pl.LazyFrame({"project_id": ["P"], "mode_id": ["full"], "kind": ["plan"], "amount_minor": [100]})
    >>> tables["actuals"] = pl.LazyFrame({"project_id": ["P", "P"], "amount_minor": [50, 70]})
    >>> tables["milestones"] = pl.LazyFrame({"project_id": ["P", "P"], "baseline_date": [date(2027, 1, 1), date(2027, 1, 11)],
    ...     "forecast_date": [None, None], "actual_date": [date(2027, 1, 1), date(2027, 1, 16)]}, schema_overrides={"forecast_date": pl.Date})
    >>> outcomes(tables).select("submitted_from", "cost_ratio_bp", "duration_ratio_bp").collect().row(0)
    ('plan', 12000, 15000)
    """
    closed = tables["projects"].filter(is_finished()).select("project_id", "project_class", "sponsor")
    parts = (submitted_costs(tables), actual_costs(tables), _durations(tables["milestones"]))
    for part in parts:
        closed = closed.join(part, on="project_id", how="left")
    return closed.select(
        "project_id", "project_class", "sponsor", "submitted_cost_minor", "submitted_from", "actual_cost_minor",
        ratio(pl.col("actual_cost_minor"), pl.col("submitted_cost_minor"), SHARE_SCALE).alias("cost_ratio_bp"),
        "submitted_days", "actual_days",
        ratio(pl.col("actual_days"), pl.col("submitted_days"), SHARE_SCALE).alias("duration_ratio_bp"),
    ).sort("project_id")  # fmt: skip


def submitted_costs(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """project_id, submitted_cost_minor and submitted_from of each project that has a baseline, a plan or a budget."""
    lines = default_lines(tables["cost_lines"], tables["modes"])
    parts = [
        *(
            lines.filter(pl.col("kind") == kind)
            .group_by("project_id")
            .agg(submitted_cost_minor=sum_if_all_known(pl.col("amount_minor")))
            .with_columns(submitted_from=pl.lit(kind), rank=pl.lit(rank))
            for rank, kind in enumerate(("baseline", "plan"))
        ),
        _budgets(tables["evm"]).with_columns(submitted_from=pl.lit("budget"), rank=pl.lit(2)),
    ]
    return pl.concat(parts).sort("project_id", "rank").unique("project_id", keep="first", maintain_order=True).drop("rank")


def _budgets(evm: pl.LazyFrame) -> pl.LazyFrame:
    """The sum of the budgets at completion over the control accounts of each project that states a budget.

    The newest budget of each account counts. The sum is null if an account states no budget.
    """
    budget = pl.col("budget_at_completion_minor")
    newest = (
        evm.sort("period_start").group_by("project_id", "control_account", maintain_order=True).agg(budget.drop_nulls().last())
    )
    stated = newest.group_by("project_id").agg(
        submitted_cost_minor=sum_if_all_known(budget), is_stated=budget.is_not_null().any()
    )
    return stated.filter("is_stated").drop("is_stated")


def actual_costs(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """project_id and actual_cost_minor of each project: from the postings in actuals if the project has any, otherwise from
    earned value.
    """
    booked = tables["actuals"].group_by("project_id").agg(actual_cost_minor=sum_if_all_known(pl.col("amount_minor")))
    happened = tables["evm"].filter(pl.col("earned_minor").is_not_null() | pl.col("actual_minor").is_not_null())
    earned = happened.group_by("project_id").agg(actual_cost_minor=sum_if_all_known(pl.col("actual_minor")))
    return pl.concat([booked, earned.join(booked, on="project_id", how="anti")]).sort("project_id")


def _durations(milestones: pl.LazyFrame) -> pl.LazyFrame:
    ends = milestone_ends(milestones).filter(pl.col("first_baseline") < pl.col("last_baseline"))
    took = days_between(pl.col("first_actual"), pl.col("last_actual"))
    return ends.select(
        "project_id",
        submitted_days=days_between(pl.col("first_baseline"), pl.col("last_baseline")),
        actual_days=pl.when(took >= 0).then(took),
    )
