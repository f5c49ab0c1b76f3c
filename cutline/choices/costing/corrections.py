"""Corrects submitted costs by the optimism bias or by the reference class of their project."""

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
    """`costs` multiplied by the factor of their project's class and rounded half up, if settings.forecasting.correction
    asks for it.

    A project in flight is not corrected, because its progress or its forecast already says what it still costs. A credit is
    not multiplied. A line of a class without a factor stays as submitted.
    """
    if settings.forecasting.correction == "none":
        return costs
    about = tables["projects"].select("project_id", "project_class", "status").unique("project_id", keep="first")
    factors = correction_factors(tables, settings)
    of_one_class = factors.drop_nulls("cost_class").rename({"factor_bp": "factor_of_cost_class"})
    of_both = factors.filter(C("cost_class").is_null()).select("project_class", factor_of_both="factor_bp")
    lines = (
        costs.join(about, on="project_id", how="left", maintain_order="left")
        .join(of_one_class, on=["project_class", "cost_class"], how="left", maintain_order="left")
        .join(of_both, on="project_class", how="left", maintain_order="left")
    )
    stated = pl.coalesce("factor_of_cost_class", "factor_of_both")
    factor = pl.when(~is_in_flight() & (C("amount_minor") > 0)).then(stated).fill_null(SHARE_SCALE)
    corrected = [
        ((C(name).cast(pl.Int128) * factor * 2 + SHARE_SCALE) // (2 * SHARE_SCALE)).cast(pl.Int64).alias(name)
        for name in ("amount_minor", "low_minor", "high_minor")
    ]
    return lines.with_columns(corrected).select(costs.columns)


def correction_factors(tables: Tables, settings: Settings) -> pl.DataFrame:
    """project_class, cost_class (null: the factor applies to capex and opex), factor_bp: the factor for submitted costs
    that settings.forecasting.correction asks for, in basis points.
    """
    if settings.forecasting.correction == "optimism_bias":
        return tables["optimism_bias"].select("project_class", "cost_class", factor_bp=C("uplift_bp") + SHARE_SCALE)
    found = outcomes(comparable_tables(tables, settings, *OUTCOME_TABLES))
    known = reference_corrections(found, settings.forecasting).drop_nulls(["project_class", "multiplier_bp"])
    return known.select("project_class", cost_class=pl.lit(None, pl.String), factor_bp="multiplier_bp").collect()
