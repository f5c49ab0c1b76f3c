"""The flows of each mode from its earliest start, and the three points of its uncertain amounts, for measures to read.

The optimiser does not read these frames, apart from the scenarios that `rule_frames` draws from the three points.
"""

import polars as pl

from cutline.choices.costing.decision_costs import decision_costs
from cutline.choices.options.offered_modes import offered_modes
from cutline.choices.options.offered_starts import earliest_starts, offered_starts
from cutline.choices.options.option_lines import lines_at_starts
from cutline.choices.options.option_values import valued_lines
from cutline.contracts.choice_frames import OPTION_KEY
from cutline.contracts.statuses import is_open
from cutline.contracts.tables.records import Tables
from cutline.contracts.units import SHARE_SCALE
from cutline.settings.all_settings import Settings
from cutline.valuation.currency import in_portfolio_currency
from cutline.valuation.deciding_lines import deciding_benefits
from cutline.valuation.discounting import discounting_of
from cutline.valuation.present_value import expected_amount, periods_reached, present_value
from cutline.valuation.price_basis import in_prices


def mode_flows(tables: Tables, settings: Settings, *, delay: int = 0) -> pl.DataFrame:
    """The lines of every mode of every open project, if each mode starts `delay` periods after its earliest start.

    Columns: project_id, mode_id, is_default, period_index, cost_class (null for a benefit), capex_minor and opex_minor
    (signed), cost_minor, benefit_minor, present_cost_minor, present_benefit_minor.

    Amounts are expected values in the prices that the setting finance.prices names. A line counts by its sign: an
    expected loss is a cost, and a credit is a benefit. Projects with an unknown amount are absent. A delay does not move a line that lies before the
    horizon, because such a line is sunk. It does not move a line that states a day either.
    """
    calendar = settings.horizon()
    costs = decision_costs(tables, settings)
    benefits = deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    unknown = pl.concat([frame.filter(pl.col("amount_minor").is_null()).select("project_id") for frame in (costs, benefits)])
    projects = open_projects(tables).join(unknown, on="project_id", how="anti").join(costs, on="project_id", how="semi")
    first = earliest_starts(
        offered_starts(projects, offered_modes(projects, tables, costs, calendar), calendar, settings), tables
    )
    # The filter comes before the delay: a line before the horizon is sunk, however late the other lines begin.
    moved = pl.when(pl.col("period_start").is_null()).then(pl.col("period_index") + delay).otherwise("period_index")
    money_out, money_in = (
        lines_at_starts(first, lines, calendar).filter(pl.col("period_index") >= 0).with_columns(period_index=moved)
        for lines in (costs, benefits)
    )
    lines = valued_lines(money_out, money_in, tables, settings).with_columns(
        expected=expected_amount(pl.col("amount_minor"), pl.col("chance"))
    )

    def booked(cost_class: str) -> pl.Expr:
        return pl.when(pl.col("cost_class") == cost_class).then(-pl.col("expected")).otherwise(0)

    def part(column: str, sign: int) -> pl.Expr:
        return (sign * pl.col(column)).clip(lower_bound=0)

    marked = first.select("project_id", "mode_id", "is_default")
    return lines.join(marked, on=["project_id", "mode_id"], how="left", maintain_order="left").select(
        "project_id", "mode_id", "is_default", "period_index", "cost_class",
        capex_minor=booked("capex"), opex_minor=booked("opex"), cost_minor=part("expected", -1), benefit_minor=part("expected", 1),
        present_cost_minor=part("present_minor", -1), present_benefit_minor=part("present_minor", 1),
    )  # fmt: skip


def open_projects(tables: Tables) -> pl.DataFrame:
    """The projects that are neither finished nor cancelled. Nothing is left to decide about the others."""
    return tables["projects"].filter(is_open())


def three_point_lines(tables: Tables, settings: Settings, chosen: pl.DataFrame | None = None) -> pl.DataFrame:
    """The option key, side (cost, benefit), low_minor, likely_minor, high_minor, success_bp, driver: the lines from which
    the spread of cost and value is drawn.

    Without `chosen` there is a row for each line of the default mode of each open project from its earliest start; otherwise
    for each line of the options in `chosen` (OPTION_KEY). Amounts are present values in the prices of finance, from the
    horizon's start on. They are not weighted by success_bp, because whether the benefit comes is drawn. An unknown amount
    stays unknown. driver: the attribute that settings.uncertainty.driver names.
    """
    calendar = settings.horizon()
    costs, benefits = decision_costs(tables, settings), deciding_benefits(in_portfolio_currency("benefits", tables, settings))
    projects = open_projects(tables).join(costs, on="project_id", how="semi")
    every = offered_starts(projects, offered_modes(projects, tables, costs, calendar), calendar, settings)
    starts = (
        earliest_starts(every, tables).filter("is_default") if chosen is None else every.join(chosen, on=OPTION_KEY, how="semi")
    )
    sides = {"cost": costs.with_columns(probability_bp=pl.lit(SHARE_SCALE, pl.Int64)), "benefit": benefits}
    points = {name: f"present_{name}" for name in ("low_minor", "amount_minor", "high_minor")}
    points_read = {"low_minor": "present_low_minor", "likely_minor": "present_amount_minor", "high_minor": "present_high_minor"}
    driver = pl.lit(None, pl.String) if settings.uncertainty.driver == "none" else pl.col(settings.uncertainty.driver)
    drivers = tables["projects"].select("project_id", driver=driver).unique("project_id", keep="any")
    found = []
    for side, lines in sides.items():
        placed = lines_at_starts(starts, lines, calendar).filter(pl.col("period_index") >= 0)
        priced = in_prices(placed, settings.finance.prices, tables, settings, tuple(points))
        chance = pl.col("probability_bp").fill_null(SHARE_SCALE) * (pl.col("success_bp") if side == "benefit" else SHARE_SCALE)
        certain = priced.lazy().with_columns(
            chance=pl.lit(SHARE_SCALE**2, pl.Int64), success_bp=(chance + SHARE_SCALE // 2) // SHARE_SCALE
        )
        present = present_value(certain, discounting_of(settings, tables), calendar, periods_reached(priced), points)
        found.append(present.select(*OPTION_KEY, side=pl.lit(side), **points_read, success_bp="success_bp").collect())
    return pl.concat(found).join(drivers, on="project_id", how="left", maintain_order="left")
