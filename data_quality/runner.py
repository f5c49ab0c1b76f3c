"""Run the rules of one table through Great Expectations and translate what it says.

Great Expectations is imported inside the call: it costs seconds and 260 MB, and no one who only reads the rules should pay that.
"""

import os
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from cutline.settings.all_settings import Settings
from cutline.settings.loading import settings_from
from cutline.sources.typed_rows.accounting import ACCOUNTING_SCHEMA
from cutline.sources.typed_rows.quarantine import QUARANTINE_SCHEMA
from data_quality.gate import judge
from data_quality.rule_table import table_rules
from data_quality.rules import NO_CHOICES, Night, Rule
from data_quality.verdict import CheckReport, RuleResult

Answers = dict[str, tuple[bool, int | None]]


def run_table(name: str, frame: pl.LazyFrame, settings: Settings | None = None, day: date | None = None) -> CheckReport:
    """Check canonical table `name`: one Great Expectations run on the Polars engine, one result for each rule.

    A rule that raises, or on which Great Expectations and the predicate disagree, is reported as broken, never as bad data.
    """
    used = settings or settings_from({})
    rules = table_rules(name, used)
    answers, left_to_pandas = _great_expectations(rules, frame)
    rows = frame.collect()
    night = Night(
        {name: rows}, pl.DataFrame(schema=QUARANTINE_SCHEMA), pl.DataFrame(schema=ACCOUNTING_SCHEMA), NO_CHOICES, used, day=day
    )
    results = [_agreed(judge(rule, night)[0], answers.get(rule.id)) for rule in rules]
    if left_to_pandas:
        note = f"computed by Great Expectations' pandas engine: {', '.join(sorted(left_to_pandas))}"
        results = [
            replace(result, samples=(*result.samples, note)) if result.status != "passed" else result for result in results
        ]
    return CheckReport(tuple(results))


def _agreed(result: RuleResult, answer: tuple[bool, int | None] | None) -> RuleResult:
    if result.status == "broken":
        return result
    objected = result.count + result.excepted
    if answer is None:
        return replace(result, status="broken", samples=("Great Expectations could not evaluate it",))
    success, count = answer
    if success != (objected == 0) or (not success and count not in (None, objected)):
        said = f"Great Expectations counts {count}, the predicate {objected}"
        return replace(result, status="broken", samples=(said,))
    return result


def _great_expectations(rules: tuple[Rule, ...], frame: pl.LazyFrame) -> tuple[Answers, set[str]]:
    """Rule id to (success, unexpected count where GX counts), rules that raised being absent; and the metrics left to its pandas engine."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.row_conditions import deserialize_row_condition

    from data_quality.gx_polars import attach, hold, release

    # Without this the context leaves a temporary folder for documentation behind.
    in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(store_backend_defaults=in_memory, progress_bars=ProgressBarsConfig(globally=False))
    context = gx.get_context(mode="ephemeral", project_config=config)
    answers: Answers = {}
    asked = []
    for rule in rules:
        arguments: dict[str, Any] = dict(rule.arguments)
        if "row_condition" in arguments:
            arguments["row_condition"] = deserialize_row_condition(arguments["row_condition"])
        configuration = ExpectationConfiguration(type=rule.expectation, kwargs=arguments, meta={"rule": rule.id})
        asked.append(configuration.to_domain_obj())
    # Given as a list: added one by one, a second expectation of one type and column would take the place of the first.
    suite = gx.ExpectationSuite(name="rules", expectations=asked)
    asset = attach(context).add_frame_asset("table")
    key = hold(frame)
    try:
        batch = asset.add_batch_definition_whole_frame().get_batch({"frame": key})
        for result in batch.validate(suite, result_format="BASIC").results:
            if not _raised(result.exception_info):
                count = result.result.get("unexpected_count")
                answers[result.expectation_config.meta["rule"]] = (bool(result.success), None if count is None else int(count))
        return answers, set(asset.datasource.get_execution_engine().fallbacks)
    finally:
        release(key)


def _raised(info: dict[str, Any]) -> bool:
    """Great Expectations has two shapes: one for the expectation, and one by metric, which has no such key and always means that it raised."""
    return bool(info.get("raised_exception", True)) if info else False
