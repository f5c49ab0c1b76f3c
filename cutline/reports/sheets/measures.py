"""The look of the sheets of measures, by project and programme: titles, widths, and which columns are shown.

The sheets are: all measures side by side, health, earned value, cost views, public value. The figures are computed in
`cutline/metrics` and published by `cutline/reports/tables/measures.py`.
"""

import polars as pl

from cutline.reports.sheets.sheet import ID, NAME, Column, Sheet

RAG_ORDER = {"red": 0, "amber": 1, "green": 2}


def _worst_first(health: pl.DataFrame) -> pl.DataFrame:
    rated = health.filter(pl.col("computed_rag").is_not_null() | pl.col("reported_rag").is_not_null())
    order = pl.col("computed_rag").replace_strict(RAG_ORDER, default=3, return_dtype=pl.Int64)
    return rated.sort(pl.col("reported_rag").is_null(), ~pl.col("differs").fill_null(value=False), order, "project_id")


_EVM = (
    Column("status_finish", "Status", "date"), Column("planned_minor", "Planned (PV)", "money"), Column("earned_minor", "Earned (EV)", "money"),
    Column("actual_minor", "Actual (AC)", "money"), Column("budget_at_completion_minor", "Budget (BAC)", "money"), Column("cpi_milli", "CPI", "ratio", 8),
    Column("spi_milli", "SPI", "ratio", 8), Column("spi_t_milli", "SPI(t)", "ratio", 8), Column("percent_complete_bp", "Complete", "share", 10),
    Column("eac_minor", "Estimate at completion", "money"), Column("vac_minor", "Variance at completion", "money"), Column("tcpi_bac_milli", "TCPI", "ratio", 8),
    Column("planned_finish", "Planned finish", "date"), Column("forecast_finish", "Forecast finish", "date"), Column("unknown_because", "Unknown because", width=40),
)  # fmt: skip
_RATED = tuple(
    Column(f"{aspect}_rag", aspect.capitalize(), "rag") for aspect in ("cost", "schedule", "risk", "benefits", "freshness")
)


SHEETS = (
    Sheet("Metrics", "metrics", "Every project in its default option from its earliest start. A figure is empty if it is unknown; if it rests on a row that was set aside, the last column says which.", (
        ID, NAME, Column("npv_minor", "NPV", "money"), Column("cost_minor", "Cost", "money"),
        Column("benefit_minor", "Benefit (expected)", "money"), Column("roi_bp", "ROI", "share"), Column("irr_bp", "IRR a year", "share"),
        Column("irr_flag", "IRR roots", width=10), Column("payback_milli_periods", "Payback (periods)", "periods"),
        Column("score_milli", "Score (of 100)", "points"), Column("exposure_minor", "Risk exposure", "money"),
        Column("residual_exposure_minor", "after response", "money"), Column("unassessed_risks", "Risks not assessed", "integer", 12), Column("cpi_milli", "CPI", "ratio"), Column("spi_milli", "SPI", "ratio"),
        Column("unknown_because", "Unknown because", "wide", 60),
    ),
    summary="NPV, ROI, IRR, payback, score, risk exposure, earned value", is_always_shown=True),
    Sheet("Health", "health", "Red, amber or green by the rules of portfolio.toml, beside the reported rating. A rating is empty (unknown) if no aspect is red and one is unknown. Contradictions come first.", (
        ID, NAME, Column("computed_rag", "Computed", "rag"), Column("reported_rag", "Reported", "rag"), Column("reported_is", "Reported is", width=12), *_RATED,
        Column("cost_overrun_bp", "Over budget", "share"), Column("spi_t_milli", "SPI(t)", "ratio", 8), Column("slip_days", "Days late", "integer"),
        Column("residual_risk_bp", "Risk / cost", "share"), Column("benefit_shortfall_bp", "Benefits short", "share"), Column("age_days", "Days old", "integer"),
        Column("because", "Because", "wide"),
    ), of=_worst_first),
    Sheet("Earned value", "earned_value", "Projects in progress, up to the last reported period. The estimate at completion is the stated one, or else follows from the formula in the settings.",
          (ID, NAME, *_EVM)),
    Sheet("To complete", "money_to_complete", "Projects in flight: what was spent inside the horizon and what is still needed by their progress, beside what the plan spends on them.", (
        ID, NAME, Column("spent_minor", "Spent in horizon", "money"), Column("etc_minor", "Estimate to complete", "money"), Column("inside_minor", "Planned in horizon", "money"),
        Column("later_minor", "Planned after it", "money"), Column("difference_minor", "Planned less needed", "money"), Column("compared", "The plan gives", width=20),
        Column("because", "Because", "wide", 60),
    )),
    Sheet("Programmes", "totals", "Sums over open projects, to the cent; a ratio is a ratio of sums. NPV, cost or risk unknown: how many of the projects are in none of these sums. Closed: finished or cancelled, in no figure. Not placed: projects whose own row was set aside, so that nobody knows where they belong.", (
        Column("level", "Level", width=12), Column("id", "Id", width=16), Column("projects", "Open projects", "integer", 13), Column("unvalued", "NPV unknown", "integer", 13), Column("uncosted", "Cost unknown", "integer", 13), Column("unexposed", "Risk unknown", "integer", 13),
        Column("closed", "Closed", "integer"), Column("unplaced", "Not placed", "integer"),
        Column("npv_minor", "NPV", "money"), Column("capex_minor", "Capex", "money"), Column("opex_minor", "Opex", "money"), Column("cost_minor", "Cost", "money"),
        Column("benefit_minor", "Benefit", "money"), Column("roi_bp", "ROI", "share"), Column("bcr_milli", "BCR", "ratio", 8),
        Column("exposure_minor", "Risk exposure", "money"), Column("residual_exposure_minor", "after response", "money"),
    )),
    Sheet("Programme progress", "earned_value_groups", "Earned value by programme and in all. Projects whose progress is unknown are left out; their number is shown.", (
        Column("level", "Level", width=12), Column("id", "Id", width=16), Column("projects", "Projects", "integer"), Column("left_out", "Left out", "integer"), Column("unplaced", "Not placed", "integer"), *_EVM,
    )),
    Sheet("Cost views", "cost_views", "What was approved, what was planned, what is forecast and what was posted, side by side.", (
        ID, NAME, Column("cost_class", "Class", width=9), Column("baseline_minor", "Baseline", "money"), Column("plan_minor", "Plan", "money"),
        Column("forecast_minor", "Forecast", "money"), Column("actual_minor", "Posted", "money"), Column("variance_minor", "Expected less baseline", "money"), Column("left_minor", "Still to come", "money"),
        Column("unknown_because", "Unknown because", "wide", 60),
    ), of=lambda frame: frame.filter(pl.any_horizontal(pl.col("baseline_minor", "forecast_minor", "actual_minor", "unknown_because").is_not_null()))),
    Sheet("Public value", "social_value", "Net present social value, in real prices and at the social discount schedule. The costs include optimism bias.", (
        ID, NAME, Column("mode_id", "Option", width=14), Column("npsv_minor", "NPSV", "money"), Column("present_cost_minor", "Cost", "money"),
        Column("optimism_bias_minor", "of it optimism bias", "money"), Column("present_benefit_minor", "Benefit", "money"), Column("bcr_milli", "BCR", "ratio", 8),
        Column("over_do_minimum_minor", "Over do-minimum", "money"), Column("switching_benefit_bp", "Benefits may fall", "share"), Column("switching_cost_bp", "Costs may rise", "share"),
    )),
)  # fmt: skip
