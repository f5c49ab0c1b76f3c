"""What finished projects really took against what was submitted, and what that says of the estimates of open ones."""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_finished, is_open
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.known import known_sum, mean, percentile
from cutline.metrics.progress.default_mode import default_lines
from cutline.metrics.progress.milestones import days_between, milestone_ends
from cutline.metrics.ratio import ratio
from cutline.settings.measuring import ForecastingSection

MEASURES = ("cost", "duration")


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
            .agg(submitted_cost_minor=known_sum(pl.col("amount_minor")))
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
    stated = newest.group_by("project_id").agg(submitted_cost_minor=known_sum(budget), is_stated=budget.is_not_null().any())
    return stated.filter("is_stated").drop("is_stated")


def actual_costs(tables: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
    """project_id, actual_cost_minor: the ledger's where it has the project, else that of earned value."""
    booked = tables["actuals"].group_by("project_id").agg(actual_cost_minor=known_sum(pl.col("amount_minor")))
    happened = tables["evm"].filter(pl.col("earned_minor").is_not_null() | pl.col("actual_minor").is_not_null())
    earned = happened.group_by("project_id").agg(actual_cost_minor=known_sum(pl.col("actual_minor")))
    return pl.concat([booked, earned.join(booked, on="project_id", how="anti")]).sort("project_id")


def _durations(milestones: pl.LazyFrame) -> pl.LazyFrame:
    ends = milestone_ends(milestones).filter(pl.col("first_baseline") < pl.col("last_baseline"))
    took = days_between(pl.col("first_actual"), pl.col("last_actual"))
    return ends.select(
        "project_id",
        submitted_days=days_between(pl.col("first_baseline"), pl.col("last_baseline")),
        actual_days=pl.when(took >= 0).then(took),
    )


def forecast_accuracy(outcomes: pl.LazyFrame, by: str) -> pl.LazyFrame:
    """How far outcomes lay from what was submitted, for each project_class or sponsor.

    outcomes: see `outcomes`. by: project_class or sponsor.

    - by: what the row is for: project_class or sponsor. From projects.project_class, projects.sponsor.
    - id: the class or the sponsor; null gathers the projects that state none. From projects.project_class, projects.sponsor.
    - measure: cost or duration. From actuals.amount_minor, milestones.actual_date.
    - outcomes: closed projects. From projects.status.
    - known: those of which the ratio is known. From cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor, milestones.actual_date.
    - mean_bp, median_bp, p10_bp, p90_bp: mean, median, 10th and 90th percentile (linear) of actual / submitted, basis points; null where
      none is known. From cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor, milestones.actual_date.
    - bias_bp: (sum of actual - sum of submitted) / sum of submitted over those known, basis points: positive where too little was submitted;
      null where none is known. From cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor, milestones.actual_date.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3); Hyndman and Fan 1996, Sample
    Quantiles in Statistical Packages, The American Statistician 50(4), definition 7 (percentiles).

    Edges: the bias weighs projects by their size, the mean does not. One outcome is its own mean, median and percentiles.

    A project of 100 that cost 110 and one of 300 that cost 390:

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


def reference_corrections(outcomes: pl.LazyFrame, forecasting: ForecastingSection) -> pl.LazyFrame:
    """What submitted costs of a class are to be multiplied with, by the outcomes of its finished projects.

    outcomes: see `outcomes`.

    - project_class: the class; null gathers the projects that state none. From projects.project_class.
    - known: its closed projects of which the cost ratio is known.
      From projects.status, cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor.
    - multiplier_bp: the percentile of the settings (linear) of actual / submitted cost, basis points: 12,000 is 1.2 times; null with fewer
      outcomes than the settings ask for. From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - reason: why there is no multiplier; null where there is one. From projects.project_class.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3) (reference class forecasting); Hyndman and
    Fan 1996, definition 7 (percentile, in integers, rounded half up).

    Edges: projects that state no class are no reference class, however many there are. A multiplier below one is kept: the class was cheaper
    than submitted.

    Five outcomes of 0.9 to 1.7 times; half of them at or below 1.2:

    >>> rows = {"project_class": ["rail"] * 5, "cost_ratio_bp": [9_000, 11_000, 12_000, 15_000, 17_000]}
    >>> reference_corrections(pl.LazyFrame(rows), ForecastingSection()).select("known", "multiplier_bp").collect().row(0)
    (5, 12000)
    >>> reference_corrections(pl.LazyFrame(rows), ForecastingSection(min_outcomes=6)).select("multiplier_bp", "reason").collect().row(0)
    (None, 'only 5 finished projects of the class with a known outcome, 6 are needed')
    """
    at = percentile(pl.col("cost_ratio_bp"), forecasting.percentile)
    classes = outcomes.group_by("project_class").agg(known=pl.col("cost_ratio_bp").count().cast(pl.Int64), found=at)
    few = pl.format(
        "only {} finished projects of the class with a known outcome, {} are needed", "known", pl.lit(forecasting.min_outcomes)
    )
    reason = (
        pl.when(pl.col("project_class").is_null())
        .then(pl.lit("projects without a class are no reference class"))
        .when(pl.col("known") < forecasting.min_outcomes)
        .then(few)
    )
    told = classes.with_columns(reason=reason)
    return told.select(
        "project_class", "known", pl.when(pl.col("reason").is_null()).then("found").alias("multiplier_bp"), "reason"
    ).sort("project_class")


def corrected_costs(tables: Mapping[str, pl.LazyFrame], corrections: pl.LazyFrame) -> pl.LazyFrame:
    """The submitted cost of each open project, and beside it what the outcomes of its class make of it.

    tables: canonical projects, modes, cost_lines, evm. corrections: see `reference_corrections`.

    - project_id: the project, neither closed nor cancelled. From projects.project_id, projects.status.
    - project_class: its class; null where none is stated. From projects.project_class.
    - submitted_cost_minor: as in `outcomes`, minor units; null where unknown.
      From cost_lines.amount_minor, cost_lines.kind, evm.budget_at_completion_minor, modes.is_default.
    - multiplier_bp: of its class, basis points; null where there is none. From projects.project_class, actuals.amount_minor, evm.actual_minor.
    - corrected_cost_minor: submitted x multiplier, minor units, rounded half up; null where one is unknown.
      From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - reason: why it is not corrected; null where it is. From projects.project_class, cost_lines.amount_minor.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3) (reference class forecasting).

    Edges: shown beside the submitted cost, and no change of it. What a project has spent already is corrected with the rest.

    100.00 submitted in a class that took 1.2 times as much:

    >>> from cutline.contracts.tables.all_tables import conform
    >>> tables = {name: conform(name, pl.DataFrame()).lazy() for name in ("modes", "evm")}
    >>> tables["projects"] = pl.LazyFrame({"project_id": ["P"], "project_class": ["rail"], "status": ["proposed"]})
    >>> tables["cost_lines"] = pl.LazyFrame({"project_id": ["P"], "mode_id": ["full"], "kind": ["plan"], "amount_minor": [10_000]})
    >>> corrections = pl.LazyFrame({"project_class": ["rail"], "known": [5], "multiplier_bp": [12_000], "reason": [None]})
    >>> corrected_costs(tables, corrections).select("submitted_cost_minor", "corrected_cost_minor").collect().row(0)
    (10000, 12000)
    """
    opened = tables["projects"].filter(is_open()).select("project_id", "project_class")
    told = corrections.select("project_class", "multiplier_bp", reason=pl.col("reason").cast(pl.String))
    joined = opened.join(submitted_costs(tables), on="project_id", how="left").join(
        told, on="project_class", how="left", nulls_equal=True
    )
    submitted, multiplier = pl.col("submitted_cost_minor"), pl.col("multiplier_bp")
    corrected = (submitted.cast(pl.Int128) * multiplier * 2 + SHARE_SCALE) // (SHARE_SCALE * 2)
    return joined.select(
        "project_id",
        "project_class",
        "submitted_cost_minor",
        "multiplier_bp",
        corrected.cast(pl.Int64).alias("corrected_cost_minor"),
        _not_corrected().alias("reason"),
    ).sort("project_id")


def _not_corrected() -> pl.Expr:
    no_class = pl.lit("projects without a class are no reference class")
    return (
        pl.when(pl.col("submitted_cost_minor").is_null())
        .then(pl.lit("its submitted cost is unknown"))
        .when(pl.col("multiplier_bp").is_not_null())
        .then(None)
        .when(pl.col("project_class").is_null())
        .then(no_class)
        .otherwise(pl.coalesce("reason", pl.lit("no finished project of the class")))
    )
