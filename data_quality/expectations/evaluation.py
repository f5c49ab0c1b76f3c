"""Asks Great Expectations to evaluate the rules of one table, and returns its answer for each rule.

This is the only module outside `gx_polars` that imports Great Expectations. It does so inside the call, because the import
takes seconds and 260 MB.
"""

import os
import threading
from typing import TYPE_CHECKING, Any

import polars as pl

from data_quality.rule_model.rule import Rule

if TYPE_CHECKING:
    from data_quality.gx_polars.datasource import FrameAsset

Answers = dict[str, tuple[bool, int | None]]
WHOLE = "whole"
_of_thread = threading.local()  # the asset of Great Expectations that each thread hands its tables to


def evaluate(rules: tuple[Rule, ...], frame: pl.LazyFrame) -> tuple[Answers, set[str]]:
    """The answer to each rule, by its id, and the names of the metrics that Great Expectations left to its pandas
    engine.

    An answer consists of the success and, if Great Expectations counts rows, the number of unexpected rows. A rule whose
    evaluation raised an error has no answer.
    """
    asset = _frame_asset()
    import great_expectations as gx
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.row_conditions import deserialize_row_condition

    from data_quality.gx_polars import hold, release
    from data_quality.gx_polars.configurations import built_once

    answers: Answers = {}
    expectations = []
    for rule in rules:
        arguments: dict[str, Any] = dict(rule.arguments)
        if "row_condition" in arguments:
            arguments["row_condition"] = deserialize_row_condition(arguments["row_condition"])
        configuration = ExpectationConfiguration(type=rule.expectation, kwargs=arguments, meta={"rule": rule.id})
        expectations.append(configuration.to_domain_obj())
    # The suite gets the whole list at once: added one by one, a second expectation of one type and column would replace
    # the first.
    suite = gx.ExpectationSuite(name="rules", expectations=expectations)
    engine, key = asset.datasource.get_execution_engine(), hold(frame)
    try:
        batch = asset.get_batch_definition(WHOLE).get_batch({"frame": key})
        with built_once():
            results = batch.validate(suite, result_format="BASIC").results
        for result in results:
            if not _raised(result.exception_info):
                count = result.result.get("unexpected_count")
                answers[result.expectation_config.meta["rule"]] = (bool(result.success), None if count is None else int(count))
        return answers, set(engine.fallbacks)
    finally:
        release(key)
        engine.forget()


def _frame_asset() -> "FrameAsset":
    """An asset of Great Expectations with a batch definition WHOLE. Each thread makes one of its own, and makes it once: to make
    it takes longer than to judge a small table.
    """
    if not hasattr(_of_thread, "asset"):
        os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        from data_quality.gx_polars import attach

        # The default store would leave a temporary folder for documentation behind.
        in_memory = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
        config = DataContextConfig(store_backend_defaults=in_memory, progress_bars=ProgressBarsConfig(globally=False))
        asset = attach(gx.get_context(mode="ephemeral", project_config=config)).add_frame_asset("table")
        asset.add_batch_definition_whole_frame(WHOLE)
        _of_thread.asset = asset
    made: FrameAsset = _of_thread.asset
    return made


def _raised(info: dict[str, Any]) -> bool:
    """Whether the evaluation raised an error.

    Great Expectations reports this in two shapes: one for the expectation, with the key `raised_exception`, and one by
    metric without that key, which always means an error.
    """
    return bool(info.get("raised_exception", True)) if info else False
