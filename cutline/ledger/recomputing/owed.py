"""Computes what each project of a plan owes, by cost class and fiscal year, from the accepted lines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from cutline.ledger.recomputing.accepted_lines import CostLine, accepted_lines, unknown_amount
from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels
from cutline.ledger.recomputing.corrections import corrected, correction_factors
from cutline.ledger.recomputing.cost_to_date import ACTUAL
from cutline.ledger.recomputing.estimates import estimates_of, with_estimate
from cutline.ledger.recomputing.projects import Project, projects_of
from cutline.settings.all_settings import Settings

Owed = dict[tuple[str, str, int], int]  # project, cost class and fiscal year, to minor units


def owed_by_projects(chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: Settings) -> Owed:
    """What each project owes in minor units, in the prices of the budgets, for the fiscal years of the horizon. Raises
    LedgerDoesNotTie if an amount is unknown.

    chosen: project_id, mode_id, start_index. A line counts from the horizon's start on: an earlier line is spent already.
    """
    calendar, prices = settings.horizon(), PriceLevels.of(tables, settings)
    years = set(calendar.fiscal_years())
    owed: Owed = defaultdict(int)
    for line, start, project in _paid_lines(chosen, tables, prices, settings):
        period = line.period(start, calendar)
        year = calendar.fiscal_year(period)
        if period < 0 or year not in years:
            continue
        amount = prices.converted(line.amount, line.basis, project.price_base_year, period, settings.finance.budget_prices)
        if amount is None:
            raise unknown_amount(line)
        owed[line.project_id, line.cost_class, year] += amount
    return {key: amount for key, amount in owed.items() if amount}


def _paid_lines(
    chosen: pl.DataFrame, tables: Mapping[str, pl.DataFrame], prices: PriceLevels, settings: Settings
) -> Iterator[tuple[CostLine, int, Project]]:
    """Each line that a chosen project pays, with the period in which the project starts."""
    picked = {
        project_id: (mode, start) for project_id, mode, start in chosen.select("project_id", "mode_id", "start_index").iter_rows()
    }
    projects, rates = projects_of(tables, settings.horizon()), LockedRates.of(tables, settings)
    lines = accepted_lines(picked, tables, projects, rates)
    estimates = estimates_of(picked, tables, projects, rates, settings)
    factors = correction_factors(tables, projects, rates, prices, settings)
    for project_id, (mode, start) in picked.items():
        project, own = projects[project_id], lines.get(project_id, [])
        if project_id in estimates:
            own = with_estimate(own, estimates[project_id], project, prices, settings)
        for line in own:
            # What was spent is owed whatever is decided; any other line of the whole project only if the project runs.
            is_shared = line.mode_id is None and (line.kind == ACTUAL or mode not in project.exit_costs)
            if line.mode_id == mode or is_shared:
                yield corrected(line, project, factors), start, project
        if mode in project.exit_costs:
            yield _exit_line(project_id, mode, project, rates), start, project


def _exit_line(project_id: str, mode: str, project: Project, rates: LockedRates) -> CostLine:
    """The cost of stopping the project as a line: opex, in the period in which the project is stopped."""
    amount = rates.converted(project.exit_costs[mode], project.currency)
    return CostLine(project_id, mode, "plan", "opex", None, 0, None, None, amount)
