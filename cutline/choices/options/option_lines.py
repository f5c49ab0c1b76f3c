"""The lines of every option: what it spends and the people it needs, period by period.

`cutline.choices.costing` decides what a line costs, and `option_values` computes what the lines are worth.
"""

import polars as pl

from cutline.choices.costing.dated_lines import dated
from cutline.choices.options.stop_options import exit_costs
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.tables.records import Tables
from cutline.settings.all_settings import Settings
from cutline.valuation.price_basis import in_prices


def lines_at_starts(starts: pl.DataFrame, lines: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The lines of each row of `starts` with their period_index. A line that names no mode belongs to every mode of its
    project.
    """
    any_mode = lines.filter(pl.col("mode_id").is_null()).drop("mode_id")
    one_mode = lines.filter(pl.col("mode_id").is_not_null())
    both = [
        starts.join(any_mode, on="project_id", maintain_order="left_right"),
        starts.join(one_mode, on=["project_id", "mode_id"], maintain_order="left_right"),
    ]
    return dated(pl.concat(both, how="diagonal"), calendar)


def lines_of_options(starts: pl.DataFrame, stops: pl.DataFrame, lines: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The lines of every option with their period_index. The options that stop the project (`stops`) have none of the lines
    of the whole project.
    """
    named = lines.filter(pl.col("mode_id").is_not_null())
    return pl.concat([lines_at_starts(starts, lines, calendar), lines_at_starts(stops, named, calendar)], how="diagonal")


def costs_of_options(
    starts: pl.DataFrame, stops: pl.DataFrame, costs: pl.DataFrame, tables: Tables, settings: Settings
) -> pl.DataFrame:
    """The cost lines of every option from the horizon's start on, including the cost of stopping a project."""
    calendar = settings.horizon()
    lines = [lines_of_options(starts, stops, costs, calendar), exit_costs(stops, tables, settings)]
    return pl.concat(lines, how="diagonal").filter(pl.col("period_index") >= 0)


def spend_of_options(costs: pl.DataFrame, tables: Tables, settings: Settings) -> pl.DataFrame:
    """What each option spends in the prices of the budgets: the option key, cost_class, fiscal_year, amount_minor (never 0).

    costs: see `costs_of_options`.
    """
    keys = (*OPTION_KEY, "cost_class", "fiscal_year")
    return (
        in_prices(costs, settings.finance.budget_prices, tables, settings)
        .with_columns(fiscal_year=settings.horizon().fiscal_year_expr(pl.col("period_index")))
        .group_by(keys)
        .agg(pl.col("amount_minor").sum())
        .filter(pl.col("amount_minor") != 0)
        .sort(keys)
    )


def demand_of_options(starts: pl.DataFrame, stops: pl.DataFrame, demand: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The people that each option needs inside the horizon: the option key, role_id, period_index, milli_fte."""
    return (
        lines_of_options(starts, stops, demand, calendar)
        .filter(pl.col("period_index").is_between(0, calendar.periods - 1) & (pl.col("milli_fte") > 0))
        .group_by(*OPTION_KEY, "role_id", "period_index")
        .agg(pl.col("milli_fte").sum())
        .sort(*OPTION_KEY, "role_id", "period_index")
    )
