"""The quality gate as its users see it: exports that break a rule, the command line, and the red checks of the Dagster run."""

import json
import socket
from datetime import date

import dagster as dg
import polars as pl
import pytest

from tests.data_quality.business.all_cases import ALONGSIDE, CASES
from tests.data_quality.business.sound_night import BROADER, GOOD
from tests.data_quality.nights import P, Q, benefit, cost, fund
from tests.end_to_end.exports_of import write_exports, write_settings

# The fixtures send only some tables on purpose, so this rule always objects.
QUIET = {"sources_have_arrived"}
# Rules that rows alone can break. Unread rows, missing files and unread columns need more than rows; test_bad_exports.py has nights of those.
BY_ROWS = [
    rule
    for rule, case in CASES.items()
    if not {"quarantine", "counted", "arrivals"} & set(case) and rule not in ("sources_have_arrived", "crosswalk_leads_somewhere")
]
# One of each kind on every run, the others in the long suite.
SHORT = ("mandates_fit_funds",)


@pytest.fixture
def evaluations(monkeypatch):
    """The check evaluations of every Dagster run that follows."""
    seen: list = []
    original = dg.JobDefinition.execute_in_process

    def recording(self, *arguments, **more):
        result = original(self, *arguments, **more)
        seen[:] = [
            event.asset_check_evaluation_data for event in result.all_events if event.event_type_value == "ASSET_CHECK_EVALUATION"
        ]
        return result

    monkeypatch.setattr(dg.JobDefinition, "execute_in_process", recording)
    return seen


def rules_of(findings) -> set[str]:
    return {each["where"].split("rule ")[1].split(";")[0] for each in findings} - QUIET


def caught(rule, folder, cutline, evaluations) -> None:
    case = CASES[rule]
    if "before" in case:
        write_settings(folder, case.get("was", case.get("raw", {})))
        write_exports(folder, {**GOOD, **case["before"]})
        code, _, err = cutline("run", folder)
        assert code == 0, err
    write_settings(folder, case.get("raw", {}))
    write_exports(folder, {**GOOD, **case["rows"]})
    code, out, err = cutline("check", folder, "--json")
    answer = json.loads(out)
    wanted = {rule} | ALONGSIDE.get(rule, set())
    quiet = QUIET | (BROADER - {rule})
    assert rules_of(answer["findings"]) - quiet == wanted
    red = {each.check_name: each for each in evaluations if not each.passed}
    assert set(red) - quiet == wanted
    blocks = red[rule].severity == dg.AssetCheckSeverity.ERROR
    assert code == (3 if any(each.severity == dg.AssetCheckSeverity.ERROR for each in red.values()) else 0), err
    assert red[rule].blocking == blocks
    assert red[rule].metadata["samples"].value


@pytest.mark.parametrize("rule", SHORT)
def test_a_broken_rule_is_caught_by_itself_in_the_command_line_and_is_red_in_dagster(rule, tmp_path, cutline, evaluations):
    """Exit code, findings and red checks name the same rule and no other."""
    caught(rule, tmp_path / "p", cutline, evaluations)


@pytest.mark.long
@pytest.mark.parametrize("rule", [rule for rule in BY_ROWS if rule not in SHORT])
def test_every_broken_rule_is_caught_by_itself_in_the_command_line_and_is_red_in_dagster(rule, tmp_path, cutline, evaluations):
    """The same for every business rule that rows can break."""
    caught(rule, tmp_path / "p", cutline, evaluations)


CRITERIA = [f"c{i}" for i in range(25)]
SCORES = [{"project_id": "Q", "criterion_id": each, "raw_milli": 3000, "scale": 5} for each in CRITERIA]
ROWS = {
    "projects": [P, Q],
    "cost_lines": [cost("P", 100_00), cost("Q", 100_00)],
    "funds": [fund(100_00)],
    "benefits": [benefit("P", 150_00, owner=None), benefit("Q", 130_00)],
    "criteria": [{"criterion_id": each, "weight_bp": 1} for each in CRITERIA],
    "scores": [{**SCORES[0], "raw_milli": 9000}, *SCORES[1:]],
}


def portfolio(folder, **quality):
    write_settings(folder, {"quality": quality})
    write_exports(folder, ROWS)
    return folder


