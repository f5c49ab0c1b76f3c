"""Tables about what may go wrong and how far projects are: risks, issues, changes, earned value and milestones."""

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
    "project, risk, snapshot",
    "What may go wrong.",
    ("project_id", "risk_id", "snapshot_date"),
    (
        project_column(),
        id_column("risk_id", "the risk"),
        date_column("snapshot_date", "the day this view was taken; unknown means the day of the export"),
        text_column("category", "kind of risk"),
        share_column("probability_bp", "chance before any response"),
        money_column("impact_min_minor", "least impact", minimum=0),
        money_column("impact_likely_minor", "likely impact", minimum=0),
        money_column("impact_max_minor", "greatest impact", minimum=0),
        text_column("response", "what is done about it"),
        share_column("residual_probability_bp", "chance after the response"),
        money_column("residual_impact_minor", "likely impact after the response", minimum=0),
        text_column("owner", "who answers for it"),
        enum_column("status", "open closed occurred", "where it stands; unknown means open"),
        date_column("reviewed_on", "last review"),
    ),
)


def _issues_or_changes(name: str, word: str, meaning: str) -> Table:
    """The tables `issues` and `changes` have the same columns."""
    return Table(
        name,
        "project, " + word,
        meaning,
        ("project_id", word + "_id"),
        (
            project_column(),
            id_column(word + "_id", "the " + word),
            text_column("type", "kind"),
            date_column("raised_on", "raised"),
            date_column("due_on", "due"),
            date_column("approved_on", "approved"),
            money_column("baseline_effect_minor", "change of the cost baseline"),
            Column("schedule_effect_days", "integer", "change of the finish", minimum=-36500, maximum=36500),
        ),
    )


ISSUES = _issues_or_changes("issues", "issue", "What has gone wrong.")
CHANGES = _issues_or_changes("changes", "change", "What was asked to change.")

EVM = Table(
    "evm",
    "project, control account, period",
    "Earned value, incremental: each row is the period's own amount, not the running total. Periods still to come have a planned value only.",
    ("project_id", "control_account", "period_start"),
    (
        project_column(),
        id_column("control_account", "part of the project that is measured by itself; unknown means the whole", required=False),
        date_column("period_start", "first day of the period", required=True),
        money_column("planned_minor", "planned value of the period (PV)"),
        money_column("earned_minor", "earned value of the period (EV)"),
        money_column("actual_minor", "actual cost of the period (AC)"),
        money_column(
            "budget_at_completion_minor", "the whole budget (BAC) of the control account, the same on every row", minimum=0
        ),
        money_column("estimate_to_complete_minor", "cost still to come (ETC)", minimum=0),
        text_column("method", "how value was earned"),
        date_column("status_date", "the day the figures speak of"),
        text_column("baseline_version", "which baseline"),
    ),
)
MILESTONES = Table(
    "milestones",
    "project, milestone",
    "Dates that matter.",
    ("project_id", "milestone_id"),
    (
        project_column(),
        id_column("milestone_id", "the milestone"),
        date_column("baseline_date", "as baselined"),
        date_column("forecast_date", "as now foreseen"),
        date_column("actual_date", "as it happened"),
        flag_column("is_gate", "a stage gate: money is released up to the next one not passed, and reserved after it"),
    ),
)
