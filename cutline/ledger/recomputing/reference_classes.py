"""The multiplier of each reference class, from the outcomes of its finished projects in one currency and price basis.

This module converts the amounts. The multiplier itself is taken as given from `cutline.metrics.forecasting`.
"""

from collections.abc import Mapping

import polars as pl

from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels, money_in_currency
from cutline.ledger.recomputing.projects import Project
from cutline.metrics.forecasting.outcomes import outcomes
from cutline.metrics.forecasting.reference_classes import reference_corrections
from cutline.settings.all_settings import Settings

OUTCOME_TABLES = ("actuals", "cost_lines", "evm", "milestones", "modes", "projects")
MONEY_TABLES = ("actuals", "cost_lines", "evm")


def reference_class_factors(
    tables: Mapping[str, pl.DataFrame],
    projects: Mapping[str, Project],
    rates: LockedRates,
    prices: PriceLevels,
    settings: Settings,
) -> dict[str, int]:
    """Project class to its multiplier in basis points, for every class that has a multiplier."""
    currencies = {project_id: project.currency for project_id, project in projects.items()}
    seen = {name: tables[name] for name in OUTCOME_TABLES}
    seen |= {name: money_in_currency(name, tables[name], currencies, rates) for name in MONEY_TABLES}
    seen["cost_lines"] = _cost_lines_in_one_price(seen["cost_lines"], projects, prices, settings)
    seen["actuals"] = _postings_in_one_price(seen["actuals"], prices, settings)
    measured = outcomes({name: frame.lazy() for name, frame in seen.items()})
    found = reference_corrections(measured, settings.forecasting).select("project_class", "multiplier_bp").collect()
    return {
        project_class: factor for project_class, factor in found.iter_rows() if project_class is not None and factor is not None
    }


def _cost_lines_in_one_price(
    lines: pl.DataFrame, projects: Mapping[str, Project], prices: PriceLevels, settings: Settings
) -> pl.DataFrame:
    calendar = settings.horizon()
    amounts: list[int | None] = []
    cells = lines.select("project_id", "period_offset", "period_start", "price_basis", "amount_minor")
    for project_id, offset, day, basis, amount in cells.iter_rows():
        project = projects.get(project_id)
        if project is None:  # not a finished project of the table: its line is no outcome
            amounts.append(amount)
            continue
        period = project.own_start + offset if offset is not None else calendar.index_of(day)
        amounts.append(prices.converted(amount, basis, project.price_base_year, period, settings.finance.prices))
    return lines.with_columns(amount_minor=pl.Series(amounts, dtype=pl.Int64))


def _postings_in_one_price(postings: pl.DataFrame, prices: PriceLevels, settings: Settings) -> pl.DataFrame:
    calendar = settings.horizon()
    amounts = [
        prices.converted(amount, "nominal", None, calendar.index_of(day), settings.finance.prices)
        for day, amount in postings.select("period_start", "amount_minor").iter_rows()
    ]
    return postings.with_columns(amount_minor=pl.Series(amounts, dtype=pl.Int64))
