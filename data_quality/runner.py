"""Run the contract rules of one table through Great Expectations and translate what it says.

Great Expectations is imported inside the call: it costs seconds and 260 MB, and no one who only reads the rules should pay that.
"""

import os
from typing import Any

import polars as pl

from data_quality.expectations import ContractRule, contract_rules
from data_quality.verdict import SAMPLES, CheckReport, RuleResult, Status


def run_contract(name: str, frame: pl.DataFrame) -> CheckReport:
    """Check canonical table `name`: one Great Expectations run, one result for each rule.

    The frame goes to GX as arrow-backed pandas: nullable integers stay integers there. A rule that raises, or on which GX and the
    predicate disagree, is reported as broken, never as bad data.
    """
    rules = contract_rules(name)
    answers = _great_expectations(rules, frame)
    return CheckReport(tuple(_result(rule, frame, answers.get(rule.id)) for rule in rules))


def _result(rule: ContractRule, frame: pl.DataFrame, answer: tuple[bool, int | None] | None) -> RuleResult:
    bad = rule.violations(frame)
    agrees = answer is not None and answer[0] == bad.is_empty() and answer[1] in (None, bad.height)
    status: Status = "broken" if not agrees else "passed" if bad.is_empty() else "failed"
    shown = [column for column in dict.fromkeys((*_columns(rule), "source_file", "source_row")) if column in bad.columns]
    samples = tuple(_sample(row) for row in bad.select(shown).head(SAMPLES).iter_rows(named=True))
    return RuleResult(rule.id, rule.table, rule.severity, status, bad.height, rule.owner, rule.reason, rule.fix, samples)


def _columns(rule: ContractRule) -> list[str]:
    return [rule.arguments["column"]] if "column" in rule.arguments else rule.arguments.get("column_list", [])


def _sample(row: dict[str, Any]) -> str:
    file, number = row.pop("source_file"), row.pop("source_row")
    told = ", ".join(f"{name} {value!r}" for name, value in row.items() if value is not None)
    return f"{file} row {number}" + (f": {told}" if told else "")


def _great_expectations(rules: tuple[ContractRule, ...], frame: pl.DataFrame) -> dict[str, tuple[bool, int | None]]:
    """Rule id to (success, unexpected count where GX counts); rules that raised are absent."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    # Without this the context leaves a temporary folder for documentation behind.
    in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(store_backend_defaults=in_memory, progress_bars=ProgressBarsConfig(globally=False))
    context = gx.get_context(mode="ephemeral", project_config=config)
    suite = gx.ExpectationSuite(name="contract")
    for rule in rules:
        suite.add_expectation_configuration(
            ExpectationConfiguration(type=rule.expectation, kwargs=rule.arguments, meta={"rule": rule.id})
        )
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch(
        {"dataframe": frame.to_pandas(use_pyarrow_extension_array=True)}
    )
    answers = {}
    for result in batch.validate(suite, result_format="BASIC").results:
        if not result.exception_info.get("raised_exception"):
            count = result.result.get("unexpected_count")
            answers[result.expectation_config.meta["rule"]] = (bool(result.success), None if count is None else int(count))
    return answers
