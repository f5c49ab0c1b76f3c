"""Contracts of the tables about risk and progress: risks, issues, change requests, earned value and milestones."""

from cutline.contracts.tables.column_kinds import (
    date_column,
    enum_column,
    flag_column,
    id_column,
    money_column,
    project_column,
    share_column,
    text_column,
)
from cutline.contracts.tables.records import Column, Table

RISKS = Table(
    "risks",
    "project, risk and snapshot date",
    "Risks of the projects: what may go wrong.",
    ("project_id", "risk_id", "snapshot_date"),
    (
        project_column(),
        id_column("risk_id", "The risk."),
        date_column("snapshot_date", "The day on which this view of the risk was taken. Unknown means the day of the export."),
        text_column("category", "Kind of risk."),
        share_column("probability_bp", "Probability before any response."),
        money_column("impact_min_minor", "Smallest impact.", minimum=0),
        money_column("impact_likely_minor", "Most likely impact.", minimum=0),
        money_column("impact_max_minor", "Largest impact.", minimum=0),
        text_column("response", "Response to the risk."),
        share_column("residual_probability_bp", "Probability after the response."),
        money_column("residual_impact_minor", "Most likely impact after the response.", minimum=0),
        text_column("owner", "Person accountable for the risk."),
        enum_column("status", "open closed occurred", "Status of the risk. Unknown means open."),
        date_column("reviewed_on", "Day of the last review."),
    ),
)


def _issues_or_changes(name: str, word: str, meaning: str) -> Table:
    """The contract of `issues` or of `changes`, which have the same columns. word: the singular."""
    return Table(
        name,
        f"project and {word}",
        meaning,
        ("project_id", word + "_id"),
        (
            project_column(),
            id_column(word + "_id", "The " + word + "."),
            text_column("type", f"Kind of {word}."),
            date_column("raised_on", f"Day on which the {word} was raised."),
            date_column("due_on", f"Day by which the {word} is due."),
            date_column("approved_on", f"Day on which the {word} was approved."),
            money_column("baseline_effect_minor", f"Effect of the {word} on the cost baseline."),
            Column(
                "schedule_effect_days",
                "integer",
                f"Effect of the {word} on the finish date, in days.",
                minimum=-36500,
                maximum=36500,
            ),
        ),
    )


ISSUES = _issues_or_changes("issues", "issue", "Issues of the projects: what has gone wrong.")
CHANGES = _issues_or_changes("changes", "change", "Change requests.")

EVM = Table(
    "evm",
    "project, control account and period",
    "Earned value by period. Each row has the amounts of its own period and no running totals. Future periods have a planned value only.",
    ("project_id", "control_account", "period_start"),
    (
        project_column(),
        id_column(
            "control_account", "Part of the project that is measured separately. Unknown means the whole project.", required=False
        ),
        date_column("period_start", "First day of the period.", required=True),
        money_column("planned_minor", "Planned value (PV) of the period."),
        money_column("earned_minor", "Earned value (EV) of the period."),
        money_column("actual_minor", "Actual cost (AC) of the period."),
        money_column(
            "budget_at_completion_minor", "Budget at completion (BAC) of the control account, the same on every row.", minimum=0
        ),
        money_column("estimate_to_complete_minor", "Estimate to complete (ETC): the cost still to come.", minimum=0),
        text_column("method", "Method by which earned value is measured."),
        date_column("status_date", "The status date that the figures describe."),
        text_column("baseline_version", "Version of the baseline."),
    ),
)
MILESTONES = Table(
    "milestones",
    "project and milestone",
    "Milestones of the projects.",
    ("project_id", "milestone_id"),
    (
        project_column(),
        id_column("milestone_id", "The milestone."),
        date_column("baseline_date", "Date in the baseline."),
        date_column("forecast_date", "Date that is now forecast."),
        date_column("actual_date", "Date on which the milestone was reached."),
        flag_column(
            "is_gate",
            "Whether the milestone is a stage gate. Money is released up to the next gate that is not passed, and reserved after it.",
        ),
    ),
)
