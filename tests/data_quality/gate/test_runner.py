"""The rules of one typed table, judged by Great Expectations and by their predicates, which must agree."""

from data_quality.gate.runner import run_table
from tests.data_quality.expectations.contract_frames import good_frame
from tests.data_quality.nights import DAY, EXCEPTION, OWNERLESS, result, settings


def test_great_expectations_and_an_exception_agree():
    """The predicate's count includes the excepted rows, so it agrees with Great Expectations and the rule is not broken."""
    report = run_table("benefits", OWNERLESS["benefits"].lazy(), settings(exceptions=[{**EXCEPTION, "project": None}]), DAY)
    told = result(report, "benefits_have_owner")
    assert (told.status, told.count, told.excepted) == ("passed", 0, 2)


def test_severity_and_owner_may_be_changed():
    """The settings turn a warning into a stop and name another owner."""
    chosen = settings(rules={"benefits_have_owner": {"severity": "block", "owner": "benefits realisation"}})
    report = run_table("benefits", OWNERLESS["benefits"].lazy(), chosen, DAY)
    told = result(report, "benefits_have_owner")
    assert (told.blocks, told.owner) == (True, "benefits realisation")


def test_a_rule_that_cannot_be_evaluated_is_broken_not_bad_data(monkeypatch):
    """Where Great Expectations raises an error or disagrees with the predicate, nothing is known about the rows, and
    the night stops.
    """
    import data_quality.gate.runner as runner

    monkeypatch.setattr(runner, "evaluate", lambda rules, frame: ({rules[0].id: (False, 99)}, set()))
    results = runner.run_table("funds", good_frame("funds").lazy()).results
    assert {result.status for result in results} == {"broken"}
    assert all(result.blocks for result in results)
