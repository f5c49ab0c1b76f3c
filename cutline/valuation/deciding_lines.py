"""Selects the cost lines and benefits on which a decision rests: the forecast of a project, or else its plan."""

import polars as pl


def deciding_costs(lines: pl.DataFrame) -> pl.DataFrame:
    """The cost lines on which a decision rests: the forecast of a project if it has one, and otherwise its plan. The baseline
    never counts.
    """
    return _forecast_or_plan(lines, pl.col("kind"))


def deciding_benefits(lines: pl.DataFrame) -> pl.DataFrame:
    """The benefits on which a decision rests: the forecast of a project if it has one, and otherwise its plan.

    Baseline and actual benefits never count. A line without a kind belongs to the plan.
    """
    return _forecast_or_plan(lines, pl.col("kind").fill_null("plan"))


def _forecast_or_plan(lines: pl.DataFrame, kind: pl.Expr) -> pl.DataFrame:
    has_forecast = (kind == "forecast").any().over("project_id")
    return lines.filter(kind == pl.when(has_forecast).then(pl.lit("forecast")).otherwise(pl.lit("plan")))
