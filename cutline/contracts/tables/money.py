"""Tables about money: what projects cost and bring, the funds that pay for them, and what was spent."""

from cutline.contracts.tables.column_kinds import (
    COST_CLASSES,
    PERIOD_OFFSET,
    PERIOD_START,
    count_column,
    date_column,
    enum_column,
    flag_column,
    id_column,
    mode_column,
    money_column,
    project_column,
    share_column,
    text_column,
)
from cutline.contracts.tables.records import Table

COST_LINES = Table(
    "cost_lines",
    "project, mode, offset or period, class, type, kind",
    "What a project costs, when, and how it is booked.",
    ("project_id", "mode_id", "period_offset", "period_start", "cost_class", "cost_type", "kind"),
    (
        project_column(),
        mode_column(),
        PERIOD_OFFSET,
        PERIOD_START,
        enum_column("cost_class", COST_CLASSES, "how finance books it", required=True),
        enum_column("cost_type", "labour vendor licence contingency other", "what it buys"),
        money_column("amount_minor", "the amount; unknown keeps the project out of the choice", is_expected=True),
        id_column("currency", "its currency; unknown means the portfolio's", required=False),
        enum_column(
            "price_basis", "nominal real", "prices of the year of spending, or of the base year; unknown means finance.prices"
        ),
        enum_column(
            "kind",
            "baseline plan forecast",
            "which view; a forecast replaces the plan, the baseline is for comparison",
            required=True,
        ),
        money_column("low_minor", "optimistic amount"),
        money_column("high_minor", "pessimistic amount"),
    ),
    one_of=(("period_offset", "period_start"),),
)
BENEFITS = Table(
    "benefits",
    "project, mode, period, category",
    "What a project brings, when, and who answers for it.",
    ("project_id", "mode_id", "period_offset", "period_start", "category", "double_count_group", "kind"),
    (
        project_column(),
        mode_column(),
        PERIOD_OFFSET,
        PERIOD_START,
        enum_column("category", "revenue cashable_saving non_cashable risk_reduction social", "kind of benefit", required=True),
        money_column(
            "amount_minor", "the amount if it comes; unknown keeps the project out of a choice by value", is_expected=True
        ),
        id_column("currency", "its currency; unknown means the portfolio's", required=False),
        text_column("owner", "who answers for it"),
        share_column("probability_bp", "chance that it comes; unknown means certain"),
        id_column(
            "double_count_group",
            "projects naming the same group claim the same benefit: it counts once in the plan, as the largest claim of those that run",
            required=False,
        ),
        enum_column(
            "price_basis", "nominal real", "prices of the year it comes, or of the base year; unknown means finance.prices"
        ),
        enum_column(
            "kind",
            "baseline plan forecast actual",
            "which view; unknown means plan; a forecast replaces the plan, baseline and actual are for comparison",
        ),
        money_column("low_minor", "pessimistic amount"),
        money_column("high_minor", "optimistic amount"),
    ),
    one_of=(("period_offset", "period_start"),),
)
FUNDS = Table(
    "funds",
    "fund, class, fiscal year",
    "Money there is, by fund, class and fiscal year.",
    ("fund_id", "cost_class", "fiscal_year"),
    (
        id_column("fund_id", "the fund"),
        text_column("name", "what people call it"),
        text_column("owner", "who answers for it"),
        enum_column("cost_class", COST_CLASSES, "what it may pay for", required=True),
        count_column("fiscal_year", "the year it may be spent in", required=True, maximum=9999),
        money_column("amount_minor", "the budget", required=True, minimum=0),
        money_column(
            "carry_in_max_minor",
            "most that may come from the year before; unknown leaves it to that year's carry_out_max, and where both are unknown nothing is carried",
            minimum=0,
        ),
        money_column(
            "carry_out_max_minor",
            "most that may go to the year after; unknown leaves it to that year's carry_in_max",
            minimum=0,
        ),
        date_column(
            "expires_on",
            "last day it may be spent; a fund that expires before a year begins holds nothing in it, nor is it carried into it",
        ),
    ),
    bad_row="refuse",
)
FUND_ELIGIBILITY = Table(
    "fund_eligibility",
    "fund, project or class",
    "Which projects a fund may pay for. A fund that names eligible ones pays only for those; one that names none pays for any; those named ineligible it never pays for.",
    ("fund_id", "project_id", "project_class"),
    (
        id_column("fund_id", "the fund", references="funds.fund_id"),
        id_column("project_id", "one project; or give project_class", required=False, references="projects.project_id"),
        text_column("project_class", "every project of a class; or give project_id"),
        flag_column("is_eligible", "may it pay", required=True),
        share_column(
            "max_share_bp",
            "most of the project it may pay, of each class and fiscal year, rounded down to a minor unit; unknown means all",
        ),
        share_column("match_required_bp", "share others must pay, of each class and fiscal year; unknown means none"),
    ),
    bad_row="refuse",
    one_of=(("project_id", "project_class"),),
)
ACTUALS = Table(
    "actuals",
    "project, period, class, account",
    "What was spent, from the general ledger.",
    ("project_id", "period_start", "cost_class", "account", "journal_ref"),
    (
        project_column(),
        date_column("period_start", "first day of the period", required=True),
        enum_column("cost_class", COST_CLASSES, "how it was booked", required=True),
        id_column("account", "account"),
        money_column("amount_minor", "the amount", required=True),
        date_column("posted_on", "day of posting"),
        text_column("cost_centre", "cost centre"),
        id_column("journal_ref", "journal entry", required=False),
    ),
)
