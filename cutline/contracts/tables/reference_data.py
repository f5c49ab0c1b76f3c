"""Tables that hold for the whole portfolio: the calendar of periods, currency rates, discount rates, price levels and optimism bias."""

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
    "The planning horizon. Generated from the settings, not exported.",
    ("period_start",),
    (
        date_column("period_start", "first day of the period", required=True),
        enum_column("grain", "month quarter year", "length of the period", required=True),
        count_column("fiscal_year", "the fiscal year it is booked to", required=True, maximum=9999),
        count_column("fiscal_quarter", "1 to 4", required=True, minimum=1, maximum=4),
        count_column("working_days", "Monday to Friday in the period"),
        flag_column("is_closed", "finance has closed the period", required=True),
    ),
    bad_row="refuse",
)
RATES = Table(
    "rates",
    "kind, from, to, date",
    "Locked currency rates.",
    ("kind", "from_currency", "to_currency", "rate_date"),
    (
        enum_column("kind", "currency", "what the rate is for", required=True),
        id_column("from_currency", "one unit of this"),
        id_column("to_currency", "is worth the rate in this"),
        date_column("rate_date", "the day it was locked; the newest counts", required=True),
        Column("rate_e9", "rate", "the rate", required=True, minimum=1, maximum=10**15),
    ),
    bad_row="refuse",
)
DISCOUNT_RATES = Table(
    "discount_rates",
    "schedule, year",
    "Discount rates that change with the distance in time, such as a declining social time preference rate.",
    ("schedule", "from_year"),
    (
        id_column("schedule", "name of the schedule, for finance.discount_schedule"),
        count_column(
            "from_year",
            "first year the rate is for, counted from the start of the horizon: 1 is the first",
            required=True,
            minimum=1,
            maximum=1000,
        ),
        share_column("rate_bp", "yearly rate from that year on", required=True),
        text_column("source", "who published it, and when"),
    ),
    bad_row="refuse",
)
DEFLATORS = Table(
    "deflators",
    "fiscal year",
    "Price level of each fiscal year: what turns real amounts into nominal ones and back.",
    ("fiscal_year",),
    (
        count_column("fiscal_year", "the fiscal year", required=True, maximum=9999),
        Column(
            "index_milli",
            "fte",
            "price level in thousandths; only ratios of two years matter",
            required=True,
            minimum=1,
            maximum=10**9,
        ),
        text_column("source", "who published it, and when"),
    ),
    bad_row="refuse",
)
OPTIMISM_BIAS = Table(
    "optimism_bias",
    "project class",
    "How much the costs of a class of project are understated when they are approved.",
    ("project_class", "cost_class"),
    (
        text_column("project_class", "the class", required=True),
        enum_column("cost_class", COST_CLASSES, "only costs of this class; unknown means both"),
        share_column("uplift_bp", "added to the costs: 2,400 is 24 %", required=True, maximum=100_000),
        text_column("source", "the evidence"),
    ),
    bad_row="refuse",
)
