"""What becomes of rows a rule objects to: the night stops, or they are set aside; exceptions; changes of rules in portfolio.toml."""

from datetime import date

import polars as pl
import pytest

from cutline.choices.options.building import build_choices
from cutline.errors import SettingsError
from cutline.settings.loading import settings_from
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA, moved_to_quarantine
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA
from data_quality.business.required_projects import RULES
from data_quality.gate.judging import run_gate
from data_quality.gate.rule_table import night_rules, rule_table, table_rules
from data_quality.gate.runner import run_table
from data_quality.gate.screening import night_of_typed_tables, set_rows_aside
from data_quality.rule_model.objections import OBJECTION_SCHEMA
from tests.data_quality.nights import DAY, P, Q, benefit, cost, fund, night, settings, tables

CRITERIA = [{"criterion_id": "c", "weight_bp": 1}]
WRONG_SCORES = [
    {"project_id": "P", "criterion_id": "c", "raw_milli": 9000, "scale": 5},
    {"project_id": "Q", "criterion_id": "c", "raw_milli": 1000, "scale": 5},
]
SOUND = {"projects": [P, Q], "cost_lines": [cost("P", 100), cost("Q", 100)], "funds": [fund(1000)], "criteria": CRITERIA}


def result(report, rule):
    return next(each for each in report.results if each.rule == rule)


def test_a_blocking_rule_stops_the_night_unless_the_settings_set_its_rows_aside():
    """The same rows: once they stop, once they are gone from the tables, in quarantine with the rule's id, and still told."""
    of = tables(**SOUND, scores=WRONG_SCORES)
    stopped = run_gate(night(of, settings()))[0]
    assert result(stopped, "scores_within_scale").blocks
    chosen = settings(rules={"scores_within_scale": {"on_violation": "set_aside"}})
    core, aside = set_rows_aside(night(of, chosen))
    assert core["scores"]["project_id"].to_list() == ["Q"]
    assert aside.select("table", "rule", "project_id", "action", "source_row").rows() == [
        ("scores", "scores_within_scale", "P", BY_RULE, 2)
    ]
    report, findings = run_gate(night(core, chosen, aside))
    told = result(report, "scores_within_scale")
    assert (told.status, told.count, told.blocks, told.handling) == ("failed", 1, False, "set_aside")
    assert "1 row(s) set aside\n" in str(told.finding())  # a score is no deciding row by value: its project stays
    assert not report.blocking
    assert findings.filter(pl.col("rule") == "scores_within_scale")["handling"].to_list() == ["set_aside"]


def test_a_row_broken_by_two_rules_carries_both_ids():
    """All its rule ids, so that mending one does not hide the other."""
    rules = {
        name: {"on_violation": "set_aside"}
        for name in ("dependencies_no_self_edge", "dependencies_to_project_id_exists", "dependencies_from_project_id_exists")
    }
    edges = [
        {"from_project_id": "X", "to_project_id": "X", "type": "requires"},
        {"from_project_id": "P", "to_project_id": "Q", "type": "requires"},
    ]
    core, aside = set_rows_aside(night(tables(**SOUND, dependencies=edges), settings(rules=rules)))
    assert set(aside["rule"]) == set(rules)
    assert aside["source_row"].unique().to_list() == [2]
    assert core["dependencies"].height == 1


def test_setting_aside_goes_on_until_nothing_objects_any_more():
    """A criterion goes, and the scores on it then lead nowhere and go as well; the children of a project set aside are no orphans."""
    weighty = {
        "id": "weighty",
        "table": "criteria",
        "severity": "block",
        "reason": "a weight that counts",
        "expect": "expect_column_values_to_be_between",
        "arguments": {"column": "weight", "min_value": "1 %"},
    }
    rules = {"weighty": {"on_violation": "set_aside"}, "scores_criterion_id_exists": {"severity": "block", "on_violation": "set_aside"},
             "projects_key_is_unique": {"on_violation": "set_aside"}, "cost_lines_project_id_exists": {"severity": "block", "on_violation": "set_aside"}}  # fmt: skip
    chosen = settings(rules=rules, expect=[weighty])
    of = tables(**{**SOUND, "projects": [P, Q, Q]}, scores=WRONG_SCORES)
    core, aside = set_rows_aside(
        night_of_typed_tables(of, pl.DataFrame(schema=QUARANTINE_SCHEMA), chosen, pl.DataFrame(schema=DELIVERY_SCHEMA), DAY)
    )
    assert core["projects"]["project_id"].to_list() == ["P"]
    assert core["cost_lines"].height == 2
    assert core["scores"].is_empty()
    assert aside.group_by("rule").len().sort("rule").rows() == [
        ("projects_key_is_unique", 2),
        ("scores_criterion_id_exists", 2),
        ("weighty", 1),
    ]


