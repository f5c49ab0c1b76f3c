"""Corrects the accepted lines of projects that have not begun, by optimism bias or by the project's reference class."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from cutline.contracts.units import SHARE_SCALE
from cutline.ledger.recomputing.accepted_lines import CostLine
from cutline.ledger.recomputing.amounts import LockedRates, PriceLevels, scaled
from cutline.ledger.recomputing.projects import Project
from cutline.ledger.recomputing.reference_classes import reference_class_factors
from cutline.settings.all_settings import Settings

Factors = dict[tuple[str, str | None], int]  # project class and cost class (None: capex and opex), to basis points


def correction_factors(
    tables: Mapping[str, pl.DataFrame],
    projects: Mapping[str, Project],
    rates: LockedRates,
    prices: PriceLevels,
    settings: Settings,
) -> Factors:
    """The factors by which submitted costs are multiplied, as settings.forecasting.correction says; empty if that setting
    asks for no correction.
    """
    match settings.forecasting.correction:
        case "none":
            return {}
        case "optimism_bias":
            rows = tables["optimism_bias"].select("project_class", "cost_class", "uplift_bp").iter_rows()
            return {(project_class, cost_class): SHARE_SCALE + uplift for project_class, cost_class, uplift in rows}
        case _:
            found = reference_class_factors(tables, projects, rates, prices, settings)
            return {(project_class, None): factor for project_class, factor in found.items()}


def corrected(line: CostLine, project: Project, factors: Factors) -> CostLine:
    """`line` with its correction. A project in flight, a credit, and a class without a correction stay as submitted."""
    if project.is_in_flight or line.amount is None or line.amount <= 0 or project.project_class is None:
        return line
    of_both = factors.get((project.project_class, None), SHARE_SCALE)
    factor = factors.get((project.project_class, line.cost_class), of_both)
    return replace(line, amount=scaled(line.amount, factor, SHARE_SCALE))
