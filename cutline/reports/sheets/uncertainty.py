"""The look of the sheets about uncertainty: ranges of cost and value, the trend of risk, overdue reviews of risks.

This module has the titles, the widths and the columns that are shown. The figures are computed in `cutline/metrics/risk`.
"""

import polars as pl

from cutline.reports.sheets.sheet import ID, NAME, Column, Sheet, largest_first

SHEETS = (
    Sheet("Range of the plan", "plan_spread", "The range of cost and value of the plan: one time in ten the result is below P10, nine times in ten below P90. The P50 of the plan is not the sum of the P50 of its projects.", (
        Column("level", "Level", width=11), ID, NAME, Column("unknown", "Unknown", "integer"), Column("without_range", "Without range", "integer", 14), Column("cost_p10_minor", "Cost P10", "money"), Column("cost_p50_minor", "Cost P50", "money"),
        Column("cost_p90_minor", "Cost P90", "money"), Column("npv_p10_minor", "NPV P10", "money"), Column("npv_p50_minor", "NPV P50", "money"), Column("npv_p90_minor", "NPV P90", "money"),
        Column("npv_positive_bp", "NPV above zero", "share", 14), Column("unplaced", "Not placed", "integer"),
    ), of=lambda frame: frame.sort(pl.col("level") != "portfolio", "npv_p50_minor", "project_id", descending=[False, True, False], nulls_last=True)),
    Sheet("Range of projects", "spread", "The range of cost and value of every project, in its default option from its earliest start.", (
        Column("level", "Level", width=11), ID, NAME, Column("unknown", "Unknown", "integer"), Column("without_range", "Without range", "integer", 14), Column("cost_p10_minor", "Cost P10", "money"), Column("cost_p50_minor", "Cost P50", "money"),
        Column("cost_p90_minor", "Cost P90", "money"), Column("npv_p10_minor", "NPV P10", "money"), Column("npv_p50_minor", "NPV P50", "money"), Column("npv_p90_minor", "NPV P90", "money"),
        Column("npv_positive_bp", "NPV above zero", "share", 14), Column("unplaced", "Not placed", "integer"),
    ), of=lambda frame: frame.sort(pl.col("level") != "portfolio", "npv_p50_minor", "project_id", descending=[False, True, False], nulls_last=True)),
    Sheet("Risk trend", "risk_change", "The change of risk exposure since the night before, and its causes. The parts add up to the change. A risk that is not assessed adds nothing.", (
        ID, NAME, Column("before_minor", "Before", "money"), Column("now_minor", "Now", "money"), Column("change_minor", "Change", "money"), Column("new_minor", "New risks", "money"),
        Column("closed_minor", "Closed", "money"), Column("likelihood_minor", "Likelihood", "money"), Column("impact_minor", "Impact", "money"),
        Column("unassessed_risks", "Not assessed", "integer", 13),
    ), of=lambda frame: frame.filter(pl.col("change_minor") != 0).sort("change_minor", "project_id", descending=[True, False])),
    Sheet("Overdue reviews", "overdue_reviews", "Open risks whose last review is more than risk.review_days ago.", (
        ID, NAME, Column("risk_id", "Risk", width=14), Column("owner", "Owner", width=20), Column("reviewed_on", "Last review", "date"), Column("overdue_days", "Days overdue", "integer", 13),
        Column("exposure_minor", "Exposure", "money"),
    ), of=largest_first("exposure_minor")),
)  # fmt: skip
