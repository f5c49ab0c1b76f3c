"""Which rows are set aside before the night goes on, and what becomes of them."""

from datetime import date

import polars as pl

from cutline.choices.options.building import build_choices
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA, moved_to_quarantine
from cutline.sources.typed_rows.quarantine import BY_RULE, QUARANTINE_SCHEMA, SET_ASIDE
from data_quality.gate.judging import run_gate
from data_quality.gate.rule_table import rule_table
from data_quality.gate.screening import night_of_typed_tables, set_rows_aside
from data_quality.rule_model.objections import OBJECTION_SCHEMA
from tests.data_quality.nights import DAY, RIVALS, SOUND, WRONG_SCORES, P, Q, cost, night, result, settings, tables


def test_a_blocking_rule_stops_the_night_unless_the_settings_set_its_rows_aside():
    """The same rows stop the night without the policy. With it they leave the tables, are in quarantine under the
    rule's id, and are still reported.
    """
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
    """The row has an entry for each rule, so that mending one fault does not hide the other."""
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
    """When a criterion is set aside, its scores refer to nothing and are set aside too. Rows of a project that was set
    aside are no orphans.
    """
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
    """A score can be left out. A lost capacity row would change every plan, so it is set aside only where the settings
    say so for the very rule.
    """
    short = [{"role_id": "R", "period_start": date(2027, 1, 1), "milli_fte_gross": 1, "run_milli_fte": 2}]
    of = tables(**SOUND, scores=WRONG_SCORES, capacity=short)
    core, _ = set_rows_aside(night(of, settings(on_violation="set_aside")))
    assert (core["scores"].height, core["capacity"].height) == (1, 1)
    core, _ = set_rows_aside(night(of, settings(rules={"capacity_covers_run": {"on_violation": "set_aside"}})))
    assert core["capacity"].is_empty()


def test_without_a_policy_the_tables_pass_through_unchanged():
    """Nothing is set aside unless the settings say so."""
    of = tables(**SOUND, scores=WRONG_SCORES)
    core, aside = set_rows_aside(night(of, settings()))
    assert aside.is_empty()
    assert all(core[name].equals(of[name]) for name in of)


def test_the_project_of_a_row_set_aside_is_left_out_with_the_reason():
    """The reason is the same as for a row that could not be read."""
    chosen = settings(opex_only_cost_types=["licence"], rules={"capex_where_allowed": {"on_violation": "set_aside"}})
    of = tables(**{**SOUND, "cost_lines": [cost("P", 100, cost_type="licence"), cost("Q", 100)]})
    core, aside = set_rows_aside(night(of, chosen))
    choices = build_choices(core, aside, chosen)
    assert choices.options["project_id"].to_list() == ["Q"]
    [(project, code, text)] = choices.left_out.select("project_id", "code", "text").rows()
    assert (project, code) == ("P", "data")
    assert "cost_lines.csv row 2" in text


def test_rows_still_balance_when_rules_set_some_aside():
    """Rows read = accepted + quarantined + superseded, also after a rule has moved rows to quarantine."""
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


def test_every_rule_about_rows_can_be_asked_before_anything_is_decided():
    """Rows are set aside before the optimiser's choices exist: a rule that looked at them would raise there, and set
    nothing aside unseen.
    """
    early = night_of_typed_tables(
        tables(**SOUND), pl.DataFrame(schema=QUARANTINE_SCHEMA), settings(), pl.DataFrame(schema=DELIVERY_SCHEMA), DAY
    )
    asked = [rule for rule in rule_table(settings()) if rule.is_about_rows]
    assert len(asked) > 100
    for rule in asked:
        assert rule.find(early).columns == list(OBJECTION_SCHEMA), rule.id


def test_rows_of_the_whole_plan_sent_twice_stop_the_night_whatever_the_policy():
    """Neither of two equal exclusions can be left out."""
    edge = {"from_project_id": "P", "to_project_id": "Q", "type": "excludes"}
    core, aside = set_rows_aside(night(tables(**RIVALS, dependencies=[edge, edge]), settings(on_violation="set_aside")))
    assert aside.is_empty()
    assert core["dependencies"].height == 2


def test_an_expired_mandate_does_not_keep_a_row_from_being_set_aside():
    """An expired mandate does not bind any more, so the project is not required."""
    twice = {**P, "mandate": "regulatory", "mandate_expires": date(2020, 1, 1)}
    _, aside = set_rows_aside(
        night(tables(**{**RIVALS, "projects": [Q]}), settings(on_violation="set_aside")).__class__(
            **{
                **vars(night(tables(**RIVALS), settings(on_violation="set_aside"))),
                "tables": tables(**{**RIVALS, "projects": [twice, twice]}),
            }
        )
    )
    assert aside["may_be_required"].to_list() == [False, False]


def test_a_row_of_a_nearly_named_project_makes_that_project_uncertain():
    """The row leaves its table, and its entry in the quarantine names the project that it may belong to, under every policy
    but an explicit stop. A person who says that the ids are apart has the row back.
    """
    lines = [cost("P", 100), cost("p", 300), cost("Q", 100), cost("nobody", 1)]
    of = tables(**{**SOUND, "cost_lines": lines})
    core, aside = set_rows_aside(night(of, settings()))
    assert core["cost_lines"]["project_id"].to_list() == ["P", "Q", "nobody"]
    assert aside.select("table", "rule", "project_id", "found").rows() == [
        ("cost_lines", "cost_lines_ids_are_exact", "P", "no project is called 'p', but 'P' is nearly the same")
    ]
    report, _ = run_gate(night(core, settings(), aside))
    assert not result(report, "cost_lines_ids_are_exact").blocks
    assert build_choices(core, aside, settings()).left_out.select("project_id", "code").rows() == [("P", "data")]
    assert result(
        run_gate(night(of, settings(rules={"cost_lines_ids_are_exact": {"on_violation": "stop"}})))[0], "cost_lines_ids_are_exact"
    ).blocks
    apart = tables(
        **{**SOUND, "cost_lines": lines}, crosswalk=[{"system": "s", "other_id": "p", "project_id": "P", "is_same": False}]
    )
    assert set_rows_aside(night(apart, settings()))[1].is_empty()


def test_a_row_of_no_project_sets_the_projects_of_its_file_aside_if_the_policy_says_so():
    """Every project of the file may own the row. Projects of other files stay."""
    of = tables(**{**SOUND, "cost_lines": [cost("P", 100), cost("Q", 100)]})
    of["cost_lines"] = of["cost_lines"].with_columns(source_file=pl.Series(["one.csv", "two.csv"]))
    lost = {"table": "cost_lines", "source_system": "s", "source_file": "one.csv", "source_row": 3, "record": 1, "column": "project_id", "rule": "required",
            "found": "nothing", "expected": "a value", "may_be_required": False, "action": SET_ASIDE}  # fmt: skip
    bad = pl.DataFrame([lost], schema=QUARANTINE_SCHEMA)
    assert result(run_gate(night(of, settings(), bad))[0], "cost_lines_rows_name_their_project").blocks
    core, aside = set_rows_aside(night(of, settings(on_violation="set_aside"), bad))
    assert core["cost_lines"]["project_id"].to_list() == ["Q"]
    assert aside.select("project_id", "source_row", "action").rows() == [("P", 2, BY_RULE)]
    report, _ = run_gate(night(core, settings(on_violation="set_aside"), pl.concat([bad, aside])))
    assert not result(report, "cost_lines_rows_name_their_project").blocks
