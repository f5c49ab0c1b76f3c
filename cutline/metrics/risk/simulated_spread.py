"""Percentiles of cost and net present value of each project and of the portfolio, by quasi-Monte Carlo simulation.

The distributions are in `distributions.py` and the draws in `quasi_random.py`. A simulation cannot be lazy: the lines are
collected, one row for each project, side (costs or benefits) and probability.
"""

from collections import Counter
from collections.abc import Iterator
from math import ceil, floor, sqrt
from typing import Any

import numpy as np
import polars as pl
from scipy.special import ndtri

from cutline.contracts.units import SHARE_SCALE
from cutline.metrics.risk.distributions import Draws, amounts
from cutline.metrics.risk.quasi_random import uniform_columns
from cutline.metrics.risk.simulated_projects import (
    SimulatedProject,
    lines_by_side,
    projects_to_draw,
    projects_with_unassessed_risks,
    risk_events,
)
from cutline.settings.measuring import UncertaintySection

PERCENTILES = (10, 50, 90)
SPREAD_SCHEMA: dict[str, pl.DataType] = {
    "level": pl.String(), "project_id": pl.String(), "projects": pl.Int64(), "without_range": pl.Int64(), "unknown": pl.Int64(),
    **{f"{what}_{which}_minor": pl.Int64() for what in ("cost", "npv") for which in ("mean", "p10", "p50", "p90")},
    "npv_positive_bp": pl.Int64(), "cost_p50_sum_minor": pl.Int64(), "npv_p50_sum_minor": pl.Int64(),
}  # fmt: skip
Factors = dict[tuple[str, str], Draws]
Row = dict[str, Any]  # a row of SPREAD_SCHEMA, which may still lack columns


def simulated_spread(lines: pl.LazyFrame, policy: UncertaintySection, risks: pl.LazyFrame | None = None) -> pl.LazyFrame:
    """Mean and percentiles of cost and net present value, one row for each project and one for the portfolio.

    lines: project_id, side (cost or benefit), low_minor, likely_minor and high_minor (present values in the portfolio's
    currency), success_bp (probability that a benefit comes; null means certain) and driver (what the project shares with
    others; null means nothing). risks: the canonical table, which is read if policy.includes_risks is set.

    - level: project or portfolio; the row of the portfolio is the last. From projects.project_id.
    - project_id: the project; null for the portfolio. From projects.project_id.
    - projects: number of projects in the row. From projects.project_id.
    - without_range: number of projects in the row without any line that has a range; such projects are drawn as certain.
      From cost_lines.amount_minor, cost_lines.low_minor, cost_lines.high_minor, benefits.low_minor, benefits.high_minor.
    - unknown: number of projects in the row without a cost line, with a line of unknown amount or, if the policy includes
      risks, with an open risk that is not assessed; such projects are in no figure. From cost_lines.amount_minor,
      benefits.amount_minor, risks.probability_bp, risks.impact_likely_minor.
    - cost_mean_minor, cost_p10_minor, cost_p50_minor, cost_p90_minor: mean and percentiles of the present value of cost, minor
      units; the percentile p is the smallest draw such that at least p % of the draws do not exceed it; null if no project is
      known. From cost_lines.low_minor, cost_lines.amount_minor, cost_lines.high_minor, risks.probability_bp,
      risks.impact_min_minor, risks.impact_likely_minor, risks.impact_max_minor.
    - npv_mean_minor, npv_p10_minor, npv_p50_minor, npv_p90_minor: mean and percentiles of the present value of the benefits
      that occur in a draw, minus the present value of cost in that draw; computed as those of cost. From cost_lines.low_minor, cost_lines.amount_minor,
      cost_lines.high_minor, benefits.low_minor, benefits.amount_minor, benefits.high_minor, benefits.probability_bp,
      modes.success_probability_bp.
    - npv_positive_bp: share of the draws with a net present value above zero, basis points, rounded half up; null if no project
      is known. From cost_lines.amount_minor, benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.
    - cost_p50_sum_minor, npv_p50_sum_minor: sum of the projects' own medians, minor units, to be compared with the median
      of the row itself (cost_p50_minor, npv_p50_minor); null if no project is known. From cost_lines.amount_minor,
      benefits.amount_minor, benefits.probability_bp, modes.success_probability_bp.

    Source: one-factor Gaussian copula, Li 2000, On default correlation; scrambled Sobol points, Owen 1998, Scrambling Sobol'
    and Niederreiter-Xing points; beyond one sequence's dimensions Latin supercube sampling, Owen 1998, Latin supercube sampling
    for very high-dimensional simulations.

    Edges: the cost lines of a project are added to one three-point estimate, and its benefit lines to one for each
    probability. The lines of one estimate move together. Projects with the same
    driver share one factor for their costs and another for their benefits; correlation_bp is the correlation between the normal
    draws of two such projects. Costs and benefits are independent. A project succeeds or fails as a whole: its benefits of
    equal probability come in the same draws. If one end of a line's range is missing, its likely amount takes the place of that
    end; a line whose points are not in ascending order has no range. A risk occurs with its probability after the response and
    costs a triangular impact, which is scaled by the impact after the response over the likely impact. Draws are whole minor units, so the draws of the portfolio are the sums
    of the projects' draws, exact up to 9 x 10^15 (the precision of doubles). The same seed gives the same figures, whatever the
    order of the rows. Without lines there are no rows.

    >>> from cutline.settings.measuring import UncertaintySection
    >>> rows = {"project_id": ["P"] * 2, "side": ["cost", "benefit"], "low_minor": [50, None], "likely_minor": [100, 120], "high_minor": [150, None]}
    >>> lines = pl.LazyFrame(rows | {"success_bp": [None, None], "driver": [None, None]}, schema_overrides={"driver": pl.String})
    >>> found = simulated_spread(lines, UncertaintySection(shape="triangular")).collect()
    >>> found.select("level", "cost_p50_minor", "npv_p50_minor", "npv_p50_sum_minor").rows()  # a symmetric cost around 100, a benefit of 120
    [('project', 100, 20, 20), ('portfolio', 100, 20, 20)]
    """
    sides = lines_by_side(lines).collect()
    everyone = sides["project_id"].unique().sort().to_list()
    known = sides.filter(((pl.col("side") == "cost").any() & ~pl.col("is_unknown").any()).over("project_id"))
    drawn = risks if policy.includes_risks and risks is not None else None
    events = {} if drawn is None else risk_events(drawn)
    unassessed = [] if drawn is None else projects_with_unassessed_risks(drawn)
    projects = projects_to_draw(known.filter(~pl.col("project_id").is_in(unassessed)), events)
    total = _new_row(None, len(everyone), unknown=len(everyone) - len(projects))
    rows = {each: _new_row(each, 1, unknown=1) for each in everyone} | _simulate(projects, policy, total)
    return pl.LazyFrame([*rows.values(), total] if rows else [], schema=SPREAD_SCHEMA)