def test_the_general_policy_spares_tables_whose_rows_are_limits_of_the_whole_plan():
    """A score may be done without; a capacity row lost unseen would change every plan, so only a word on the very rule does it."""
    short = [{"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1, "run_milli_fte": 2}]
    of = tables(**SOUND, scores=WRONG_SCORES, capacity=short)
    core, _ = set_rows_aside(night(of, settings(on_violation="set_aside")))
    assert (core["scores"].height, core["capacity"].height) == (1, 1)
    core, _ = set_rows_aside(night(of, settings(rules={"capacity_covers_run": {"on_violation": "set_aside"}})))
    assert core["capacity"].is_empty()


def test_without_a_policy_the_tables_pass_through_unchanged():
    """Nothing is set aside unasked."""
    of = tables(**SOUND, scores=WRONG_SCORES)
    core, aside = set_rows_aside(night(of, settings()))
    assert aside.is_empty()
    assert all(core[name].equals(of[name]) for name in of)


def test_the_project_of_a_row_set_aside_is_left_out_with_the_reason():
    """As it is for a row that could not be read."""
    chosen = settings(opex_only_cost_types=["licence"], rules={"capex_where_allowed": {"on_violation": "set_aside"}})
    of = tables(**{**SOUND, "cost_lines": [cost("P", 100, cost_type="licence"), cost("Q", 100)]})
    core, aside = set_rows_aside(night(of, chosen))
    choices = build_choices(core, aside, chosen)
    assert choices.options["project_id"].to_list() == ["Q"]
    [(project, code, text)] = choices.left_out.select("project_id", "code", "text").rows()
    assert (project, code) == ("P", "data")
    assert "cost_lines.csv row 2" in text


def test_rows_still_balance_when_rules_set_some_aside():
    """Rows read = accepted + quarantined + superseded, row by row."""
    _, aside = set_rows_aside(night(tables(**SOUND, scores=WRONG_SCORES), settings(on_violation="set_aside")))
    counted = pl.DataFrame(
        [
            {
                "table": "scores",
                "source_system": "s",
                "source_file": "scores.csv",
                "read": 3,
                "accepted": 2,
                "quarantined": 1,
                "superseded": 0,
            }
        ],
        schema=ACCOUNTING_SCHEMA,
    )
    moved = moved_to_quarantine(counted, aside)
    assert moved.select("read", "accepted", "quarantined").row(0) == (3, 1, 2)


EXCEPTION = {
    "rule": "benefits_have_owner",
    "project": "P",
    "reason": "new director in March",
    "approved_by": "PMO",
    "expires": date(2027, 1, 31),
}
OWNERLESS = tables(**{**SOUND, "benefits": [benefit("P", 1, owner=None), benefit("Q", 1, owner=None)]})


def test_an_exception_covers_until_its_day_and_is_told():
    """One project's findings stand under it; the other's do not; on the next day it has expired, and says so."""
    report, findings = run_gate(night(OWNERLESS, settings(exceptions=[EXCEPTION])))
    told = result(report, "benefits_have_owner")
    assert (told.count, told.excepted) == (1, 1)
    assert "1 more under an exception" in str(told.finding())
    own = findings.filter(pl.col("rule") == "benefits_have_owner").sort("project_id")
    assert own["excepted_until"].to_list() == [date(2027, 1, 31), None]
    expired, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "expires": date(2027, 1, 14)}])))
    assert result(expired, "benefits_have_owner").count == 2
    assert "expired on 2027-01-14" in result(expired, "exceptions_are_in_force").samples[0]


def test_an_exception_holds_on_its_last_day_and_for_files_it_names():
    """The day itself is included; a pattern narrows it to files."""
    last, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "expires": DAY, "project": None}])))
    assert result(last, "benefits_have_owner").status == "passed"
    other, _ = run_gate(night(OWNERLESS, settings(exceptions=[{**EXCEPTION, "file": "other_*.csv"}])))
    assert result(other, "benefits_have_owner").count == 2


def test_great_expectations_and_an_exception_agree():
    """The run on the typed table counts the excepted rows too, and does not call the rule broken for it."""
    report = run_table("benefits", OWNERLESS["benefits"].lazy(), settings(exceptions=[{**EXCEPTION, "project": None}]), DAY)
    told = result(report, "benefits_have_owner")
    assert (told.status, told.count, told.excepted) == ("passed", 0, 2)


