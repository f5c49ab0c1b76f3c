"""Tables about people: what projects need, how many people there are, and named people under pseudonyms."""

from cutline.contracts.tables.column_kinds import (
    PERIOD_OFFSET,
    PERIOD_START,
    count_column,
    date_column,
    enum_column,
    fte_column,
    id_column,
    mode_column,
    money_column,
    project_column,
    text_column,
)
from cutline.contracts.tables.records import Column, Table

DEMAND = Table(
    "demand",
    "project, mode, role, period",
    "People a project needs, by role.",
    ("project_id", "mode_id", "role_id", "skill", "period_offset", "period_start"),
    (
        project_column(),
        mode_column(),
        id_column("role_id", "role asked for"),
        text_column("skill", "what they must be able to do; unknown means anyone of the role"),
        PERIOD_OFFSET,
        PERIOD_START,
        Column(
            "milli_fte",
            "fte",
            "people needed through the period; unknown keeps the project out of the choice",
            minimum=0,
            maximum=10**9,
            is_expected=True,
        ),
        enum_column("kind", "hard soft", "booked, or only foreseen"),
    ),
    one_of=(("period_offset", "period_start"),),
)
CAPACITY = Table(
    "capacity",
    "role, period",
    "People there are, by role.",
    ("role_id", "period_start"),
    (
        id_column("role_id", "the role"),
        date_column("period_start", "first day of the period", required=True),
        fte_column("milli_fte_gross", "people employed", required=True),
        fte_column("run_milli_fte", "of these, kept busy by running the business; unknown means none is declared"),
        fte_column("leave_milli_fte", "of these, away; unknown means none is declared"),
        fte_column("overtime_max", "most overtime that can be had; unknown means none"),
        money_column(
            "overtime_cost_minor",
            "cost of one FTE of overtime for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year; unknown means it cannot be had",
            minimum=0,
        ),
        fte_column("contractor_max", "most contractors that can be had; unknown means none"),
        money_column(
            "contractor_cost_minor",
            "cost of one contractor for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year; unknown means none can be had",
            minimum=0,
        ),
        count_column(
            "hire_lead_periods", "periods from the start of the horizon before a contractor can be there; unknown means none"
        ),
        fte_column("hire_max", "most people that can have been hired by the period, whole people count; unknown means none"),
        money_column(
            "hire_cost_minor",
            "cost of one hire for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year, paid from the arrival to the end of the horizon; unknown means nobody can be hired",
            minimum=0,
        ),
        count_column(
            "recruit_lead_periods",
            "periods from the start of the horizon before somebody hired can be there; unknown means nobody can be hired",
        ),
        text_column("unit", "unit the role belongs to"),
    ),
    bad_row="refuse",
)
PEOPLE = Table(
    "people",
    "person, skill",
    "Named people for staffing. Pseudonymous: never a real name.",
    ("person_id", "skill"),
    (
        id_column("person_id", "pseudonym"),
        id_column("home_role", "role they count under"),
        text_column("skill", "what they can do", required=True),
        count_column("level", "1 beginner to 5 expert", minimum=1, maximum=5),
        fte_column("milli_fte", "how much of them there is"),
        date_column("available_from", "first day"),
        date_column("available_to", "last day"),
        money_column("rate_minor", "cost of one FTE for a period", minimum=0),
    ),
)