@pytest.mark.long
def test_a_night_goes_on_without_the_rows_where_the_policy_allows_and_says_what_they_were_worth(tmp_path, cutline):
    """The night is published, the row is in quarantine under its rule, the rows balance, and the finding has its effect and what is at stake."""
    folder = portfolio(tmp_path / "p")
    code, _, err = cutline("run", folder)
    assert code == 3
    assert "scores_within_scale" in err
    portfolio(folder, on_violation="set_aside")
    code, out, _ = cutline("run", folder)
    assert code == 0
    assert "set aside: table scores, rule scores_within_scale; owner portfolio office" in out
    published = folder / "published" / "parquet"
    aside = pl.read_parquet(published / "quarantine.parquet")
    assert aside.select("table", "rule", "project_id").rows() == [("scores", "scores_within_scale", "Q")]
    counted = pl.read_parquet(published / "row_accounting.parquet").filter(pl.col("table") == "scores")
    assert counted.select("read", "accepted", "quarantined").row(0) == (25, 24, 1)
    findings = pl.read_parquet(published / "findings.parquet")
    own = findings.filter(pl.col("rule") == "benefits_have_owner")
    assert own.select("project_id", "effect", "cost_minor", "benefit_minor").row(0) == ("P", "changes", 100_00, 150_00)
    assert "scores_within_scale" in findings["rule"].to_list()
    code, out, _ = cutline("verify", folder)
    assert (code, out.splitlines()[-1]) == (0, "verified")


@pytest.mark.long
def test_a_rule_of_the_user_s_own_stops_the_night_and_is_a_check_in_dagster(tmp_path, cutline, evaluations):
    """The rule is written in portfolio.toml, without code."""
    own = {
        "id": "sponsor_named",
        "table": "projects",
        "severity": "block",
        "owner": "PMO lead",
        "reason": "every project has a sponsor",
        "expect": "expect_column_values_to_not_be_null",
        "arguments": {"column": "sponsor"},
    }
    code, _, err = cutline("check", portfolio(tmp_path / "p", expect=[own], on_violation="stop"))
    assert code == 3
    assert "rule sponsor_named" in err
    assert "every project has a sponsor" in err
    assert [each.severity for each in evaluations if each.check_name == "sponsor_named"] == [dg.AssetCheckSeverity.ERROR]


@pytest.mark.long
def test_an_exception_is_told_on_every_night_until_it_expires(tmp_path, cutline):
    """The finding is covered and counted, and shown with the days that are left. After the last day the rule objects again."""
    excused = {
        "rule": "scores_within_scale",
        "project": "Q",
        "reason": "rescored in March",
        "approved_by": "PMO",
        "expires": date(2027, 2, 1),
    }
    code, out, _ = cutline("check", portfolio(tmp_path / "p", exceptions=[excused]))
    assert code == 0
    assert (
        "exception of scores_within_scale, Q: until 2027-02-01, 17 day(s) left; covers 1 finding(s); PMO: rescored in March"
        in out
    )
    code, _, err = cutline("check", portfolio(tmp_path / "p", exceptions=[{**excused, "expires": date(2027, 1, 14)}]))
    assert code == 3
    assert "expired on 2027-01-14" in err


@pytest.mark.long
def test_the_gate_answers_machines(tmp_path, cutline):
    """`check --json` gives rules, rows at stake, scores, trend, exceptions, freshness and files as one object."""
    _, out, _ = cutline("check", portfolio(tmp_path / "p", on_violation="set_aside"), "--json")
    answer = json.loads(out)
    assert answer["passed"]
    assert {row["source_file"] for row in answer["files"]} >= {"projects.csv", "funds.csv"}
    assert set(answer) == {"passed", "findings", "rules", "rows", "scores", "trend", "exceptions", "freshness", "files"}
    assert {each["name"] for each in answer["scores"] if each["kind"] == "source"} == set(ROWS)
    assert [each["effect"] for each in answer["rows"] if each["rule"] == "benefits_have_owner"] == ["not_proven"]


@pytest.mark.long
def test_accept_forgets_how_much_there_was(tmp_path, cutline):
    """A figure that is a thousand times what it was stops the night until somebody has accepted it."""
    folder = tmp_path / "p"
    write_settings(folder, {})
    write_exports(folder, {**ROWS, "scores": SCORES})
    assert cutline("run", folder)[0] == 0
    write_exports(folder, {**ROWS, "scores": SCORES, "cost_lines": [cost("P", 100_000_00), cost("Q", 100_00)]})
    code, _, err = cutline("check", folder)
    assert (code, "no_unit_jump" in err) == (3, True)
    assert "row counts and totals" in cutline("accept", folder)[1]
    assert cutline("check", folder)[0] == 0


def test_the_whole_gate_runs_with_sockets_blocked(tmp_path, cutline, monkeypatch):
    """Nothing leaves the machine, from Great Expectations either, and nothing waits for an answer."""

    def refuse(*_, **__):
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    code, out, err = cutline("check", portfolio(tmp_path / "p", on_violation="set_aside"))
    assert code == 0, err
    assert "rules checked, none blocks" in out
