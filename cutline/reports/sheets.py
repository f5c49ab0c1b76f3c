"""The sheets of the workbook that show metric tables: which columns, under which titles. Pure data; workbook.py writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["text", "wide", "rag", "money", "points", "integer", "date", "share", "fte"]


@dataclass(frozen=True)
class Column:
    """A column of a sheet: of which frame column, under which title. width: in characters; left out, that of its kind."""

    name: str
    title: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet. of: which rows of the frame in which order; an empty result makes no sheet."""

    name: str
    frame: str
    note: str
    columns: tuple[Column, ...]
    of: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame
    totals: tuple[str, ...] = ()


RAG_ORDER = {"red": 0, "amber": 1, "green": 2}


def _worst_first(health: pl.DataFrame) -> pl.DataFrame:
    rated = health.filter(pl.col("computed_rag").is_not_null() | pl.col("reported_rag").is_not_null())
    order = pl.col("computed_rag").replace_strict(RAG_ORDER, default=3, return_dtype=pl.Int64)
    return rated.sort(pl.col("reported_rag").is_null(), ~pl.col("differs").fill_null(value=False), order, "project_id")


def _largest_first(column: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda frame: frame.sort(column, *frame.columns[:2], descending=[True, False, False], nulls_last=True)


_ID, _NAME = Column("project_id", "Project", width=11), Column("name", "Name", width=42)
_EVM = (
    Column("status_finish", "Status", "date"), Column("planned_minor", "Planned (PV)", "money"), Column("earned_minor", "Earned (EV)", "money"),
    Column("actual_minor", "Actual (AC)", "money"), Column("budget_at_completion_minor", "Budget (BAC)", "money"), Column("cpi_milli", "CPI", "fte", 8),
    Column("spi_milli", "SPI", "fte", 8), Column("spi_t_milli", "SPI(t)", "fte", 8), Column("percent_complete_bp", "Complete", "share", 10),
    Column("eac_minor", "Estimate at completion", "money"), Column("vac_minor", "Variance at completion", "money"), Column("tcpi_bac_milli", "TCPI", "fte", 8),
    Column("planned_finish", "Planned finish", "date"), Column("forecast_finish", "Forecast finish", "date"), Column("unknown_because", "Unknown because", width=40),
)  # fmt: skip
_RATED = tuple(
    Column(f"{aspect}_rag", aspect.capitalize(), "rag") for aspect in ("cost", "schedule", "risk", "benefits", "freshness")
)
MEASURE_SHEETS = (
    Sheet("Health", "health", "Red, amber, green by the rules of portfolio.toml, beside what was reported: contradictions first.", (
        _ID, _NAME, Column("computed_rag", "Computed", "rag"), Column("reported_rag", "Reported", "rag"), Column("reported_is", "Reported is", width=12), *_RATED,
        Column("cost_overrun_bp", "Over budget", "share"), Column("spi_t_milli", "SPI(t)", "fte", 8), Column("slip_days", "Days late", "integer"),
        Column("residual_risk_bp", "Risk / cost", "share"), Column("benefit_shortfall_bp", "Benefits short", "share"), Column("age_days", "Days old", "integer"),
        Column("because", "Because", "wide"),
    ), _worst_first),
    Sheet("Earned value", "earned_value", "Projects in progress, to the last period reported. Estimates at completion: stated, else by the formula of the settings.",
          (_ID, _NAME, *_EVM)),
    Sheet("Programmes", "totals", "Sums over projects, to the cent; ratios are ratios of sums. Unvalued: projects whose worth is unknown and is in no sum.", (
        Column("level", "Level", width=12), Column("id", "Id", width=16), Column("projects", "Projects", "integer"), Column("unvalued", "Unvalued", "integer"),
        Column("npv_minor", "NPV", "money"), Column("capex_minor", "Capex", "money"), Column("opex_minor", "Opex", "money"), Column("cost_minor", "Cost", "money"),
        Column("benefit_minor", "Benefit", "money"), Column("roi_bp", "ROI", "share"), Column("bcr_milli", "BCR", "fte", 8),
        Column("exposure_minor", "Risk exposure", "money"), Column("residual_exposure_minor", "after response", "money"),
    )),
    Sheet("Programme progress", "earned_value_groups", "Earned value by programme and in all; projects whose progress is unknown are left out and counted.", (
        Column("level", "Level", width=12), Column("id", "Id", width=16), Column("projects", "Projects", "integer"), Column("left_out", "Left out", "integer"), *_EVM,
    )),
    Sheet("Cost views", "cost_views", "What was approved, planned, is foreseen and was posted, side by side.", (
        _ID, _NAME, Column("cost_class", "Class", width=9), Column("baseline_minor", "Baseline", "money"), Column("plan_minor", "Plan", "money"),
        Column("forecast_minor", "Forecast", "money"), Column("actual_minor", "Posted", "money"), Column("variance_minor", "Expected less baseline", "money"), Column("left_minor", "Still to come", "money"),
    ), lambda frame: frame.filter(pl.any_horizontal(pl.col("baseline_minor", "forecast_minor", "actual_minor").is_not_null()))),
    Sheet("Public value", "social_value", "Net present social value in real prices at the social discount schedule, optimism bias in the costs.", (
        _ID, _NAME, Column("mode_id", "Option", width=14), Column("npsv_minor", "NPSV", "money"), Column("present_cost_minor", "Cost", "money"),
        Column("optimism_bias_minor", "of it optimism bias", "money"), Column("present_benefit_minor", "Benefit", "money"), Column("bcr_milli", "BCR", "fte", 8),
        Column("over_do_minimum_minor", "Over do-minimum", "money"), Column("switching_benefit_bp", "Benefits may fall", "share"), Column("switching_cost_bp", "Costs may rise", "share"),
    )),
    Sheet("Range of the plan", "plan_spread", "What cost and value of the plan may come to: one time in ten below P10, nine in ten below P90. The plan's P50 is not the sum of its projects'.", (
        Column("level", "Level", width=11), _ID, _NAME, Column("without_range", "Without range", "integer", 14), Column("cost_p10_minor", "Cost P10", "money"), Column("cost_p50_minor", "Cost P50", "money"),
        Column("cost_p90_minor", "Cost P90", "money"), Column("npv_p10_minor", "NPV P10", "money"), Column("npv_p50_minor", "NPV P50", "money"), Column("npv_p90_minor", "NPV P90", "money"),
        Column("npv_positive_bp", "NPV above zero", "share", 14),
    ), lambda frame: frame.sort(pl.col("level") != "portfolio", "npv_p50_minor", "project_id", descending=[False, True, False], nulls_last=True)),
    Sheet("Range of projects", "spread", "The same of every project in its default option from its earliest start.", (
        Column("level", "Level", width=11), _ID, _NAME, Column("without_range", "Without range", "integer", 14), Column("cost_p10_minor", "Cost P10", "money"), Column("cost_p50_minor", "Cost P50", "money"),
        Column("cost_p90_minor", "Cost P90", "money"), Column("npv_p10_minor", "NPV P10", "money"), Column("npv_p50_minor", "NPV P50", "money"), Column("npv_p90_minor", "NPV P90", "money"),
        Column("npv_positive_bp", "NPV above zero", "share", 14),
    ), lambda frame: frame.sort(pl.col("level") != "portfolio", "npv_p50_minor", "project_id", descending=[False, True, False], nulls_last=True)),
    Sheet("Risk trend", "risk_change", "Exposure since the night before, and what moved it: the parts sum to the change.", (
        _ID, _NAME, Column("before_minor", "Before", "money"), Column("now_minor", "Now", "money"), Column("change_minor", "Change", "money"), Column("new_minor", "New risks", "money"),
        Column("closed_minor", "Closed", "money"), Column("likelihood_minor", "Likelihood", "money"), Column("impact_minor", "Impact", "money"),
    ), lambda frame: frame.filter(pl.col("change_minor") != 0).sort("change_minor", "project_id", descending=[True, False])),
    Sheet("Overdue reviews", "overdue_reviews", "Open risks that nobody has looked at for longer than risk.review_days.", (
        _ID, _NAME, Column("risk_id", "Risk", width=14), Column("owner", "Owner", width=20), Column("reviewed_on", "Last review", "date"), Column("overdue_days", "Days overdue", "integer", 13),
        Column("exposure_minor", "Exposure", "money"),
    ), _largest_first("exposure_minor")),
    Sheet("Over-allocation", "over_allocations", "Roles asked for more than they have, by what is committed and by all that is asked, and the cheapest relief. What the plan needs beyond it is bought.", (
        Column("view", "View", width=11), Column("role_id", "Role", width=24), Column("first", "From", width=10), Column("last", "To", width=10), Column("periods", "Periods", "integer"),
        Column("peak_milli_fte", "Peak (FTE)", "fte"), Column("excess_milli_fte_periods", "FTE x periods", "fte", 14), Column("projects", "Caused by", "wide", 60),
        Column("relief", "Cheapest relief", "wide", 60), Column("relief_cost_minor", "Costs", "money"),
    ), _largest_first("excess_milli_fte_periods")),
    Sheet("Within blocks", "block_overloads", "Roles and periods in which the plan needs more than there are, although the block of periods has enough: work must move within its block.", (
        Column("role_id", "Role", width=24), Column("period", "Period", width=10), Column("first", "Block from", width=11), Column("last", "to", width=10),
        Column("there_milli_fte", "There (FTE)", "fte"), Column("bought_milli_fte", "Bought", "fte"), Column("used_milli_fte", "Planned", "fte"), Column("over_milli_fte", "Over", "fte"),
    ), _largest_first("over_milli_fte")),
    Sheet("Themes", "theme_shares", "Share of spend and of value of each theme, of all candidates and of the plan.", (
        Column("theme", "Theme", width=26), Column("candidate_spend_minor", "Asked", "money"), Column("candidate_spend_bp", "Share asked", "share"),
        Column("plan_spend_minor", "Planned", "money"), Column("plan_spend_bp", "Share planned", "share"), Column("candidate_value_bp", "Share of value asked", "share", 14),
        Column("plan_value_bp", "Share of value planned", "share", 14),
    )),
    Sheet("Estimates", "accuracy", "What finished projects really cost and took, over what was submitted: 100 % is as submitted.", (
        Column("by", "By", width=15), Column("id", "Of", width=20), Column("measure", "Measure", width=11), Column("outcomes", "Finished", "integer"), Column("known", "Known", "integer"),
        Column("median_bp", "Median", "share"), Column("p10_bp", "P10", "share"), Column("p90_bp", "P90", "share"), Column("bias_bp", "Bias", "share"),
    )),
    Sheet("Trend", "confidence_trend", "Ratings, cost and finish dates night by night; compared are the projects that the night before had too.", (
        Column("as_of_date", "As of", "date"), Column("projects", "Projects", "integer"), Column("green", "Green", "integer"), Column("amber_green", "Amber/green", "integer", 13),
        Column("amber", "Amber", "integer"), Column("amber_red", "Amber/red", "integer", 11), Column("red", "Red", "integer"), Column("unrated", "Unrated", "integer"),
        Column("low_confidence_bp", "Amber/red or red", "share", 16), Column("whole_life_cost_minor", "Whole-life cost", "money", 22), Column("matched", "In both", "integer"),
        Column("cost_change_bp", "Cost since", "share"), Column("finish_matched", "Dated in both", "integer", 13), Column("finish_later", "Later", "integer"),
        Column("median_slip_days", "Median slip (days)", "integer", 17), Column("rating_better", "Better", "integer"), Column("rating_worse", "Worse", "integer"),
    )),
)  # fmt: skip
