"""What chosen options spend, line by line, in the prices of the budgets."""

from collections.abc import Mapping

import polars as pl

from cutline.choices.costing.decision_costs import decision_costs
from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.settings.loading import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.price_basis import in_prices


def spent_lines(chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """What the options of `chosen` (project_id, mode_id, start_index) spend, line by line, in the prices of the budgets and the fiscal years of the
    horizon: project_id, cost_class, period_index, amount_minor.
    """
    calendar: Calendar = settings.horizon()
    picked = {project: (mode, start) for project, mode, start in chosen.select(OPTION_KEY).iter_rows()}
    exits = _exits(picked, tables, settings)
    dated = [
        {**line, "period_index": picked[line["project_id"]][1] + line["period_offset"] if line["period_start"] is None else calendar.index_of(line["period_start"])}
        for line in decision_costs(tables, settings).select("project_id", "mode_id", "period_offset", "period_start", "cost_class", "price_basis", "amount_minor").iter_rows(named=True)
        if line["project_id"] in picked and line["mode_id"] in _counted(line["project_id"], picked, exits)
    ]  # fmt: skip
    dated += [
        {"project_id": p, "cost_class": "opex", "price_basis": None, "period_index": picked[p][1], "amount_minor": amount}
        for p, amount in exits.items()
    ]
    schema = {
        "project_id": pl.String,
        "cost_class": pl.String,
        "price_basis": pl.String,
        "period_index": pl.Int64,
        "amount_minor": pl.Int64,
    }
    spent = in_prices(
        pl.DataFrame(dated, schema=schema).filter(pl.col("period_index") >= 0), settings.finance.budget_prices, tables, settings
    )
    inside = calendar.fiscal_year_expr(pl.col("period_index")).is_in(calendar.fiscal_years())
    return spent.filter(inside).select("project_id", "cost_class", "period_index", "amount_minor")


def _exits(picked: Mapping[str, tuple[str, int]], tables: Mapping[str, pl.DataFrame], settings: Settings) -> dict[str, int]:
    """Projects that are stopped, and what that costs at once."""
    modes = in_portfolio_currency("modes", tables, settings).filter(pl.col("exit_cost_minor").is_not_null())
    stated = {(p, m): cost for p, m, cost in modes.select("project_id", "mode_id", "exit_cost_minor").iter_rows()}
    return {project: stated[project, mode] for project, (mode, _) in picked.items() if (project, mode) in stated}


def _counted(project: str, picked: Mapping[str, tuple[str, int]], exits: Mapping[str, int]) -> tuple[str | None, ...]:
    """The modes whose lines a project pays: its own, and those of the whole project unless it is stopped."""
    return (picked[project][0],) if project in exits else (None, picked[project][0])
