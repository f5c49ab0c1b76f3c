"""Tables about the projects themselves: the projects, their modes, how they bind one another, what people decided, and under which ids they go."""

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
    "Every project the portfolio office knows, candidates or not.",
    ("project_id",),
    (
        id_column("project_id", "identifier exactly as exported (007 stays 007)"),
        text_column("name", "what people call it", required=True),
        id_column("programme_id", "programme it belongs to", required=False),
        id_column("portfolio_id", "portfolio it belongs to", required=False),
        text_column("sponsor", "who wants it"),
        text_column("owner_unit", "unit that runs it"),
        text_column("manager", "who leads it"),
        enum_column("status", "idea proposed approved in_flight on_hold closed cancelled", "where it stands", required=True),
        text_column("gate", "last stage gate passed, as milestones call it"),
        text_column("project_class", "kind of project, for reference classes and fund eligibility"),
        text_column("theme", "strategic theme"),
        text_column("region", "where"),
        date_column("earliest_start", "no start before this day; unknown means the start of the horizon"),
        date_column("latest_start", "no start after this day; unknown means the default flexibility of the settings"),
        date_column("deadline", "must be finished by this day"),
        enum_column("mandate", "none regulatory contractual safety", "why it must be done, if it must; unknown means none"),
        text_column("mandate_reason", "the law, contract or duty"),
        text_column("mandate_owner", "who says so"),
        date_column("mandate_expires", "the mandate binds until this day"),
        id_column("currency", "currency of the project's figures; unknown means the portfolio's", required=False),
        count_column("price_base_year", "year of real prices", maximum=9999),
        money_column("whole_life_cost_minor", "stated total cost, for reconciliation; no say in the plan"),
        enum_column("reported_rag", "green amber_green amber amber_red red", "delivery confidence as reported"),
        text_column("updated_by", "who changed the record last"),
        date_column("updated_at", "when"),
    ),
)
MODES = Table(
    "modes",
    "project, mode",
    "Ways of running a project: do-minimum, full, accelerated. A project without modes has one, called full.",
    ("project_id", "mode_id"),
    (
        project_column(),
        id_column("mode_id", "identifier of the mode within the project"),
        text_column("label", "what people call it"),
        flag_column("is_default", "the mode metrics are shown for"),
        flag_column("is_do_minimum", "the least that could be done"),
        count_column("duration_periods", "periods from start to finish", minimum=1, maximum=1200),
        share_column("success_probability_bp", "chance that it delivers; unknown means certain"),
        money_column(
            "exit_cost_minor",
            "cost of stopping, opex at once, in the project's currency; a mode with one is a way to stop a project in flight, offered when planning.in_flight_must_continue is off: only the lines that name it count",
            minimum=0,
        ),
        flag_column("is_eligible", "may be chosen; unknown means yes"),
        enum_column(
            "intent",
            "full lean accelerate pause stop",
            "what it does with the project, for the reports; a stop needs an exit cost and nothing else has one; unknown means a stop where there is an exit cost, else full",
        ),
    ),
)
DEPENDENCIES = Table(
    "dependencies",
    "from, to, type",
    "How projects bind one another. `from` is the project that depends, `to` the one it depends on.",
    ("from_project_id", "to_project_id", "type", "group_id"),
    (
        id_column("from_project_id", "the project that depends", references="projects.project_id"),
        id_column("to_project_id", "the project it depends on", references="projects.project_id"),
        enum_column(
            "type",
            "requires finish_to_start start_to_start excludes any_of together synergy shared_cost",
            "requires: not without it; finish_to_start: starts lag periods after its finish; start_to_start: starts lag periods after its"
            " start; excludes: not both; any_of: not without one of the group; together: both or neither;"
            " synergy: amount_minor is gained (negative: lost) when all of the group run; shared_cost: read, not used: state it as a project of its own that its users require",
            required=True,
        ),
        count_column("lag_periods", "periods to wait; unknown means none", minimum=-1200, maximum=1200),
        id_column("group_id", "group of an any_of, or of a synergy of more than two projects", required=False),
        money_column(
            "amount_minor",
            "gain of a synergy, as a present value in the portfolio's currency, stated on one row of its group or alike on all; or cost shared",
        ),
        text_column("owner", "who says so"),
    ),
    bad_row="refuse",
)
DECISIONS = Table(
    "decisions",
    "project",
    "What people decided. force_in and force_out bind the plan; approve is the plan it should stay close to.",
    ("project_id",),
    (
        project_column(),
        id_column("run_id", "the night it was decided on", required=False),
        mode_column("mode approved"),
        date_column("start_period", "start approved"),
        enum_column("decision", "approve reject force_in force_out defer", "the decision", required=True),
        text_column("decided_by", "who"),
        date_column("decided_at", "when"),
        text_column("reason", "why"),
        date_column("frozen_until", "an approved mode and start may not change before this day"),
    ),
    bad_row="refuse",
)
CROSSWALK = Table(
    "crosswalk",
    "source, id",
    "One project under several ids: what a source calls it, and what the portfolio does.",
    ("system", "other_id", "project_id"),
    (
        id_column("system", "name of the source in portfolio.toml"),
        id_column("other_id", "the id as that source writes it"),
        id_column("project_id", "the project's id in the portfolio"),
        flag_column("is_same", "no: a person looked, and they are not the same; unknown means yes"),
        text_column("reviewed_by", "who looked"),
        date_column("reviewed_on", "when"),
    ),
    bad_row="refuse",
)
