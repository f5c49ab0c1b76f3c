"""The quality gate in the graph: one Great Expectations run for each core table and the business rules, one Dagster check for each rule."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from cutline.tables import EXPORTED
from data_quality.business import business_rules
from data_quality.expectations import contract_rules
from data_quality.runner import run_contract
from data_quality.verdict import CheckReport, RuleResult


def _result(result: RuleResult, asset: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=result.status == "passed",
        check_name=result.rule,
        asset_key=asset,
        severity=dg.AssetCheckSeverity.ERROR if result.severity == "block" else dg.AssetCheckSeverity.WARN,
        description=str(result.finding()) if result.status != "passed" else result.reason,
        metadata={
            "table": result.table,
            "severity": result.severity,
            "expected": result.reason,
            "rows": result.count,
            "status": result.status,
            "owner": result.owner,
            "samples": list(result.samples),
            "what to do": result.fix,
        },
    )


def _contract_check(table: str) -> dg.AssetChecksDefinition:
    asset = f"core_{table}"
    specs = [
        dg.AssetCheckSpec(
            rule.id, asset=asset, blocking=rule.severity == "block", description=rule.reason, metadata={"owner": rule.owner}
        )
        for rule in contract_rules(table)
    ]

    @dg.multi_asset_check(name=f"check_{table}", specs=specs, ins={"frame": dg.AssetIn(asset)})
    def check(frame: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
        yield from (_result(result, asset) for result in run_contract(table, frame).results)

    return check


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            rule.id, asset="gate", blocking=rule.severity == "block", description=rule.reason, metadata={"owner": rule.owner}
        )
        for rule in business_rules()
    ]
)
def check_business(gate: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
    """One result for each business rule."""
    yield from (_result(result, "gate") for result in CheckReport.from_frame(gate).results)


CHECKS = [*(_contract_check(table) for table in EXPORTED), check_business]
