"""The stated cost and benefit of each project, which show how much money depends on a finding about the project."""

import polars as pl

from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_costs


def stakes(tables: Tables, settings: Settings) -> pl.DataFrame:
    """The stated cost and benefit of each project, undiscounted, in the portfolio's currency: project_id, cost_minor,
    benefit_minor.
    """
    costs = _sum_of_most_expensive_mode(deciding_costs(in_portfolio_currency("cost_lines", tables, settings)), "cost_minor")
    benefits = _sum_of_most_expensive_mode(in_portfolio_currency("benefits", tables, settings), "benefit_minor")
    return costs.join(benefits, on="project_id", how="full", coalesce=True).sort("project_id")


def _sum_of_most_expensive_mode(lines: pl.DataFrame, name: str) -> pl.DataFrame:
    """The sum of each project's most expensive mode, with the lines that belong to all modes: project_id and a column
    called `name`.
    """
    known = pl.when(pl.col("amount_minor").is_not_null().all()).then(pl.col("amount_minor").sum())
    own = lines.group_by("project_id", "mode_id").agg(known.alias("amount_minor"))
    whole = own.filter(pl.col("mode_id").is_null()).select("project_id", whole="amount_minor", has_whole=pl.lit(value=True))
    modes = own.filter(pl.col("mode_id").is_not_null()).group_by("project_id").agg(
        pl.when(pl.col("amount_minor").is_not_null().all()).then(pl.col("amount_minor").max()).alias("most"), has_modes=pl.lit(value=True)
    )  # fmt: skip
    both = modes.join(whole, on="project_id", how="full", coalesce=True)
    # A kind without any line adds nothing. If the amount of a line is unknown, the sum is unknown.
    part = [
        pl.when(pl.col(has).is_null()).then(0).otherwise(name) for has, name in (("has_modes", "most"), ("has_whole", "whole"))
    ]
    return both.select("project_id", (part[0] + part[1]).alias(name))
