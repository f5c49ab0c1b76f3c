"""THE table contracts: column, type, unit, key, null rule, meaning. Schemas, the quality suite, the data dictionary, the intake templates
and Dagster's column metadata are derived from what stands here; nothing else states a column twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import polars as pl

Tables = Mapping[str, pl.DataFrame]  # canonical tables by name
Kind = Literal["id", "text", "enum", "date", "datetime", "integer", "money", "fte", "share", "rate", "boolean"]
DTYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "enum": pl.String(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
    "integer": pl.Int64(),
    "money": pl.Int64(),
    "fte": pl.Int64(),
    "share": pl.Int64(),
    "rate": pl.Int64(),
    "boolean": pl.Boolean(),
}
UNITS: dict[Kind, str] = {"money": "minor units", "fte": "milli-FTE", "share": "basis points", "rate": "1e-9"}
INT64_MAX = 2**63 - 1
MONEY_MAX = 10**15  # ten trillion in cents: sums of a thousand such lines still fit int64; more is a unit mistake
COUNT_MAX = 10**9
SHARE_SCALE = 10_000  # basis points in a whole


@dataclass(frozen=True)
class Column:
    """One column. `required` refuses null; otherwise null means unknown. `references` is `table.column` of a foreign key.

    `is_expected`: a cell may be unknown, but an export without the column is not the export it should be.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    references: str | None = None
    is_expected: bool = False

    @property
    def plain(self) -> str:
        """The name people use for it in portfolio.toml and in the intake templates, where amounts are in whole units: amount, fte, probability."""
        return (
            self.name.replace("milli_", "").removesuffix("_minor").removesuffix("_bp").removesuffix("_milli").removesuffix("_e9")
        )

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return DTYPES[self.kind]

    @property
    def unit(self) -> str:
        """The unit of the stored number, empty where there is none."""
        return UNITS.get(self.kind, "")


