"""The look of the sheets about the whole portfolio: over-allocated people, themes, accuracy of estimates, and the trend.

The trend compares the nights. The figures are computed in `cutline/metrics`.
"""

from cutline.reports.sheets.sheet import Column, Sheet, largest_first

SHEETS = (
    Sheet("Limits exceeded", "exceeded_limits", lambda frame: "Limits that the plan exceeds. Skills are measured and do not bind the plan; people who are bought count." if frame.height else "The plan exceeds no limit: no role, unit, skill or fund, no gate is overdue, and no benefit is claimed twice.", (
        Column("kind", "Of", width=9), Column("name", "Name", width=26), Column("first", "From", width=11), Column("last", "To", width=11), Column("over_milli_fte", "Over (FTE)", "fte"),
        Column("peak_bp", "Used at most", "share", 13), Column("over_minor", "Over", "money"), Column("text", "In words", "wide", 90),
    ), is_always_shown=True, summary="limits that the plan exceeds"),
    Sheet("Over-allocation", "over_allocations", "Roles, units and skills that are asked for more people than there are: by committed work, by all work that is asked for, and by the plan (with the people it buys). The cheapest relief is that of a role.", (
        Column("view", "View", width=11), Column("kind", "Of", width=8), Column("role_id", "Role, unit or skill", width=24), Column("first", "From", width=10), Column("last", "To", width=10), Column("periods", "Periods", "integer"),
        Column("peak_milli_fte", "Peak (FTE)", "fte"), Column("excess_milli_fte_periods", "FTE x periods", "fte", 14), Column("projects", "Caused by", "wide", 60),
        Column("relief", "Cheapest relief", "wide", 60), Column("relief_cost_minor", "Costs", "money"), Column("unplanned", "Not planned for their data", "integer", 14),
    ), of=largest_first("excess_milli_fte_periods")),
    Sheet("Within blocks", "block_overloads", "Roles and periods in which the plan needs more people than there are, although their block of periods has enough: work must move within its block.", (
        Column("role_id", "Role", width=24), Column("period", "Period", width=10), Column("first", "Block from", width=11), Column("last", "to", width=10),
        Column("there_milli_fte", "Available (FTE)", "fte"), Column("bought_milli_fte", "Bought", "fte"), Column("used_milli_fte", "Planned", "fte"), Column("over_milli_fte", "Over", "fte"),
    ), of=largest_first("over_milli_fte")),
    Sheet("Themes", "theme_shares", "The share of each theme in spend and in value, for all candidates and for the plan.", (
        Column("theme", "Theme", width=26), Column("candidate_unknown", "Unknown", "integer"), Column("candidate_spend_minor", "Asked", "money"), Column("candidate_spend_bp", "Share asked", "share"),
        Column("plan_spend_minor", "Planned", "money"), Column("plan_spend_bp", "Share planned", "share"), Column("candidate_value_bp", "Share of value asked", "share", 14),
        Column("plan_value_bp", "Share of value planned", "share", 14), Column("unplanned", "Not planned for their data", "integer", 14), Column("unplaced", "Not placed", "integer"),
    )),
    Sheet("Estimates", "accuracy", "What finished projects really cost and how long they took, as a share of what was submitted; 100 % is as submitted.", (
        Column("by", "By", width=15), Column("id", "Of", width=20), Column("measure", "Measure", width=11), Column("outcomes", "Finished", "integer"), Column("known", "Known", "integer"),
        Column("median_bp", "Median", "share"), Column("p10_bp", "P10", "share"), Column("p90_bp", "P90", "share"), Column("bias_bp", "Bias", "share"), Column("unplaced", "Not placed", "integer"),
    )),
    Sheet("Trend", "confidence_trend", "Ratings, cost and finish dates, night by night. Only projects that the night before had as well are compared.", (
        Column("as_of_date", "As of", "date"), Column("projects", "Projects", "integer"), Column("green", "Green", "integer"), Column("amber_green", "Amber/green", "integer", 13),
        Column("amber", "Amber", "integer"), Column("amber_red", "Amber/red", "integer", 11), Column("red", "Red", "integer"), Column("unrated", "Unrated", "integer"),
        Column("low_confidence_bp", "Amber/red or red", "share", 16), Column("whole_life_cost_minor", "Whole-life cost", "money", 22), Column("cost_unknown", "Cost unknown", "integer", 13), Column("matched", "In both", "integer"),
        Column("cost_change_bp", "Cost since", "share"), Column("finish_matched", "Dated in both", "integer", 13), Column("finish_later", "Later", "integer"),
        Column("median_slip_days", "Median slip (days)", "integer", 17), Column("rating_better", "Better", "integer"), Column("rating_worse", "Worse", "integer"),
    )),
)  # fmt: skip
