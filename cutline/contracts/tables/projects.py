"""Contracts of the tables about projects themselves: projects, modes, dependencies, decisions, and identifiers.

The table of identifiers says under which ids a project is known in several systems.
"""

from cutline.contracts.tables.column_kinds import (
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

IMPLICIT_MODE = "full"  # the mode of a project that declares none

PROJECTS = Table(
    "projects",
    "project",
    "Every project that the portfolio office knows, whether or not it is a candidate for the plan.",
    ("project_id",),
    (
        id_column("project_id", "Identifier of the project, exactly as exported (007 stays 007)."),
        text_column("name", "Name that people use.", required=True),
        id_column("programme_id", "Programme to which the project belongs.", required=False),
        id_column("portfolio_id", "Portfolio to which the project belongs.", required=False),
        text_column("sponsor", "Person or unit that sponsors the project."),
        text_column("owner_unit", "Organisational unit that runs the project."),
        text_column("manager", "Person who leads the project."),
        enum_column(
            "status", "idea proposed approved in_flight on_hold closed cancelled", "Status of the project.", required=True
        ),
        text_column("gate", "Last stage gate that the project has passed, under the name used in milestones."),
        text_column("project_class", "Class of the project. Reference classes and the eligibility for funds go by it."),
        text_column("theme", "Strategic theme that the project serves."),
        text_column("region", "Region of the project."),
        date_column(
            "earliest_start",
            "The project does not start before the period of this day. Unknown means the start of the horizon.",
        ),
        date_column(
            "latest_start",
            "The project does not start after the period of this day. Unknown means planning.default_flexibility_periods after the earliest start.",
        ),
        date_column(
            "deadline",
            "The project must be finished by this day. A length that is stated in periods must end by it; dated costs and work may fall into its period.",
        ),
        enum_column(
            "mandate",
            "none regulatory contractual safety",
            "Why the project must be done. Unknown means none: nothing requires it.",
        ),
        text_column("mandate_reason", "The law, contract or duty behind the mandate."),
        text_column("mandate_owner", "Authority or person behind the mandate."),
        date_column("mandate_expires", "Last day on which the mandate binds. Unknown means that it does not expire."),
        id_column("currency", "Currency of the amounts of the project. Unknown means the portfolio's currency.", required=False),
        count_column(
            "price_base_year",
            "Fiscal year in whose prices real amounts of the project are stated. Unknown means finance.price_base_year, or else the first fiscal year of the horizon.",
            maximum=9999,
        ),
        money_column(
            "whole_life_cost_minor", "Total cost as stated, for comparison with the cost lines. The plan does not use it."
        ),
        enum_column("reported_rag", "green amber_green amber amber_red red", "Delivery confidence as the project reports it."),
        text_column("updated_by", "Person who changed the record last."),
        date_column("updated_at", "Day of the last change of the record."),
    ),
)
MODES = Table(
    "modes",
    "project and mode",
    "The ways in which a project can be run, such as do-minimum, full or accelerated. A project without modes has one, called full.",
    ("project_id", "mode_id"),
    (
        project_column(),
        id_column("mode_id", "Identifier of the mode within the project."),
        text_column("label", "Name that people use."),
        flag_column("is_default", "Whether this is the mode for which the metrics of the project are shown."),
        flag_column("is_do_minimum", "Whether this mode is the do-minimum option: the least that could be done."),
        count_column("duration_periods", "Number of periods from start to finish.", minimum=1, maximum=1200),
        share_column("success_probability_bp", "Probability that the mode delivers its benefits. Unknown means certain."),
        money_column(
            "exit_cost_minor",
            "Cost of stopping the project, booked as opex at once, in the project's currency. A mode with an exit cost is a way to stop a project in flight. It is offered when planning.in_flight_must_continue is off, and only cost lines that name this mode count for it.",
            minimum=0,
        ),
        flag_column("is_eligible", "Whether the mode may be chosen. Unknown means yes."),
        enum_column(
            "intent",
            "full lean accelerate pause stop",
            "What the mode does with the project; reports show it. A stop needs an exit cost, and no other intent may have one. Unknown means stop for a mode with an exit cost, and full otherwise.",
        ),
    ),
)
DEPENDENCIES = Table(
    "dependencies",
    "pair of projects and type",
    "How projects depend on one another. `from` is the dependent project, and `to` is the project on which it depends.",
    ("from_project_id", "to_project_id", "type", "group_id"),
    (
        id_column("from_project_id", "The dependent project.", references="projects.project_id"),
        id_column("to_project_id", "The project on which it depends.", references="projects.project_id"),
        enum_column(
            "type",
            "requires finish_to_start start_to_start excludes any_of together synergy shared_cost",
            "requires: the dependent project runs only if the other one runs. finish_to_start: as requires, and it starts no earlier than lag_periods after the other one finishes. "
            "start_to_start: as requires, and it starts no earlier than lag_periods after the other one starts. excludes: at most one of the two runs. "
            "any_of: the dependent project runs only if at least one project of the group runs. together: both run or neither does. "
            "synergy: amount_minor is gained (lost where it is negative) when all projects of the group run. "
            "shared_cost: Cutline reads it and does not use it; state a shared cost as a project of its own that its users require.",
            required=True,
        ),
        count_column("lag_periods", "Number of periods to wait. Unknown means none.", minimum=-1200, maximum=1200),
        id_column("group_id", "Group of an any_of dependency, or of a synergy between more than two projects.", required=False),
        money_column(
            "amount_minor",
            "For a synergy: its gain as a present value in the portfolio's currency, stated on one row of its group or equally on all. For shared_cost: the shared cost.",
        ),
        text_column("owner", "Person or unit that states the dependency."),
    ),
    bad_row="refuse",
)
DECISIONS = Table(
    "decisions",
    "project",
    "Decisions that people took. force_in and force_out bind the plan; reject and defer keep a project out; approve describes the approved plan, to which the new plan should stay close.",
    ("project_id",),
    (
        project_column(),
        id_column("run_id", "Night on whose results the decision was taken.", required=False),
        mode_column("The approved mode."),
        date_column("start_period", "First day of the period in which the project is approved to start."),
        enum_column("decision", "approve reject force_in force_out defer", "The decision.", required=True),
        text_column("decided_by", "Person who decided."),
        date_column("decided_at", "Day of the decision."),
        text_column("reason", "Reason for the decision."),
        date_column(
            "frozen_until",
            "The approved mode and start should not change before this day. Cutline reads the column and does not use it yet.",
        ),
    ),
    bad_row="refuse",
)
CROSSWALK = Table(
    "crosswalk",
    "source and identifier",
    "Projects that go by several identifiers: the identifier in a source, and the identifier in the portfolio.",
    ("system", "other_id", "project_id"),
    (
        id_column("system", "Name of the source in portfolio.toml."),
        id_column("other_id", "Identifier as that source writes it."),
        id_column("project_id", "Identifier of the project in the portfolio."),
        flag_column(
            "is_same",
            "Whether both identifiers mean the same project. `no` records that a person has checked and found two projects. Unknown means yes.",
        ),
        text_column("reviewed_by", "Person who checked."),
        date_column("reviewed_on", "Day of the check."),
    ),
    bad_row="refuse",
)