def _new_row(project: str | None, projects: int, *, unknown: int = 0, without_range: int = 0) -> Row:
    level = "portfolio" if project is None else "project"
    return {"level": level, "project_id": project, "projects": projects, "without_range": without_range, "unknown": unknown}


def _simulate(projects: list[SimulatedProject], policy: UncertaintySection, total: Row) -> dict[str, Row]:
    """The row of each project. The figures of the portfolio are written into `total`."""
    columns = uniform_columns(policy.draws_log2, policy.seed)
    factors = _factors(projects, policy, columns)
    portfolio_cost, portfolio_npv = (np.zeros(2**policy.draws_log2) for _ in range(2))
    rows: dict[str, Row] = {}
    for project in projects:
        cost, benefit = _cost(project, policy, factors, columns), _benefit(project, policy, factors, columns)
        without_range = int(project.width("cost") + project.width("benefit") == 0)
        row = _new_row(project.project_id, 1, without_range=without_range) | _statistics(cost, benefit - cost)
        rows[project.project_id] = row | {f"{name}_p50_sum_minor": row[f"{name}_p50_minor"] for name in ("cost", "npv")}
        portfolio_cost += cost
        portfolio_npv += benefit - cost
    if projects:
        total |= _statistics(portfolio_cost, portfolio_npv)
        for name in ("without_range", "cost_p50_sum_minor", "npv_p50_sum_minor"):
            total[name] = sum(row[name] for row in rows.values())
    return rows


def _factors(projects: list[SimulatedProject], policy: UncertaintySection, columns: Iterator[Draws]) -> Factors:
    """A normal draw for each driver and side that has a range, the widest first."""
    widths: Counter[tuple[str, str]] = Counter()
    for project in projects:
        for side in ("cost", "benefit"):
            if project.driver is not None and project.width(side):
                widths[project.driver, side] += project.width(side)
    ordered = sorted(widths, key=lambda key: (-widths[key], key)) if policy.correlation_bp else []
    return {key: ndtri(next(columns)) for key in ordered}


def _normal(
    project: SimulatedProject, side: str, policy: UncertaintySection, factors: Factors, columns: Iterator[Draws]
) -> Draws:
    """The project's own normal draw, mixed with the factor of its driver."""
    own: Draws = ndtri(next(columns))
    factor = factors.get((project.driver or "", side)) if project.driver is not None else None
    share = policy.correlation_bp / SHARE_SCALE
    return own if factor is None else sqrt(share) * factor + sqrt(1 - share) * own


def _cost(project: SimulatedProject, policy: UncertaintySection, factors: Factors, columns: Iterator[Draws]) -> Draws:
    if project.width("cost"):
        drawn = amounts(project.cost, _normal(project, "cost", policy, factors, columns), policy.shape, policy.low_percentile)
    else:
        drawn = np.full(2**policy.draws_log2, float(project.cost[1]))
    for chance, impact in project.events:
        occurs = next(columns) < chance / SHARE_SCALE
        drawn = drawn + occurs * amounts(impact, ndtri(next(columns)), "triangular")
    return drawn


def _benefit(project: SimulatedProject, policy: UncertaintySection, factors: Factors, columns: Iterator[Draws]) -> Draws:
    normal = _normal(project, "benefit", policy, factors, columns) if project.width("benefit") else np.zeros(2**policy.draws_log2)
    is_certain = all(chance == SHARE_SCALE for chance, _ in project.benefits)
    success_draw = np.zeros_like(normal) if is_certain else next(columns)
    drawn = np.zeros_like(normal)
    for chance, points in project.benefits:
        drawn += (success_draw < chance / SHARE_SCALE) * amounts(points, normal, policy.shape, policy.low_percentile)
    return drawn


def _statistics(cost: Draws, npv: Draws) -> Row:
    found: Row = {}
    for name, draws in (("cost", cost), ("npv", npv)):
        found[f"{name}_mean_minor"] = floor(float(draws.mean()) + 0.5)
        ordered = np.sort(draws)
        found |= {f"{name}_p{p}_minor": int(ordered[ceil(p * len(draws) / 100) - 1]) for p in PERCENTILES}
    above = int((npv > 0).sum())
    return found | {"npv_positive_bp": (2 * above * SHARE_SCALE + len(npv)) // (2 * len(npv))}
