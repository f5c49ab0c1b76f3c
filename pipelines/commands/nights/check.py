"""`cutline check`: the exports through the quality gate; nothing is planned or published."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cutline.errors import DataBlocked
from pipelines.commands.arguments import Folder, Json
from pipelines.commands.json_answer import print_json

if TYPE_CHECKING:
    from pipelines.night import Night


def check(folder: Folder = Path(), /, *, as_json: Json = False) -> None:
    """Read the exports and check every quality rule: what each finds, what is at stake, scores, exceptions. It plans and publishes nothing.

    The exit code is 3 if a rule blocks the night. Only a whole night (cutline run) says whether a finding changes the plan.
    """
    from pipelines.commands.nights.check_tables import show_accounting, show_scores, show_stakes
    from pipelines.commands.nights.night_summary import show_findings, show_summaries
    from pipelines.night import run_job

    try:
        night = run_job("quality", folder)
    except DataBlocked as error:
        if as_json:
            print_json(_blocked(error), ensure_ascii=True)
        raise
    if as_json:
        print_json(_passed(night), ensure_ascii=True)
        return
    show_summaries(night.frame("gate")["summary"])
    show_accounting(night.accounting())
    show_findings(night.findings)
    show_stakes(night.stakes(), night.settings())
    show_scores(night.frame("quality_scores"), night.frame("quality_exceptions"))
    print(f"\n{night.checks} rules checked, none blocks." if night.checks else "\nno rules were checked")


def _blocked(error: DataBlocked) -> dict[str, Any]:
    findings = [vars(each) for each in error.findings]
    return {"passed": False, "findings": findings, "rules": getattr(error, "rules", [])}


def _passed(night: "Night") -> dict[str, Any]:
    return {
        "passed": True,
        "findings": [vars(each) for each in night.findings],
        "rules": night.frame("gate").to_dicts(),
        "rows": night.stakes().to_dicts(),
        "scores": night.frame("quality_scores").to_dicts(),
        "trend": night.frame("quality_trend").to_dicts(),
        "exceptions": night.frame("quality_exceptions").to_dicts(),
        "freshness": night.frame("field_freshness").drop("digest").to_dicts(),
        "files": night.accounting(),
    }