@dataclass(frozen=True)
class Table:
    """One canonical table.

    bad_row: what a row that breaks the contract does unless its source says otherwise. `quarantine` sets the row and its project
    aside and goes on; `refuse` stops the night, because a lost row there would silently change a limit or a rule of the portfolio.
    one_of: groups of columns of which exactly one must be known.
    """

    name: str
    grain: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    bad_row: Literal["quarantine", "refuse"] = "quarantine"
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Name to Polars type, the provenance columns last."""
        return {column.name: column.dtype for column in (*self.columns, *PROVENANCE)}

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return next(column for column in self.columns if column.name == name)

    def empty(self) -> pl.DataFrame:
        """The table with no rows."""
        return pl.DataFrame(schema=self.schema)


PROVENANCE = (
    Column("source_system", "text", "name of the source in portfolio.toml", required=True),
    Column("source_file", "text", "file the row was read from", required=True),
    Column(
        "source_row", "integer", "row in that file as a spreadsheet numbers it, the header being row 1", required=True, minimum=1
    ),
    Column("as_of_date", "date", "the day the export speaks of"),
)


def _id(name: str, meaning: str, *, required: bool = True, references: str | None = None) -> Column:
    return Column(name, "id", meaning, required=required, references=references)


def _project(meaning: str = "the project") -> Column:
    return _id("project_id", meaning, references="projects.project_id")


def _mode(meaning: str = "the way of running it; unknown means every mode of the project") -> Column:
    return _id("mode_id", meaning, required=False)


def _money(name: str, meaning: str, *, required: bool = False, minimum: int = -MONEY_MAX, is_expected: bool = False) -> Column:
    return Column(name, "money", meaning, required=required, minimum=minimum, maximum=MONEY_MAX, is_expected=is_expected)


def _count(name: str, meaning: str, *, required: bool = False, minimum: int = 0, maximum: int = COUNT_MAX) -> Column:
    return Column(name, "integer", meaning, required=required, minimum=minimum, maximum=maximum)


def _share(name: str, meaning: str, *, required: bool = False, maximum: int = 10_000) -> Column:
    return Column(name, "share", meaning, required=required, minimum=0, maximum=maximum)


def _fte(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "fte", meaning, required=required, minimum=0, maximum=10**9)


def _enum(name: str, values: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "enum", meaning, required=required, values=tuple(values.split()))


def _text(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "text", meaning, required=required)


def _date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "date", meaning, required=required)


def _flag(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, "boolean", meaning, required=required)


COST_CLASSES = "capex opex"
IMPLICIT_MODE = "full"  # the mode of a project that declares none
_PERIOD_OFFSET = _count(
    "period_offset", "periods after the project's start; give this or period_start", minimum=-1200, maximum=1200
)
_PERIOD_START = _date("period_start", "a fixed calendar period, whatever the start; give this or period_offset")
_ALL: tuple[Table, ...] = (
    Table(
        "calendar",
        "period",
        "The planning horizon. Generated from the settings, not exported.",
        ("period_start",),
        (
            _date("period_start", "first day of the period", required=True),
            _enum("grain", "month quarter year", "length of the period", required=True),
            _count("fiscal_year", "the fiscal year it is booked to", required=True, maximum=9999),
            _count("fiscal_quarter", "1 to 4", required=True, minimum=1, maximum=4),
            _count("working_days", "Monday to Friday in the period"),
            _flag("is_closed", "finance has closed the period", required=True),
        ),
        bad_row="refuse",
    ),
    Table(
        "projects",
        "project",
        "Every project the portfolio office knows, candidates or not.",
        ("project_id",),
        (
            _id("project_id", "identifier exactly as exported (007 stays 007)"),
            _text("name", "what people call it", required=True),
            _id("programme_id", "programme it belongs to", required=False),
            _id("portfolio_id", "portfolio it belongs to", required=False),
            _text("sponsor", "who wants it"),
            _text("owner_unit", "unit that runs it"),
            _text("manager", "who leads it"),
            _enum("status", "idea proposed approved in_flight on_hold closed cancelled", "where it stands", required=True),
            _text("gate", "last stage gate passed, as milestones call it"),
            _text("project_class", "kind of project, for reference classes and fund eligibility"),
            _text("theme", "strategic theme"),
            _text("region", "where"),
            _date("earliest_start", "no start before this day; unknown means the start of the horizon"),
            _date("latest_start", "no start after this day; unknown means the default flexibility of the settings"),
            _date("deadline", "must be finished by this day"),
            _enum("mandate", "none regulatory contractual safety", "why it must be done, if it must; unknown means none"),
            _text("mandate_reason", "the law, contract or duty"),
            _text("mandate_owner", "who says so"),
            _date("mandate_expires", "the mandate binds until this day"),
            _id("currency", "currency of the project's figures; unknown means the portfolio's", required=False),
            _count("price_base_year", "year of real prices", maximum=9999),
            _money("whole_life_cost_minor", "stated total cost, for reconciliation; no say in the plan"),
            _enum("reported_rag", "green amber_green amber amber_red red", "delivery confidence as reported"),
            _text("updated_by", "who changed the record last"),
            _date("updated_at", "when"),
        ),
    ),
    Table(
        "modes",
        "project, mode",
        "Ways of running a project: do-minimum, full, accelerated. A project without modes has one, called full.",
        ("project_id", "mode_id"),
        (
            _project(),
            _id("mode_id", "identifier of the mode within the project"),
            _text("label", "what people call it"),
            _flag("is_default", "the mode metrics are shown for"),
            _flag("is_do_minimum", "the least that could be done"),
            _count("duration_periods", "periods from start to finish", minimum=1, maximum=1200),
            _share("success_probability_bp", "chance that it delivers; unknown means certain"),
            _money(
                "exit_cost_minor",
                "cost of stopping, opex at once, in the project's currency; a mode with one is a way to stop a project in flight, offered when planning.in_flight_must_continue is off: only the lines that name it count",
                minimum=0,
            ),
            _flag("is_eligible", "may be chosen; unknown means yes"),
            _enum(
                "intent",
                "full lean accelerate pause stop",
                "what it does with the project, for the reports; a stop needs an exit cost and nothing else has one; unknown means a stop where there is an exit cost, else full",
            ),
        ),
    ),
    Table(
        "cost_lines",
        "project, mode, offset or period, class, type, kind",
        "What a project costs, when, and how it is booked.",
        ("project_id", "mode_id", "period_offset", "period_start", "cost_class", "cost_type", "kind"),
        (
            _project(),
            _mode(),
            _PERIOD_OFFSET,
            _PERIOD_START,
            _enum("cost_class", COST_CLASSES, "how finance books it", required=True),
            _enum("cost_type", "labour vendor licence contingency other", "what it buys"),
            _money("amount_minor", "the amount; unknown keeps the project out of the choice", is_expected=True),
            _id("currency", "its currency; unknown means the portfolio's", required=False),
            _enum(
                "price_basis", "nominal real", "prices of the year of spending, or of the base year; unknown means finance.prices"
            ),
            _enum(
                "kind",
                "baseline plan forecast",
                "which view; a forecast replaces the plan, the baseline is for comparison",
                required=True,
            ),
            _money("low_minor", "optimistic amount"),
            _money("high_minor", "pessimistic amount"),
        ),
        one_of=(("period_offset", "period_start"),),
    ),
    Table(
        "benefits",
        "project, mode, period, category",
        "What a project brings, when, and who answers for it.",
        ("project_id", "mode_id", "period_offset", "period_start", "category", "double_count_group", "kind"),
        (
            _project(),
            _mode(),
            _PERIOD_OFFSET,
            _PERIOD_START,
            _enum("category", "revenue cashable_saving non_cashable risk_reduction social", "kind of benefit", required=True),
            _money(
                "amount_minor", "the amount if it comes; unknown keeps the project out of a choice by value", is_expected=True
            ),
            _id("currency", "its currency; unknown means the portfolio's", required=False),
            _text("owner", "who answers for it"),
            _share("probability_bp", "chance that it comes; unknown means certain"),
            _id(
                "double_count_group",
                "projects naming the same group claim the same benefit: it counts once in the plan, as the largest claim of those that run",
                required=False,
            ),
            _enum(
                "price_basis", "nominal real", "prices of the year it comes, or of the base year; unknown means finance.prices"
            ),
            _enum(
                "kind",
                "baseline plan forecast actual",
                "which view; unknown means plan; a forecast replaces the plan, baseline and actual are for comparison",
            ),
            _money("low_minor", "pessimistic amount"),
            _money("high_minor", "optimistic amount"),
        ),
        one_of=(("period_offset", "period_start"),),
    ),
    Table(
        "demand",
        "project, mode, role, period",
        "People a project needs, by role.",
        ("project_id", "mode_id", "role_id", "skill", "period_offset", "period_start"),
        (
            _project(),
            _mode(),
            _id("role_id", "role asked for"),
            _text("skill", "what they must be able to do; unknown means anyone of the role"),
            _PERIOD_OFFSET,
            _PERIOD_START,
            Column(
                "milli_fte",
                "fte",
                "people needed through the period; unknown keeps the project out of the choice",
                minimum=0,
                maximum=10**9,
                is_expected=True,
            ),
            _enum("kind", "hard soft", "booked, or only foreseen"),
        ),
        one_of=(("period_offset", "period_start"),),
    ),
    Table(
        "capacity",
        "role, period",
        "People there are, by role.",
        ("role_id", "period_start"),
        (
            _id("role_id", "the role"),
            _date("period_start", "first day of the period", required=True),
            _fte("milli_fte_gross", "people employed", required=True),
            _fte("run_milli_fte", "of these, kept busy by running the business; unknown means none is declared"),
            _fte("leave_milli_fte", "of these, away; unknown means none is declared"),
            _fte("overtime_max", "most overtime that can be had; unknown means none"),
            _money(
                "overtime_cost_minor",
                "cost of one FTE of overtime for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year; unknown means it cannot be had",
                minimum=0,
            ),
            _fte("contractor_max", "most contractors that can be had; unknown means none"),
            _money(
                "contractor_cost_minor",
                "cost of one contractor for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year; unknown means none can be had",
                minimum=0,
            ),
            _count(
                "hire_lead_periods", "periods from the start of the horizon before a contractor can be there; unknown means none"
            ),
            _fte("hire_max", "most people that can have been hired by the period, whole people count; unknown means none"),
            _money(
                "hire_cost_minor",
                "cost of one hire for the period, opex of its fiscal year, in the portfolio's currency and the prices of that year, paid from the arrival to the end of the horizon; unknown means nobody can be hired",
                minimum=0,
            ),
            _count(
                "recruit_lead_periods",
                "periods from the start of the horizon before somebody hired can be there; unknown means nobody can be hired",
            ),
            _text("unit", "unit the role belongs to"),
        ),
        bad_row="refuse",
    ),
    Table(
        "people",
        "person, skill",
        "Named people for staffing. Pseudonymous: never a real name.",
        ("person_id", "skill"),
        (
            _id("person_id", "pseudonym"),
            _id("home_role", "role they count under"),
            _text("skill", "what they can do", required=True),
            _count("level", "1 beginner to 5 expert", minimum=1, maximum=5),
            _fte("milli_fte", "how much of them there is"),
            _date("available_from", "first day"),
            _date("available_to", "last day"),
            _money("rate_minor", "cost of one FTE for a period", minimum=0),
        ),
    ),
    Table(
        "funds",
        "fund, class, fiscal year",
        "Money there is, by fund, class and fiscal year.",
        ("fund_id", "cost_class", "fiscal_year"),
        (
            _id("fund_id", "the fund"),
            _text("name", "what people call it"),
            _text("owner", "who answers for it"),
            _enum("cost_class", COST_CLASSES, "what it may pay for", required=True),
            _count("fiscal_year", "the year it may be spent in", required=True, maximum=9999),
            _money("amount_minor", "the budget", required=True, minimum=0),
            _money(
                "carry_in_max_minor",
                "most that may come from the year before; unknown leaves it to that year's carry_out_max, and where both are unknown nothing is carried",
                minimum=0,
            ),
            _money(
                "carry_out_max_minor",
                "most that may go to the year after; unknown leaves it to that year's carry_in_max",
                minimum=0,
            ),
            _date(
                "expires_on",
                "last day it may be spent; a fund that expires before a year begins holds nothing in it, nor is it carried into it",
            ),
        ),
        bad_row="refuse",
    ),
    Table(
        "fund_eligibility",
        "fund, project or class",
        "Which projects a fund may pay for. A fund that names eligible ones pays only for those; one that names none pays for any; those named ineligible it never pays for.",
        ("fund_id", "project_id", "project_class"),
        (
            _id("fund_id", "the fund", references="funds.fund_id"),
            _id("project_id", "one project; or give project_class", required=False, references="projects.project_id"),
            _text("project_class", "every project of a class; or give project_id"),
            _flag("is_eligible", "may it pay", required=True),
            _share(
                "max_share_bp",
                "most of the project it may pay, of each class and fiscal year, rounded down to a minor unit; unknown means all",
            ),
            _share("match_required_bp", "share others must pay, of each class and fiscal year; unknown means none"),
        ),
        bad_row="refuse",
        one_of=(("project_id", "project_class"),),
    ),
    Table(
        "dependencies",
        "from, to, type",
        "How projects bind one another. `from` is the project that depends, `to` the one it depends on.",
        ("from_project_id", "to_project_id", "type", "group_id"),
        (
            _id("from_project_id", "the project that depends", references="projects.project_id"),
            _id("to_project_id", "the project it depends on", references="projects.project_id"),
            _enum(
                "type",
                "requires finish_to_start start_to_start excludes any_of together synergy shared_cost",
                "requires: not without it; finish_to_start: starts lag periods after its finish; start_to_start: starts lag periods after its"
                " start; excludes: not both; any_of: not without one of the group; together: both or neither;"
                " synergy: amount_minor is gained (negative: lost) when all of the group run; shared_cost: read, not used: state it as a project of its own that its users require",
                required=True,
            ),
            _count("lag_periods", "periods to wait; unknown means none", minimum=-1200, maximum=1200),
            _id("group_id", "group of an any_of, or of a synergy of more than two projects", required=False),
            _money(
                "amount_minor",
                "gain of a synergy, as a present value in the portfolio's currency, stated on one row of its group or alike on all; or cost shared",
            ),
            _text("owner", "who says so"),
        ),
        bad_row="refuse",
    ),
    Table(
        "criteria",
        "criterion",
        "What the portfolio is scored on.",
        ("criterion_id",),
        (
            _id("criterion_id", "the criterion"),
            _text("name", "what people call it"),
            _share("weight_bp", "its weight; weights are normalised to their sum", required=True, maximum=1_000_000),
            _id("parent", "criterion above it; one that has others under it is not scored itself", required=False),
            _enum("direction", "higher lower", "which score is the better one; unknown means higher"),
            _text("owner", "who answers for it"),
        ),
        bad_row="refuse",
    ),
    Table(
        "comparisons",
        "criterion, other criterion",
        "Criteria of one parent compared in pairs (Saaty): where a group is compared, its weights come from here.",
        ("criterion_id", "other_id"),
        (
            _id("criterion_id", "the criterion", references="criteria.criterion_id"),
            _id("other_id", "the one it is compared with", references="criteria.criterion_id"),
            Column(
                "ratio_milli",
                "fte",
                "how many times as important it is as the other, in thousandths: 3 is three times; the other way round is implied",
                required=True,
                minimum=1,
                maximum=10**6,
            ),
        ),
        bad_row="refuse",
    ),
    Table(
        "scores",
        "project, criterion",
        "How a project scores.",
        ("project_id", "criterion_id"),
        (
            _project(),
            _id("criterion_id", "the criterion", references="criteria.criterion_id"),
            Column("raw_milli", "fte", "the score in thousandths of a point", minimum=0, maximum=10**9, is_expected=True),
            _count("scale", "the best possible score in points", minimum=1, maximum=10**6),
            _text("scorer", "who scored"),
            _date("scored_on", "when"),
        ),
    ),
    Table(
        "risks",
        "project, risk, snapshot",
        "What may go wrong.",
        ("project_id", "risk_id", "snapshot_date"),
        (
            _project(),
            _id("risk_id", "the risk"),
            _date("snapshot_date", "the day this view was taken; unknown means the day of the export"),
            _text("category", "kind of risk"),
            _share("probability_bp", "chance before any response"),
            _money("impact_min_minor", "least impact", minimum=0),
            _money("impact_likely_minor", "likely impact", minimum=0),
            _money("impact_max_minor", "greatest impact", minimum=0),
            _text("response", "what is done about it"),
            _share("residual_probability_bp", "chance after the response"),
            _money("residual_impact_minor", "likely impact after the response", minimum=0),
            _text("owner", "who answers for it"),
            _enum("status", "open closed occurred", "where it stands; unknown means open"),
            _date("reviewed_on", "last review"),
        ),
    ),
    *(
        Table(
            name,
            "project, " + word,
            meaning,
            ("project_id", word + "_id"),
            (
                _project(),
                _id(word + "_id", "the " + word),
                _text("type", "kind"),
                _date("raised_on", "raised"),
                _date("due_on", "due"),
                _date("approved_on", "approved"),
                _money("baseline_effect_minor", "change of the cost baseline"),
                Column("schedule_effect_days", "integer", "change of the finish", minimum=-36500, maximum=36500),
            ),
        )
        for name, word, meaning in (
            ("issues", "issue", "What has gone wrong."),
            ("changes", "change", "What was asked to change."),
        )
    ),
    Table(
        "evm",
        "project, control account, period",
        "Earned value, incremental: each row is the period's own amount, not the running total. Periods still to come have a planned value only.",
        ("project_id", "control_account", "period_start"),
        (
            _project(),
            _id("control_account", "part of the project that is measured by itself; unknown means the whole", required=False),
            _date("period_start", "first day of the period", required=True),
            _money("planned_minor", "planned value of the period (PV)"),
            _money("earned_minor", "earned value of the period (EV)"),
            _money("actual_minor", "actual cost of the period (AC)"),
            _money(
                "budget_at_completion_minor", "the whole budget (BAC) of the control account, the same on every row", minimum=0
            ),
            _money("estimate_to_complete_minor", "cost still to come (ETC)", minimum=0),
            _text("method", "how value was earned"),
            _date("status_date", "the day the figures speak of"),
            _text("baseline_version", "which baseline"),
        ),
    ),
    Table(
        "actuals",
        "project, period, class, account",
        "What was spent, from the general ledger.",
        ("project_id", "period_start", "cost_class", "account", "journal_ref"),
        (
            _project(),
            _date("period_start", "first day of the period", required=True),
            _enum("cost_class", COST_CLASSES, "how it was booked", required=True),
            _id("account", "account"),
            _money("amount_minor", "the amount", required=True),
            _date("posted_on", "day of posting"),
            _text("cost_centre", "cost centre"),
            _id("journal_ref", "journal entry", required=False),
        ),
    ),
    Table(
        "milestones",
        "project, milestone",
        "Dates that matter.",
        ("project_id", "milestone_id"),
        (
            _project(),
            _id("milestone_id", "the milestone"),
            _date("baseline_date", "as baselined"),
            _date("forecast_date", "as now foreseen"),
            _date("actual_date", "as it happened"),
            _flag("is_gate", "a stage gate: money is released up to the next one not passed, and reserved after it"),
        ),
    ),
    Table(
        "decisions",
        "project",
        "What people decided. force_in and force_out bind the plan; approve is the plan it should stay close to.",
        ("project_id",),
        (
            _project(),
            _id("run_id", "the night it was decided on", required=False),
            _mode("mode approved"),
            _date("start_period", "start approved"),
            _enum("decision", "approve reject force_in force_out defer", "the decision", required=True),
            _text("decided_by", "who"),
            _date("decided_at", "when"),
            _text("reason", "why"),
            _date("frozen_until", "an approved mode and start may not change before this day"),
        ),
        bad_row="refuse",
    ),
    Table(
        "crosswalk",
        "source, id",
        "One project under several ids: what a source calls it, and what the portfolio does.",
        ("system", "other_id", "project_id"),
        (
            _id("system", "name of the source in portfolio.toml"),
            _id("other_id", "the id as that source writes it"),
            _id("project_id", "the project's id in the portfolio"),
            _flag("is_same", "no: a person looked, and they are not the same; unknown means yes"),
            _text("reviewed_by", "who looked"),
            _date("reviewed_on", "when"),
        ),
        bad_row="refuse",
    ),
    Table(
        "rates",
        "kind, from, to, date",
        "Locked currency rates.",
        ("kind", "from_currency", "to_currency", "rate_date"),
        (
            _enum("kind", "currency", "what the rate is for", required=True),
            _id("from_currency", "one unit of this"),
            _id("to_currency", "is worth the rate in this"),
            _date("rate_date", "the day it was locked; the newest counts", required=True),
            Column("rate_e9", "rate", "the rate", required=True, minimum=1, maximum=10**15),
        ),
        bad_row="refuse",
    ),
)

_ALL += (
    Table(
        "discount_rates",
        "schedule, year",
        "Discount rates that change with the distance in time, such as a declining social time preference rate.",
        ("schedule", "from_year"),
        (
            _id("schedule", "name of the schedule, for finance.discount_schedule"),
            _count(
                "from_year",
                "first year the rate is for, counted from the start of the horizon: 1 is the first",
                required=True,
                minimum=1,
                maximum=1000,
            ),
            _share("rate_bp", "yearly rate from that year on", required=True),
            _text("source", "who published it, and when"),
        ),
        bad_row="refuse",
    ),
    Table(
        "deflators",
        "fiscal year",
        "Price level of each fiscal year: what turns real amounts into nominal ones and back.",
        ("fiscal_year",),
        (
            _count("fiscal_year", "the fiscal year", required=True, maximum=9999),
            Column(
                "index_milli",
                "fte",
                "price level in thousandths; only ratios of two years matter",
                required=True,
                minimum=1,
                maximum=10**9,
            ),
            _text("source", "who published it, and when"),
        ),
        bad_row="refuse",
    ),
    Table(
        "optimism_bias",
        "project class",
        "How much the costs of a class of project are understated when they are approved.",
        ("project_class", "cost_class"),
        (
            _text("project_class", "the class", required=True),
            _enum("cost_class", COST_CLASSES, "only costs of this class; unknown means both"),
            _share("uplift_bp", "added to the costs: 2,400 is 24 %", required=True, maximum=100_000),
            _text("source", "the evidence"),
        ),
        bad_row="refuse",
    ),
)

TABLES: MappingProxyType[str, Table] = MappingProxyType({table.name: table for table in _ALL})
EXPORTED: tuple[str, ...] = tuple(name for name in TABLES if name != "calendar")


def conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with every column of table `name` in order and type, absent ones null. For tests and callers that hold typed data.

    Raises polars errors when a value does not fit its type: nothing is cast away silently.
    """
    schema = TABLES[name].schema
    if frame.is_empty():
        return pl.DataFrame(schema=schema)  # a selection of constants alone would make a row
    defaults: dict[str, object] = {"source_system": "memory", "source_file": "memory", "source_row": 1}
    known = {column: frame[column] if column in frame.columns else None for column in schema}
    return frame.select(
        pl.lit(defaults.get(column)).cast(dtype).alias(column)
        if known[column] is None
        else pl.col(column).cast(dtype, strict=True)
        for column, dtype in schema.items()
    )