WRONG: list[tuple[dict, str]] = [
    ({"rules": {"benefit_have_owner": {"severity": "note"}}}, "did you mean 'benefits_have_owner'"),  # a typo
    ({"rules": {"demand_has_capacity": {"severity": "warn"}}}, "without it the plan or a sum would be wrong unseen"),  # the model needs it
    ({"rules": {"mandates_fit_funds": {"on_violation": "set_aside"}}}, "a rule about single rows"),  # no row is to blame
    ({"exceptions": [{**EXCEPTION, "rule": "projects_key_is_unique"}]}, "none for this rule"),  # structure
    ({"exceptions": [{**EXCEPTION, "rule": "nobody"}]}, "no rule 'nobody'"),
    ({"expect": [{"id": "benefits_have_owner", "table": "benefits", "reason": "again", "expect": "expect_column_values_to_not_be_null", "arguments": {"column": "owner"}}]}, "a second rule called"),
]  # fmt: skip


@pytest.mark.parametrize(("quality", "words"), WRONG)
def test_what_cannot_be_said_of_rules_is_refused(quality, words):
    """Before any night runs, with where, found, expected, do."""
    with pytest.raises(SettingsError, match="cannot be") as refused:
        rule_table(settings(**quality))
    assert words in str(refused.value)


def test_severity_and_owner_may_be_changed():
    """A warning that here must stop, asked of somebody else."""
    chosen = settings(rules={"benefits_have_owner": {"severity": "block", "owner": "benefits realisation"}})
    report = run_table("benefits", OWNERLESS["benefits"].lazy(), chosen, DAY)
    told = result(report, "benefits_have_owner")
    assert (told.blocks, told.owner) == (True, "benefits realisation")


def test_every_rule_is_run_once_and_says_who_and_why():
    """By Great Expectations on its table, or natively across tables; ids are unique; owner, reason and fix are there."""
    chosen = settings()
    every = rule_table(chosen)
    from cutline.contracts.tables.all_tables import EXPORTED

    run = [rule.id for name in EXPORTED for rule in table_rules(name, chosen)] + [rule.id for rule in night_rules(chosen)]
    assert sorted(run) == sorted({rule.id for rule in every})
    assert all(rule.owner and rule.reason and rule.fix for rule in every)


def test_every_rule_about_rows_can_be_asked_before_anything_is_decided():
    """Rows are set aside before the optimiser's choices exist: a rule that looked at them would raise there, and set nothing aside unseen."""
    early = night_of_typed_tables(
        tables(**SOUND), pl.DataFrame(schema=QUARANTINE_SCHEMA), settings(), pl.DataFrame(schema=DELIVERY_SCHEMA), DAY
    )
    asked = [rule for rule in rule_table(settings()) if rule.is_about_rows]
    assert len(asked) > 100
    for rule in asked:
        assert rule.find(early).columns == list(OBJECTION_SCHEMA), rule.id


@pytest.mark.parametrize(
    ("need", "planning", "found"),
    [
        (2000, {"fine_periods": 0, "coarse_periods": 2}, []),  # the half-year has 2,000
        (2001, {"fine_periods": 0, "coarse_periods": 2}, ["role R in 2027-Q1 to 2027-Q2 together"]),
        (2000, {}, ["role R in 2027-Q1"]),  # by itself the quarter has 1,000
        (2000, {"fine_periods": 0, "coarse_periods": 2, "coarse_is_strict": True}, ["role R in 2027-Q1"]),
    ],
)
def test_what_must_run_is_held_to_the_block(need, planning, found):
    """A mandate that exceeds one quarter does not stop a night that plans by half-year; one that exceeds the half-year does, and it is named."""
    rows = tables(
        projects=[{**P, "mandate": "regulatory", "mandate_reason": "law", "mandate_owner": "x"}], cost_lines=[cost("P", 1)],
        demand=[{"project_id": "P", "role_id": "R", "period_offset": 0, "milli_fte": need}],
        capacity=[{"role_id": "R", "period_start": date(2027, month, 1), "milli_fte_gross": 1000} for month in (1, 4)],
    )  # fmt: skip
    raw = {"calendar": {"grain": "quarter", "periods": 2}, "planning": planning}
    [rule] = [each for each in RULES if each.id == "mandates_fit_roles"]
    assert rule.find(night(rows, settings_from(raw)))["where"].to_list() == found
