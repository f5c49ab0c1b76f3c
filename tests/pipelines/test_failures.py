"""Which error a failed job is reported with."""

from types import SimpleNamespace

import dagster as dg
import pytest

from cutline.errors import DataBlocked, Finding, NoPlan, QualityBlocked, VerificationFailed
from pipelines.failures import cause_of_failure

A, B = (Finding(place, "found", "expected", "do") for place in ("a", "b"))


def check(name: str, severity: dg.AssetCheckSeverity) -> SimpleNamespace:
    values = {
        "table": "projects", "severity": "block", "status": "failed", "rows": 1, "owner": "PMO", "expected": "that", "what to do": "this", "samples": [],
        "handling": "stop", "excepted": 0, "summary": "",
    }  # fmt: skip
    return SimpleNamespace(
        check_name=name, severity=severity, metadata={key: SimpleNamespace(value=value) for key, value in values.items()}
    )


RED, YELLOW = check("red", dg.AssetCheckSeverity.ERROR), check("yellow", dg.AssetCheckSeverity.WARN)


def test_errors_of_one_class_are_told_together():
    """Two tables that cannot be read are one error with the findings of both, each once."""
    error = cause_of_failure([DataBlocked("first", [A]), DataBlocked("second", [B, A])], [], [], "nightly")
    assert type(error) is DataBlocked
    assert (error.summary, list(error.findings)) == ("first; second", [A, B])


def test_a_fault_comes_before_bad_data():
    """A plan that fails the verifier must not hide behind a late file."""
    error = cause_of_failure([DataBlocked("late", [A]), VerificationFailed("broken rule")], [], [], "nightly")
    assert type(error) is VerificationFailed


def test_no_plan_keeps_its_way_out():
    """As values, for machines."""
    error = cause_of_failure([NoPlan("no plan", [A], {"least_money": 1})], [], [], "nightly")
    assert isinstance(error, NoPlan)
    assert error.way_out == {"least_money": 1}


@pytest.mark.parametrize(
    ("job", "words"),
    [("nightly", "the quality gate stops the night; nothing was published"), ("quality", "the quality gate stops the night")],
)
def test_checks_that_block_come_first_and_warnings_after_them(job, words):
    """A warning may be the reason for what blocks. Only the whole night would have published."""
    error = cause_of_failure([], [YELLOW, RED], [], job)
    assert isinstance(error, QualityBlocked)
    assert error.summary == words
    assert ["red" in str(finding) for finding in error.findings] == [True, False]
    assert [rule["rule"] for rule in error.rules] == ["yellow", "red"]


def test_any_other_error_is_kept_and_silence_is_a_fault():
    """A warning alone explains nothing; without an error the failure messages of Dagster do, and without those the job says so."""
    other = ValueError("x")
    assert cause_of_failure([other], [YELLOW], [], "nightly") is other
    event = SimpleNamespace(event_type_value="STEP_FAILURE", message="step plan failed")
    assert str(cause_of_failure([], [], [event], "nightly")) == "step plan failed"
    assert str(cause_of_failure([], [], [], "nightly")) == "the job failed without saying why"
