"""Why a job failed: Dagster's events and the errors of its steps turned into the one error of ours that a person should read."""

from typing import Any

import dagster as dg

from cutline.errors import CutlineError, Finding, NoPlan, QualityBlocked
from data_quality.rule_model.results import RuleResult


def finding_of(check: Any) -> Finding:
    return _result(check).finding()


def _result(check: Any) -> RuleResult:
    told = {name: entry.value for name, entry in check.metadata.items()}
    return RuleResult(
        check.check_name, told["table"], told["severity"], told["status"], told["rows"], told["owner"], told["expected"], told["what to do"],
        tuple(told["samples"]), told["handling"], told["excepted"],
    )  # fmt: skip


def cause_of_failure(errors: list[BaseException], failed: list[Any], events: list[Any], job: str) -> BaseException:
    known = [error for error in errors if isinstance(error, CutlineError)]
    if known:
        worst = max(known, key=lambda error: error.exit_code == 1)
        same = [error for error in known if type(error) is type(worst)]
        findings = list(dict.fromkeys(finding for error in same for finding in error.findings))
        summaries = list(dict.fromkeys(error.summary for error in same))
        told = type(worst)("; ".join(summaries), findings)
        if isinstance(told, NoPlan) and isinstance(worst, NoPlan):
            told.way_out = worst.way_out
        return told
    blocking = [each for each in failed if each.severity == dg.AssetCheckSeverity.ERROR]
    if blocking:
        told = "the quality gate stops the night" + ("; nothing was published" if job == "nightly" else "")
        # What only warns may be why: ids nobody knows, cells set aside, files that did not come.
        beside = [finding_of(each) for each in failed if each not in blocking]
        return QualityBlocked(told, [*map(finding_of, blocking), *beside], [vars(_result(each)) for each in failed])
    if errors:
        return errors[0]
    failures = [event.message for event in events if "FAILURE" in event.event_type_value]
    return RuntimeError("\n".join(failures) or "the job failed without saying why")
