"""Contracts of the tables about people: what projects need, how many people there are, and people with their skills."""

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
    "project, mode, role, skill and period",
    "People that a project needs, by role.",
    ("project_id", "mode_id", "role_id", "skill", "period_offset", "period_start"),
    (
        project_column(),
        mode_column(),
        id_column("role_id", "The role that is needed."),
        text_column("skill", "Skill that the people need. Unknown means anyone of the role."),
        PERIOD_OFFSET,
        PERIOD_START,
        Column(
            "milli_fte",
            "fte",
            "People needed throughout the period. A project with an unknown need cannot be chosen.",
            minimum=0,
            maximum=10**9,
            is_expected=True,
        ),
        enum_column("kind", "hard soft", "hard: the people are booked. soft: the need is only foreseen."),
    ),
    one_of=(("period_offset", "period_start"),),
)
CAPACITY = Table(
    "capacity",
    "role and period",
    "People that are available, by role.",
    ("role_id", "period_start"),
    (
        id_column("role_id", "The role."),
        date_column("period_start", "First day of the period.", required=True),
        fte_column("milli_fte_gross", "People employed.", required=True),
        fte_column(
            "run_milli_fte",
            "Of the people employed, those who are busy running the business. Unknown means that none are declared.",
        ),
        fte_column("leave_milli_fte", "Of the people employed, those who are away. Unknown means that none are declared."),
        fte_column("overtime_max", "Most overtime that is available. Unknown means none."),
        money_column(
            "overtime_cost_minor",
            "Cost of one FTE of overtime for the period. It is opex of the fiscal year, in the portfolio's currency and in the prices of that year. Unknown means that there is no overtime.",
            minimum=0,
        ),
        fte_column("contractor_max", "Most contractors that are available. Unknown means none."),
        money_column(
            "contractor_cost_minor",
            "Cost of one contractor (one FTE) for the period. It is opex of the fiscal year, in the portfolio's currency and in the prices of that year. Unknown means that there are no contractors.",
            minimum=0,
        ),
        count_column(
            "hire_lead_periods",
            "Number of periods from the start of the horizon before a contractor can arrive. Unknown means none.",
        ),
        fte_column(
            "hire_max", "Most people that can have been hired by the period. Only whole people count. Unknown means none."
        ),
        money_column(
            "hire_cost_minor",
            "Cost of one hired person for the period. It is opex of the fiscal year, in the portfolio's currency and in the prices of that year. It is paid from the arrival to the end of the horizon. Unknown means that nobody can be hired.",
            minimum=0,
        ),
        count_column(
            "recruit_lead_periods",
            "Number of periods from the start of the horizon before a hired person can arrive. Unknown means that nobody can be hired.",
        ),
        text_column("unit", "Organisational unit of the role."),
    ),
    bad_row="refuse",
)
PEOPLE = Table(
    "people",
    "person and skill",
    "People for staffing, under pseudonyms and never under real names.",
    ("person_id", "skill"),
    (
        id_column("person_id", "Pseudonym of the person."),
        id_column("home_role", "Role under which the person counts."),
        text_column("skill", "Skill that the person has.", required=True),
        count_column("level", "Level of the skill, from 1 (beginner) to 5 (expert).", minimum=1, maximum=5),
        fte_column("milli_fte", "Availability of the person."),
        date_column("available_from", "First day on which the person is available."),
        date_column("available_to", "Last day on which the person is available."),
        money_column("rate_minor", "Cost of one FTE of the person for a period.", minimum=0),
    ),
)
