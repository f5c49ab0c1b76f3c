"""Asks Great Expectations about the rules of one table and returns its answer for each rule."""

import os
from typing import Any

import polars as pl

from data_quality.rule_model.rule import Rule

Answers = dict[str, tuple[bool, int | None]]


def evaluate(rules: tuple[Rule, ...], frame: pl.LazyFrame) -> tuple[Answers, set[str]]:
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
