"""Finds what the funds hold, which fund may pay for which project, and how many people are left for projects."""

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.contracts.tables.records import Tables


def net_capacity(capacity: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """role_id, period_index, milli_fte: the people left for projects inside the horizon, after daily operations and leave."""
    free = pl.col("milli_fte_gross") - pl.col("run_milli_fte").fill_null(0) - pl.col("leave_milli_fte").fill_null(0)
    return (
        capacity.select("role_id", calendar.index_expr(pl.col("period_start")).alias("period_index"), free.alias("milli_fte"))
        .filter(pl.col("period_index").is_between(0, calendar.periods - 1))
        .sort("role_id", "period_index")
    )


def budgets_in_horizon(funds: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """fund_id, cost_class, fiscal_year, amount_minor: what the funds hold in the years of the horizon.

    Money that expires before the first day of its year inside the horizon is left out.
    """
    first_day = {calendar.fiscal_year(i): calendar.period_start(i) for i in reversed(range(calendar.periods))}
    opens = pl.col("fiscal_year").replace_strict(first_day, default=None, return_dtype=pl.Date)
    return (
        funds.filter(
            pl.col("fiscal_year").is_in(list(first_day)) & (pl.col("expires_on").is_null() | (pl.col("expires_on") >= opens))
        )
        .select("fund_id", "cost_class", "fiscal_year", "amount_minor")
        .sort("fund_id", "cost_class", "fiscal_year")
    )


def eligible_payers(options: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """project_id, fund_id: which fund may pay for which project.

    A row of eligibility says of a project, or of a class of projects, whether the fund may pay for it. If a fund has a row
    for a project and a row for the class of that project, the row for the project decides. If a fund has neither row, it
    may pay for the project only if none of its rows allows anything: a single row that allows a project or a class closes
    the fund to every project for which it has no row.
    """
    projects = (
        options.select("project_id").unique().join(tables["projects"].select("project_id", "project_class"), on="project_id")
    )
    pairs = projects.join(tables["funds"].select("fund_id").unique(), how="cross")
    stated = tables["fund_eligibility"].select("fund_id", "project_id", "project_class", "is_eligible")
    by_project = stated.filter(pl.col("project_id").is_not_null()).select(
        "fund_id", "project_id", eligible_by_project="is_eligible"
    )
    by_class = stated.filter(pl.col("project_id").is_null()).select("fund_id", "project_class", eligible_by_class="is_eligible")
    named_funds = stated.filter(pl.col("is_eligible")).select("fund_id").unique().with_columns(is_closed=pl.lit(value=True))
    return (
        pairs.join(by_project, on=["fund_id", "project_id"], how="left")
        .join(by_class, on=["fund_id", "project_class"], how="left")
        .join(named_funds, on="fund_id", how="left")
        .filter(pl.coalesce("eligible_by_project", "eligible_by_class", pl.col("is_closed").is_null()))
        .select("project_id", "fund_id")
        .sort("project_id", "fund_id")
    )
