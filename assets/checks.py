"""The quality gate as checks in Dagster's graph of assets: one check for each rule.

For each typed table, one run of Great Expectations checks the rules about this table. The checks of rules across tables
take their results from the asset `gate`.
"""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets.resources.clock import Clock
from assets.resources.portfolio import Portfolio
from cutline.contracts.tables.all_tables import EXPORTED
from cutline.settings.all_settings import Settings
from data_quality.gate.rule_table import night_rules, table_rules
from data_quality.gate.runner import run_table
from data_quality.rule_model.night import day_of_night
from data_quality.rule_model.results import CheckReport, RuleResult
from data_quality.rule_model.rule import Rule


def _result(result: RuleResult, asset: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=result.status == "passed",
        check_name=result.rule,
        asset_key=asset,
        severity=dg.AssetCheckSeverity.ERROR if result.blocks else dg.AssetCheckSeverity.WARN,
        description=str(result.finding()) if result.status != "passed" else result.reason,
        metadata={
            "table": result.table, "severity": result.severity, "expected": result.reason, "rows": result.count, "status": result.status,
            "owner": result.owner, "samples": list(result.samples), "what to do": result.fix, "handling": result.handling, "excepted": result.excepted,
            "summary": result.summary,
        },
    )  # fmt: skip


def _specs(rules: tuple[Rule, ...], asset: str, *beside: str) -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            rule.id,
            asset=asset,
            blocking=rule.severity == "block",
            description=rule.reason,
            metadata={"owner": rule.owner},
            additional_deps=list(beside),
        )
        for rule in rules
    ]


def _table_check(table: str, rules: tuple[Rule, ...]) -> dg.AssetChecksDefinition:
    asset = f"typed_{table}"

    @dg.multi_asset_check(
        name=f"check_{table}", specs=_specs(rules, asset, "deliveries", f"rejected_{table}"),
        ins={"frame": dg.AssetIn(asset), "rejected": dg.AssetIn(f"rejected_{table}"), "deliveries": dg.AssetIn()},
    )  # fmt: skip
    def check(
        portfolio: Portfolio, clock: Clock, frame: pl.LazyFrame, rejected: pl.DataFrame, deliveries: pl.DataFrame
    ) -> Iterator[dg.AssetCheckResult]:
        settings = portfolio.settings()
        report = run_table(table, frame, settings, day_of_night(settings, deliveries, portfolio.day(clock.now())), rejected)
        yield from (_result(result, asset) for result in report.results)

    return check


def _night_check(rules: tuple[Rule, ...]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(name="check_night", specs=_specs(rules, "gate"))
    def check(gate: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
        """Gives one result for each rule across tables."""
        wanted = {rule.id for rule in rules}
        yield from (_result(result, "gate") for result in CheckReport.from_frame(gate).results if result.rule in wanted)

    return check


def checks_of(settings: Settings) -> list[dg.AssetChecksDefinition]:
    """The checks of a portfolio, with the rules that its settings add."""
    return [*(_table_check(table, table_rules(table, settings)) for table in EXPORTED), _night_check(night_rules(settings))]
