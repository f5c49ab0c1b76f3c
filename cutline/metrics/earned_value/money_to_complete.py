"""The estimate to complete of each project in flight beside the money that the plan gives it."""

import polars as pl

FOLLOWS, MORE, LESS, UNKNOWN = "as estimated", "more than estimated", "less than estimated", "unknown"


def money_to_complete(running: pl.LazyFrame, estimates: pl.LazyFrame, planned: pl.LazyFrame) -> pl.LazyFrame:
    """What each project in flight of the plan still costs by its progress, and what the plan spends on it.

    running: project_id, basis (what the plan's cost of the project rests on) and not_compared (why the estimate and the plan
    cannot be compared; null if they can). estimates: project_id, spent_minor and etc_minor of the projects whose estimate is
    known. planned: project_id, inside_minor (what the plan spends on the project inside the horizon) and later_minor (what
    it spends after the horizon). All amounts are minor units.

    - project_id: a project in flight that the plan runs. From projects.project_id, projects.status.
    - spent_minor: actual cost from the start of the horizon to the status of the project; null if no estimate is known. From
      evm.actual_minor, evm.period_start.
    - etc_minor: estimate to complete after the status; null if unknown. From evm.estimate_to_complete_minor,
      evm.budget_at_completion_minor, evm.earned_minor, evm.actual_minor, evm.planned_minor.
    - inside_minor, later_minor: what the plan spends on the project in the fiscal years of the horizon, and after them. From
      cost_lines.amount_minor.
    - difference_minor: inside_minor + later_minor - spent_minor - etc_minor: positive if the plan gives more than the project
      is estimated to need; null if the two are not compared. From cost_lines.amount_minor, evm.actual_minor,
      evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.planned_minor.
    - compared: as estimated, more than estimated, less than estimated, or unknown. From cost_lines.amount_minor,
      evm.actual_minor, evm.estimate_to_complete_minor, evm.budget_at_completion_minor, evm.earned_minor, evm.planned_minor.
    - because: why the two differ or are not compared, as text; null if they are equal. From cost_lines.kind,
      evm.estimate_to_complete_minor.

    Source: PMI, Practice Standard for Earned Value Management, 2nd edition (estimate to complete and funding).

    Edges: a project that is stopped has no row. A project that spends nothing in the plan has a known spend of zero.

    80 were spent inside the horizon and 120 are still needed; the plan has 150 for it:

    >>> running = pl.LazyFrame({"project_id": ["P"], "not_compared": [None], "basis": ["its forecast counts"]}, schema_overrides={"not_compared": pl.String})
    >>> estimates = pl.LazyFrame({"project_id": ["P"], "spent_minor": [80], "etc_minor": [120]})
    >>> planned = pl.LazyFrame({"project_id": ["P"], "inside_minor": [150], "later_minor": [0]})
    >>> money_to_complete(running, estimates, planned).select("difference_minor", "compared", "because").collect().row(0)
    (-50, 'less than estimated', 'its forecast counts')
    """
    joined = running.join(estimates, on="project_id", how="left").join(planned, on="project_id", how="left")
    known = joined.with_columns(pl.col("inside_minor", "later_minor").fill_null(0))  # no spend line means no spend
    gap = pl.col("inside_minor") + pl.col("later_minor") - pl.col("spent_minor") - pl.col("etc_minor")
    why_not = pl.coalesce(
        "not_compared", pl.when(pl.col("etc_minor").is_null()).then(pl.lit("its estimate to complete is unknown"))
    )
    compared = known.with_columns(difference_minor=pl.when(pl.col("not_compared").is_null()).then(gap), why_not=why_not)
    difference = pl.col("difference_minor")
    word = pl.when(difference == 0).then(pl.lit(FOLLOWS)).when(difference > 0).then(pl.lit(MORE))
    return compared.select(
        "project_id", "spent_minor", "etc_minor", "inside_minor", "later_minor", "difference_minor",
        word.when(difference < 0).then(pl.lit(LESS)).otherwise(pl.lit(UNKNOWN)).alias("compared"),
        pl.when(difference.is_null()).then("why_not").when(difference != 0).then("basis").alias("because"),
    ).sort("project_id")  # fmt: skip
