"""Which cost lines and benefits a decision rests on."""

import polars as pl


def deciding_costs(lines: pl.DataFrame) -> pl.DataFrame:
    """The cost lines a decision rests on: a project's forecast where it has one, else its plan; never the baseline."""
    live = lines.filter(pl.col("kind") != "baseline")
    has_forecast = (pl.col("kind") == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(pl.col("kind") == "forecast").otherwise(pl.col("kind") == "plan"))


def deciding_benefits(lines: pl.DataFrame) -> pl.DataFrame:
    """The benefits a decision rests on: a project's forecast where it has one, else its plan; never the baseline, nor what has come already.

    A line that does not say is of the plan.
    """
    kind = pl.col("kind").fill_null("plan")
    live = lines.filter(kind.is_in(["plan", "forecast"]))
    has_forecast = (kind == "forecast").any().over("project_id")
    return live.filter(pl.when(has_forecast).then(kind == "forecast").otherwise(kind == "plan"))
