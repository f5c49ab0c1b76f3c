"""Selects the cost lines and benefits on which a decision rests: the forecast of a project, or else its plan."""

import polars as pl


def deciding_costs(lines: pl.DataFrame) -> pl.DataFrame:
    """The cost lines on which a decision rests: the forecast of a project if it has one, and otherwise its plan. The baseline
    never counts.
    """
    live = lines.filter(pl.col("kind") != "baseline")
    has_forecast = (pl.col("kind") == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(pl.col("kind") == "forecast").otherwise(pl.col("kind") == "plan"))


def deciding_benefits(lines: pl.DataFrame) -> pl.DataFrame:
    """The benefits on which a decision rests: the forecast of a project if it has one, and otherwise its plan.

    Baseline and actual benefits never count. A line without a kind belongs to the plan.
    """
    kind = pl.col("kind").fill_null("plan")
    live = lines.filter(kind.is_in(["plan", "forecast"]))
    has_forecast = (kind == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(kind == "forecast").otherwise(kind == "plan"))
