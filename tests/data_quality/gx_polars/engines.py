"""One expectation on one frame, judged by the Polars engine and by arrow-backed pandas, in words that can be compared."""

import logging
import math
import os
import warnings
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
C = "expect_column_"
DATA = pl.DataFrame({"a": [1, 2, 2, None], "b": ["x", "y", "z", "x"], "when": [0, 0, 1, 1]})
FIELDS = ("element_count", "unexpected_count", "missing_count", "unexpected_percent", "partial_unexpected_list")


@cache
def _assets() -> tuple[Any, Any]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

    from data_quality.gx_polars import attach

    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(store_backend_defaults=stores, progress_bars=ProgressBarsConfig(globally=False)),
    )
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    ours = attach(context).add_frame_asset("frame").add_batch_definition_whole_frame()
    rival = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")
    return ours, rival


def _expectation(kind: str, arguments: dict[str, Any]) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.row_conditions import Column, ComparisonCondition, NullityCondition

    if "row_condition" in arguments:
        sign, value = arguments["row_condition"]
        column = Column("when")
        condition = (
            NullityCondition(column=column, is_null=value)
            if sign == "null"
            else ComparisonCondition(column=column, operator=sign, parameter=value)
        )
        arguments = {**arguments, "row_condition": condition}
    return ExpectationConfiguration(type=kind, kwargs=arguments).to_domain_obj()


def ours(kind: str, arguments: dict[str, Any], frame: pl.DataFrame | pl.LazyFrame, result_format: Any = "BASIC") -> Any:
    """What the Polars engine says: the whole validation result."""
    from data_quality.gx_polars import hold

    return (
        _assets()[0]
        .get_batch({"frame": hold(frame, "contract")})
        .validate(_expectation(kind, arguments), result_format=result_format)
    )


def fallbacks() -> set[str]:
    """Metrics the Polars engine has left to pandas since the last call."""
    engine = _assets()[0].data_asset.datasource.get_execution_engine()
    found = set(engine.fallbacks)
    engine.fallbacks.clear()
    return found


def judged(kind: str, arguments: dict[str, Any], frame: pl.DataFrame, result_format: Any = "BASIC") -> tuple[Any, Any]:
    """Both answers, comparable; None for the rival's where it raised."""
    expectation = _expectation(kind, arguments)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy's and pandas' remarks on empty and infinite columns
        batch = _assets()[1].get_batch({"dataframe": frame.to_pandas(use_pyarrow_extension_array=True)})
        rival = batch.validate(expectation, result_format=result_format)
    mine = ours(kind, arguments, frame, result_format)
    assert not raised(mine), mine.exception_info
    return told(mine), None if raised(rival) else told(rival)


def raised(result: Any) -> bool:
    """Did the expectation fail to be evaluated? Great Expectations has two shapes for that."""
    info = result.exception_info
    return bool(info.get("raised_exception", True)) if info else False


def told(result: Any) -> dict[str, Any]:
    """Success, counts, samples, observed value; indices where asked for."""
    fields = [*FIELDS, "observed_value", "unexpected_index_list", "partial_unexpected_index_list", "unexpected_list"]
    return {"success": bool(result.success), **{name: _plain(result.result[name]) for name in fields if name in result.result}}


def _plain(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if value is pd.NA or value is None or value is pd.NaT:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, Decimal | float):
        return float(f"{float(value):.12g}")
    return value


def frame(**columns: list) -> pl.DataFrame:
    return pl.DataFrame(columns).with_columns(pl.lit(0).alias("when"))
