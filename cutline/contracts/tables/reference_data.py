"""Contracts of the tables for the whole portfolio: calendar, currency and discount rates, price levels, optimism bias."""

from cutline.contracts.tables.column_kinds import (
    COST_CLASSES,
    count_column,
    date_column,
    enum_column,
    flag_column,
    id_column,
    share_column,
    text_column,
)
from cutline.contracts.tables.records import Column, Table

CALENDAR = Table(
    "calendar",
    "period",
    "The periods of the planning horizon. Cutline generates them from the settings; no export fills this table.",
    ("period_start",),
    (
        date_column("period_start", "First day of the period.", required=True),
        enum_column("grain", "month quarter year", "Length of the period.", required=True),
        count_column("fiscal_year", "Fiscal year to which the period is booked.", required=True, maximum=9999),
        count_column("fiscal_quarter", "Fiscal quarter, from 1 to 4.", required=True, minimum=1, maximum=4),
        count_column("working_days", "Number of days from Monday to Friday in the period."),
        flag_column("is_closed", "Whether finance has closed the period.", required=True),
    ),
    bad_row="refuse",
)
RATES = Table(
    "rates",
    "kind, pair of currencies and date",
    "Currency rates that finance has locked.",
    ("kind", "from_currency", "to_currency", "rate_date"),
    (
        enum_column("kind", "currency", "What the rate is for.", required=True),
        id_column("from_currency", "The foreign currency. One unit of it is worth `rate` units of to_currency."),
        id_column("to_currency", "The currency in which the rate is stated."),
        date_column("rate_date", "The day on which the rate was locked. The newest rate counts.", required=True),
        Column(
            "rate_e9", "rate", "Units of to_currency for one unit of from_currency.", required=True, minimum=1, maximum=10**15
        ),
    ),
    bad_row="refuse",
)
DISCOUNT_RATES = Table(
    "discount_rates",
    "schedule and first year",
    "Discount rates that change over time, such as a declining social time preference rate.",
    ("schedule", "from_year"),
    (
        id_column("schedule", "Name of the schedule. finance.discount_schedule and finance.social_schedule refer to it."),
        count_column(
            "from_year",
            "First year for which the rate holds, counted from the start of the horizon: 1 is the first year.",
            required=True,
            minimum=1,
            maximum=1000,
        ),
        share_column("rate_bp", "Yearly rate from that year on.", required=True),
        text_column("source", "Publisher and date."),
    ),
    bad_row="refuse",
)
DEFLATORS = Table(
    "deflators",
    "fiscal year",
    "Price level of each fiscal year. It converts real amounts into nominal ones and back.",
    ("fiscal_year",),
    (
        count_column("fiscal_year", "The fiscal year.", required=True, maximum=9999),
        Column(
            "index_milli",
            "index",
            "Price level. The table holds thousandths. Only the ratio of two years matters.",
            required=True,
            minimum=1,
            maximum=10**9,
        ),
        text_column("source", "Publisher and date."),
    ),
    bad_row="refuse",
)
OPTIMISM_BIAS = Table(
    "optimism_bias",
    "project class and cost class",
    "How much the approved costs of a class of project are typically understated.",
    ("project_class", "cost_class"),
    (
        text_column("project_class", "The project class.", required=True),
        enum_column("cost_class", COST_CLASSES, "Cost class to which the uplift applies. Unknown means both classes."),
        share_column("uplift_bp", "Share that is added to the costs: 2,400 is 24 %.", required=True, maximum=100_000),
        text_column("source", "Evidence for the uplift."),
    ),
    bad_row="refuse",
)
