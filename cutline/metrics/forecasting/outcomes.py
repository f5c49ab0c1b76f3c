"""What finished projects were to cost and take, and what they did cost and take."""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_finished
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import sum_if_all_known
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.progress.milestones import days_between, milestone_ends
from cutline.metrics.ratios import ratio


def outcomes(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """What each closed project was to cost and take, and what it did.

    tables: canonical projects, modes, cost_lines, actuals, evm, milestones.

    - project_id: the closed project. From projects.project_id, projects.status.
    - project_class: its class; null where none is stated. From projects.project_class.
    - sponsor: who wanted it; null where nobody is named. From projects.sponsor.
    - submitted_cost_minor: sum of the baseline lines of the default or only mode, else of its plan lines, else the budget at completion, minor
      units; null where a part is unknown. From cost_lines.amount_minor, cost_lines.kind, evm.budget_at_completion_minor, modes.is_default.
    - submitted_from: baseline, plan or budget: which of them it is; null where there is none of them.
      From cost_lines.kind, evm.budget_at_completion_minor.
    - actual_cost_minor: sum of the ledger's actuals, else of the actual cost of earned value, minor units; null where a part is unknown.
      From actuals.amount_minor, evm.actual_minor.
    - cost_ratio_bp: actual / submitted cost, basis points; null where one is unknown or nothing was submitted.
      From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - submitted_days: baseline of the last milestone - baseline of the first, days; null with fewer than two dates.
      From milestones.baseline_date.
    - actual_days: actual date of the last - actual date of the first, days; null where one is unknown or they
      contradict each other. From milestones.baseline_date, milestones.actual_date.
    - duration_ratio_bp: actual / submitted days, basis points; null where one is unknown.
      From milestones.baseline_date, milestones.actual_date.

    Source: Flyvbjerg, Holm and Buhl 2002, Underestimating Costs in Public Works Projects, Journal of the American Planning Association 68(3).

    Edges: cancelled projects have no outcome. A baseline with an unknown line is unknown; the plan does not stand in for it. Amounts are
    compared as they are stated: bring real and nominal ones to one basis first. The budget is the sum over the control accounts, unknown
    where one states none. Rows of earned value still to come, with a planned value alone, are no part of the actual cost.

    Submitted 100, cost 120; ten days planned, fifteen taken:

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
    """project_id, submitted_cost_minor, submitted_from of the projects that have a baseline, a plan or a budget."""
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
    """The budget at completion over all control accounts, each account's the newest stated; projects without any are absent."""
    budget = pl.col("budget_at_completion_minor")
    newest = (
        evm.sort("period_start").group_by("project_id", "control_account", maintain_order=True).agg(budget.drop_nulls().last())
    )
    stated = newest.group_by("project_id").agg(
        submitted_cost_minor=sum_if_all_known(budget), is_stated=budget.is_not_null().any()
    )
    return stated.filter("is_stated").drop("is_stated")


def actual_costs(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """project_id, actual_cost_minor: the ledger's where it has the project, else that of earned value."""
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
