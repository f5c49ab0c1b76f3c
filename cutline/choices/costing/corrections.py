"""Corrects submitted costs by the optimism bias or the reference class of their project."""

import polars as pl

from cutline.choices.costing.comparable_tables import comparable_tables
from cutline.contracts.statuses import is_in_flight
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import reference_corrections
from cutline.settings.all_settings import Settings

C = pl.col
# The tables from which the outcomes of finished projects are measured.
OUTCOME_TABLES = ("actuals", "cost_lines", "evm", "milestones", "modes", "projects")


def with_corrections(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """`costs` times the correction of their project's class, half up, when settings.forecasting.correction asks for one.

    Projects in flight are left out: what they still cost is estimated by their progress, or forecast. Credits are not raised. A class without a
    correction stays as submitted.
    """
    if settings.forecasting.correction == "none":
        return costs
    about = tables["projects"].select("project_id", "project_class", "status").unique("project_id", keep="first")
    lines = costs.join(about, on="project_id", how="left", maintain_order="left")
    factors = correction_factors(tables, settings)
    for keys in (["project_class", "cost_class"], ["project_class"]):
        own = factors.filter(C("cost_class").is_not_null() == (len(keys) == 2)).select(
            *keys, C("factor_bp").alias(f"factor_{len(keys)}")
        )
        lines = lines.join(own, on=keys, how="left", maintain_order="left")
    factor = pl.when(~is_in_flight() & (C("amount_minor") > 0)).then(pl.coalesce("factor_2", "factor_1")).fill_null(SHARE_SCALE)
    raised = [
        ((C(name).cast(pl.Int128) * factor * 2 + SHARE_SCALE) // (2 * SHARE_SCALE)).cast(pl.Int64).alias(name)
        for name in ("amount_minor", "low_minor", "high_minor")
    ]
    return lines.with_columns(raised).select(costs.columns)


def correction_factors(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_class, cost_class (null: both), factor_bp: what submitted costs are multiplied with, by settings.forecasting.correction."""
    if settings.forecasting.correction == "optimism_bias":
        return tables["optimism_bias"].select("project_class", "cost_class", factor_bp=C("uplift_bp") + SHARE_SCALE)
    found = outcomes(comparable_tables(tables, settings, *OUTCOME_TABLES))
    known = reference_corrections(found, settings.forecasting).drop_nulls(["project_class", "multiplier_bp"])
    return known.select("project_class", cost_class=pl.lit(None, pl.String), factor_bp="multiplier_bp").collect()
