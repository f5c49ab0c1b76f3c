"""Reference class forecasting: a multiplier for each class of projects, and corrected costs of open projects."""

from collections.abc import Mapping

import polars as pl

from cutline.contracts.statuses import is_open
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.aggregates import percentile
from cutline.metrics.forecasting.outcomes import submitted_costs
from cutline.metrics.ratios import rounded
from cutline.settings.measuring import ForecastingSection


def reference_corrections(outcomes: pl.LazyFrame, forecasting: ForecastingSection) -> pl.LazyFrame:
    """The multiplier for the submitted costs of each class, derived from the outcomes of its finished projects.

    outcomes: the result of `outcomes`.

    - project_class: the class; null gathers the projects that state none. From projects.project_class.
    - known: number of closed projects of the class whose cost ratio is known. From projects.status,
      cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor.
    - unknown: number of closed projects of the class whose cost ratio is unknown; such projects are in no multiplier. From
      projects.status, cost_lines.amount_minor, actuals.amount_minor, evm.actual_minor.
    - multiplier_bp: the percentile of actual / submitted cost that the settings name, by linear interpolation, basis points:
      12,000 means 1.2 times; null if the class has fewer outcomes than the settings require. From cost_lines.amount_minor,
      evm.budget_at_completion_minor, actuals.amount_minor, evm.actual_minor.
    - reason: why there is no multiplier; null if there is a multiplier. From projects.project_class.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3)
    (reference class forecasting); Hyndman and Fan 1996, definition 7 (percentile, in integers, rounded half up).

    Edges: projects that state no class never form a reference class, however many there are. A multiplier below one is used
    like any other: projects of such a class cost less than submitted.

    Five outcomes lie between 0.9 and 1.7 times the submitted cost; the median is 1.2:

    >>> rows = {"project_class": ["rail"] * 5, "cost_ratio_bp": [9_000, 11_000, 12_000, 15_000, 17_000]}
    >>> reference_corrections(pl.LazyFrame(rows), ForecastingSection()).select("known", "multiplier_bp").collect().row(0)
    (5, 12000)
    >>> reference_corrections(pl.LazyFrame(rows), ForecastingSection(min_outcomes=6)).select("multiplier_bp", "reason").collect().row(0)
    (None, 'only 5 finished projects of the class with a known outcome, 6 are needed')
    """
    at = percentile(pl.col("cost_ratio_bp"), forecasting.percentile)
    classes = outcomes.group_by("project_class").agg(
        known=pl.col("cost_ratio_bp").count().cast(pl.Int64),
        unknown=pl.col("cost_ratio_bp").null_count().cast(pl.Int64),
        found=at,
    )
    few = pl.format(
        "only {} finished projects of the class with a known outcome, {} are needed", "known", pl.lit(forecasting.min_outcomes)
    )
    reason = (
        pl.when(pl.col("project_class").is_null())
        .then(pl.lit("projects without a class are no reference class"))
        .when(pl.col("known") < forecasting.min_outcomes)
        .then(few)
    )
    with_reason = classes.with_columns(reason=reason)
    return with_reason.select(
        "project_class", "known", "unknown", pl.when(pl.col("reason").is_null()).then("found").alias("multiplier_bp"), "reason"
    ).sort("project_class")


def corrected_costs(tables: Mapping[str, pl.LazyFrame], corrections: pl.LazyFrame) -> pl.LazyFrame:
    """The submitted cost of each open project, and the same cost corrected by the multiplier of the project's class.

    tables: the canonical tables projects, modes, cost_lines and evm. corrections: the result of `reference_corrections`.

    - project_id: the project, which is neither closed nor cancelled. From projects.project_id, projects.status.
    - project_class: class of the project; null if none is stated. From projects.project_class.
    - submitted_cost_minor: the submitted cost, computed as in `outcomes`, minor units; null if unknown. From
      cost_lines.amount_minor, cost_lines.kind, evm.budget_at_completion_minor, modes.is_default.
    - multiplier_bp: multiplier of the class, basis points; null if the class has none. From projects.project_class,
      actuals.amount_minor, evm.actual_minor.
    - corrected_cost_minor: submitted cost x multiplier, minor units, rounded half up; null if the submitted cost or the
      multiplier is unknown. From cost_lines.amount_minor, evm.budget_at_completion_minor, actuals.amount_minor,
      evm.actual_minor.
    - reason: why the cost is not corrected; null if it is corrected. From projects.project_class, cost_lines.amount_minor.

    Source: Flyvbjerg 2006, From Nobel Prize to Project Management: Getting Risks Right, Project Management Journal 37(3)
    (reference class forecasting).

    Edges: the corrected cost is shown next to the submitted cost; the submitted cost itself is not changed. The whole cost
    of a project in flight is multiplied here, including what it has already spent. The costs on which the plan decides are
    another matter: there a project in flight is not corrected, whatever forecasting.correction says.

    100.00 were submitted in a class whose projects cost 1.2 times as much:

    >>> from cutline.contracts.tables.all_tables import conform
    >>> tables = {name: conform(name, pl.DataFrame()).lazy() for name in ("modes", "evm")}
    >>> tables["projects"] = pl.LazyFrame({"project_id": ["P"], "project_class": ["rail"], "status": ["proposed"]})
    >>> tables["cost_lines"] = pl.LazyFrame({"project_id": ["P"], "mode_id": ["full"], "kind": ["plan"], "amount_minor": [10_000]})
    >>> corrections = pl.LazyFrame({"project_class": ["rail"], "known": [5], "multiplier_bp": [12_000], "reason": [None]})
    >>> corrected_costs(tables, corrections).select("submitted_cost_minor", "corrected_cost_minor").collect().row(0)
    (10000, 12000)
    """
    opened = tables["projects"].filter(is_open()).select("project_id", "project_class")
    multipliers = corrections.select("project_class", "multiplier_bp", reason=pl.col("reason").cast(pl.String))
    joined = opened.join(submitted_costs(tables), on="project_id", how="left").join(
        multipliers, on="project_class", how="left", nulls_equal=True
    )
    submitted, multiplier = pl.col("submitted_cost_minor"), pl.col("multiplier_bp")
    corrected = rounded(submitted.cast(pl.Int128) * multiplier, SHARE_SCALE)
    return joined.select(
        "project_id",
        "project_class",
        "submitted_cost_minor",
        "multiplier_bp",
        corrected.alias("corrected_cost_minor"),
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
