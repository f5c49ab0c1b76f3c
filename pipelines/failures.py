"""Why a job failed: one error, made from the events of Dagster and from the errors of the steps, for a person to read."""

from typing import Any

import dagster as dg

from cutline.errors import CutlineError, Finding, NoPlan, QualityBlocked
from data_quality.rule_model.results import RuleResult


def finding_of(check: Any) -> Finding:
    """The finding of a check that did not pass. check: the data of a Dagster check evaluation, as `assets/checks.py` writes it."""
    return _result(check).finding()


def told_first(checks: list[Any]) -> list[Any]:
    """The check evaluations, those with a summary before all others."""
    return sorted(checks, key=lambda check: not check.metadata["summary"].value)


def _result(check: Any) -> RuleResult:
    metadata = {name: entry.value for name, entry in check.metadata.items()}
    return RuleResult(
        check.check_name, metadata["table"], metadata["severity"], metadata["status"], metadata["rows"], metadata["owner"], metadata["expected"], metadata["what to do"],
        tuple(metadata["samples"]), metadata["handling"], metadata["excepted"], metadata["summary"],
    )  # fmt: skip


def cause_of_failure(errors: list[BaseException], failed: list[Any], events: list[Any], job: str) -> BaseException:
    """The error that a failed job is reported with.

    errors: what the steps raised. failed: the check evaluations that did not pass. events: all events of the run. Errors of
    Cutline come first, and among these a fault comes before bad data; the findings of all errors of the chosen class are
    put together. Then come the checks that block, then any other error of a step, then the failure messages of Dagster.
    """
    known = [error for error in errors if isinstance(error, CutlineError)]
    if known:
        worst = max(known, key=lambda error: error.exit_code == 1)
        same = [error for error in known if type(error) is type(worst)]
        findings = list(dict.fromkeys(finding for error in same for finding in error.findings))
        summaries = list(dict.fromkeys(error.summary for error in same))
        error = type(worst)("; ".join(summaries), findings)
        if isinstance(error, NoPlan) and isinstance(worst, NoPlan):
            error.way_out = worst.way_out
        return error
    blocking = [each for each in failed if each.severity == dg.AssetCheckSeverity.ERROR]
    if blocking:
        summary = "the quality gate stops the night" + ("; nothing was published" if job == "nightly" else "")
        # A warning may be the reason of the error: unknown ids, cells that were set aside, files that did not arrive.
        beside = [finding_of(each) for each in told_first(failed) if each not in blocking]
        return QualityBlocked(
            summary, [*map(finding_of, told_first(blocking)), *beside], [vars(_result(each)) for each in failed]
        )
    if errors:
        return errors[0]
    failures = [event.message for event in events if "FAILURE" in event.event_type_value]
    return RuntimeError("\n".join(failures) or "the job failed without saying why")
