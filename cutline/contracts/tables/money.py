"""Contracts of the tables about money: costs, benefits, funds and their eligibility, and what was spent.

The costs and benefits in these tables are those of projects.
"""

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
    "project, mode, period, cost class, cost type and kind",
    "What a project costs, when it costs it, and how finance books it.",
    ("project_id", "mode_id", "period_offset", "period_start", "cost_class", "cost_type", "kind"),
    (
        project_column(),
        mode_column(),
        PERIOD_OFFSET,
        PERIOD_START,
        enum_column("cost_class", COST_CLASSES, "How finance books the cost.", required=True),
        enum_column("cost_type", "labour vendor licence contingency other", "What the cost buys."),
        money_column("amount_minor", "The amount. A project with an unknown amount cannot be chosen.", is_expected=True),
        id_column("currency", "Currency of the amount. Unknown means the currency of the project.", required=False),
        enum_column(
            "price_basis",
            "nominal real",
            "nominal: prices of the year of spending. real: prices of the base year. Unknown means finance.prices.",
        ),
        enum_column(
            "kind",
            "baseline plan forecast",
            "Which view the line belongs to. The forecast of a project replaces its plan. The baseline is for comparison only.",
            required=True,
        ),
        money_column("low_minor", "Optimistic amount."),
        money_column("high_minor", "Pessimistic amount."),
    ),
    one_of=(("period_offset", "period_start"),),
)
BENEFITS = Table(
    "benefits",
    "project, mode, period, category, double-count group and kind",
    "What a project brings, when it brings it, and who is accountable for it.",
    ("project_id", "mode_id", "period_offset", "period_start", "category", "double_count_group", "kind"),
    (
        project_column(),
        mode_column(),
        PERIOD_OFFSET,
        PERIOD_START,
        enum_column("category", "revenue cashable_saving non_cashable risk_reduction social", "Kind of benefit.", required=True),
        money_column(
            "amount_minor",
            "The amount, if the benefit comes. A project with an unknown amount cannot be chosen when the plan is chosen by value.",
            is_expected=True,
        ),
        id_column("currency", "Currency of the amount. Unknown means the currency of the project.", required=False),
        text_column("owner", "Person or unit accountable."),
        share_column("probability_bp", "Probability that the benefit comes. Unknown means certain."),
        id_column(
            "double_count_group",
            "Projects that name the same group claim the same benefit. The plan counts it once: the largest claim among the projects that run.",
            required=False,
        ),
        enum_column(
            "price_basis",
            "nominal real",
            "nominal: prices of the year in which the benefit comes. real: prices of the base year. Unknown means finance.prices.",
        ),
        enum_column(
            "kind",
            "baseline plan forecast actual",
            "Which view the line belongs to. Unknown means plan. The forecast of a project replaces its plan. Baseline and actual are for comparison only.",
        ),
        money_column("low_minor", "Pessimistic amount."),
        money_column("high_minor", "Optimistic amount."),
    ),
    one_of=(("period_offset", "period_start"),),
)
FUNDS = Table(
    "funds",
    "fund, cost class and fiscal year",
    "Money that is available, by fund, cost class and fiscal year.",
    ("fund_id", "cost_class", "fiscal_year"),
    (
        id_column("fund_id", "The fund."),
        text_column("name", "Name of the fund."),
        text_column("owner", "Person or unit accountable."),
        enum_column("cost_class", COST_CLASSES, "Cost class that the money may pay for.", required=True),
        count_column("fiscal_year", "Fiscal year in which the money may be spent.", required=True, maximum=9999),
        money_column("amount_minor", "The budget.", required=True, minimum=0),
        money_column(
            "carry_in_max_minor",
            "Most that may be carried in from the year before. Unknown leaves the limit to carry_out_max of that year. Where both are unknown, nothing is carried.",
            minimum=0,
        ),
        money_column(
            "carry_out_max_minor",
            "Most that may be carried out to the year after. Unknown leaves the limit to carry_in_max of that year.",
            minimum=0,
        ),
        date_column(
            "expires_on",
            "Last day on which the money may be spent. A fund that expires before a fiscal year begins has no money in that year, and nothing is carried into it.",
        ),
    ),
    bad_row="refuse",
)
FUND_ELIGIBILITY = Table(
    "fund_eligibility",
    "fund and project, or fund and project class",
    "Which projects a fund may pay for. A fund that names eligible projects pays only for those. A fund that names none pays for any project. A fund never pays for a project that it names ineligible.",
    ("fund_id", "project_id", "project_class"),
    (
        id_column("fund_id", "The fund.", references="funds.fund_id"),
        id_column(
            "project_id", "One project. State either this or project_class.", required=False, references="projects.project_id"
        ),
        text_column("project_class", "Every project of this class. State either this or project_id."),
        flag_column("is_eligible", "Whether the fund may pay.", required=True),
        share_column(
            "max_share_bp",
            "Largest share of the project that the fund may pay, for each cost class and fiscal year, rounded down to a minor unit. Unknown means all of it.",
        ),
        share_column(
            "match_required_bp", "Share that other funds must pay, for each cost class and fiscal year. Unknown means none."
        ),
    ),
    bad_row="refuse",
    one_of=(("project_id", "project_class"),),
)
ACTUALS = Table(
    "actuals",
    "project, period, cost class, account and journal entry",
    "What was spent, according to the general ledger.",
    ("project_id", "period_start", "cost_class", "account", "journal_ref"),
    (
        project_column(),
        date_column("period_start", "First day of the period.", required=True),
        enum_column("cost_class", COST_CLASSES, "How the amount was booked.", required=True),
        id_column("account", "Account of the general ledger."),
        money_column("amount_minor", "The amount.", required=True),
        date_column("posted_on", "Day of posting."),
        text_column("cost_centre", "Cost centre."),
        id_column("journal_ref", "Journal entry.", required=False),
    ),
)
