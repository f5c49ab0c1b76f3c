"""Turns a metric that Great Expectations asks for into a task: Polars expressions, and how they give its value.

The tasks are computed in `streaming_pass.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from great_expectations.expectations.row_conditions import (
    deserialize_row_condition,
)
from great_expectations.validator.metric_configuration import MetricConfiguration

from data_quality.gx_polars.aggregates import AGGREGATES, Finish, nan_as_none
from data_quality.gx_polars.batch_data import ROW_NUMBER, PolarsBatchData
from data_quality.gx_polars.comparisons import NotNative
from data_quality.gx_polars.conditions import COLUMN_CONDITIONS, COLUMNS_CONDITIONS, PAIR_CONDITIONS, is_considered
from data_quality.gx_polars.duplicates import ROWS_OF_KEY, repeated_keys
from data_quality.gx_polars.row_conditions import row_condition_expression

SAMPLES_MAX = 200  # the other engines do not return more either, not even for COMPLETE
UNEXPECTED_COUNT, UNEXPECTED_VALUES, FILTERED_ROW_COUNT = ".unexpected_count", ".unexpected_values", ".filtered_row_count"
UNEXPECTED_INDEX_LIST, UNEXPECTED_INDEX_QUERY = ".unexpected_index_list", ".unexpected_index_query"
UNIQUE, COMPOUND = "column_values.unique", "compound_columns.unique"
TABLE_METRICS = ("table.row_count", "table.columns", "table.column_count", "table.column_types")
NEEDS_WHOLE_COLUMN = ("column.quantile_values", "column.median")
SamplesInGxForm = Callable[[pl.DataFrame], list[Any]]


@dataclass(frozen=True)
class MetricTask:
    """One metric: aggregates of a frame, and the function that makes the metric's value of them. Tasks with one key
    have the same frame.

    samples: the query for the unexpected values, which is run only when the count is not 0. in_gx_form: writes the
    samples as GX expects them.
    """

    metric: MetricConfiguration
    exprs: tuple[pl.Expr, ...]
    finish: Finish
    frame: pl.LazyFrame | Callable[[], pl.LazyFrame]
    key: str
    samples: Callable[[], pl.LazyFrame] | None = None
    in_gx_form: SamplesInGxForm | None = None


def task_or_value(metric: MetricConfiguration, data: PolarsBatchData) -> Any:
    """The metric as a MetricTask, or its value if the schema is enough to compute it.

    Raises NotNative if the pandas engine must compute the metric.
    """
    name, domain = metric.metric_name, metric.metric_domain_kwargs
    match name:
        case "table.columns":
            return list(data.schema)
        case "table.column_count":
            return len(data.schema)
        case "table.column_types":
            return [{"name": column, "type": _arrow_type(dtype)} for column, dtype in data.schema.items()]
    if name.endswith(UNEXPECTED_INDEX_QUERY):
        if metric.metric_value_kwargs["result_format"].get("return_unexpected_index_query"):
            raise NotNative
        return None  # GX always asks for this metric and shows it only on request
    frame, key = data.frame, repr(domain.get("batch_id"))
    if domain.get("row_condition"):
        condition = deserialize_row_condition(domain["row_condition"])
        frame = frame.with_row_index(ROW_NUMBER).filter(row_condition_expression(condition, data.schema))
        key += condition.json()
    else:
        frame = frame.with_row_index(ROW_NUMBER) if name.endswith(UNEXPECTED_INDEX_LIST) else frame
    if name == "table.row_count":
        return MetricTask(metric, (pl.len(),), _whole_number, frame, key)
    if name in AGGREGATES:
        column = domain["column"]
        exprs, finish = AGGREGATES[name](column, _dtype_of(data, column), metric.metric_value_kwargs)
        # A metric that holds a whole column in memory gets its own query: together with the streaming aggregates, all
        # columns would be held.
        own = f"{key} {column}" if name in NEEDS_WHOLE_COLUMN else key
        return MetricTask(metric, tuple(exprs), lambda values: nan_as_none(finish(values)), frame, own)
    return _map_task(metric, frame, key, data)


def _dtype_of(data: PolarsBatchData, column: str) -> pl.DataType:
    if column not in data.schema:
        raise KeyError(f"no column {column!r}; there are {', '.join(data.schema)}")
    return data.schema[column]


def _arrow_type(dtype: pl.DataType) -> Any:
    return pl.Series([], dtype=dtype).to_pandas(use_pyarrow_extension_array=True).dtype


def _map_task(metric: MetricConfiguration, frame: pl.LazyFrame, key: str, data: PolarsBatchData) -> MetricTask:
    kind = next(
        suffix
        for suffix in (UNEXPECTED_COUNT, UNEXPECTED_VALUES, FILTERED_ROW_COUNT, UNEXPECTED_INDEX_LIST)
        if metric.metric_name.endswith(suffix)
    )
    base = metric.metric_name.removesuffix(kind)
    domain, values, schema = metric.metric_domain_kwargs, metric.metric_value_kwargs, data.schema
    columns, in_gx_form = _columns(domain)
    shown = columns
    if kind == UNEXPECTED_INDEX_LIST:
        shown, in_gx_form = _index_columns(columns, values["result_format"])
    for column in columns:
        _dtype_of(data, column)
    if len(set(columns)) < len(columns):
        raise NotNative
    judged = pl.lit(value=True) if "column" in domain else is_considered(columns, domain.get("ignore_row_if") or "neither")
    if kind == FILTERED_ROW_COUNT:
        return MetricTask(metric, (_count(judged),), _whole_number, frame, key)
    limit = _samples_limit(values.get("result_format"), kind)
    if base in (UNIQUE, COMPOUND):
        of = frame.filter(pl.col(columns[0]).is_not_null() if base == UNIQUE else judged)
        return _duplicates_task(metric, of, f"{key} {columns} {domain.get('ignore_row_if')}", columns, shown, limit, in_gx_form)
    if base in COLUMN_CONDITIONS:
        bad = COLUMN_CONDITIONS[base](columns[0], schema[columns[0]], values)
    elif base in PAIR_CONDITIONS:
        bad = judged & PAIR_CONDITIONS[base](columns[0], columns[1], schema, values)
    else:
        bad = judged & COLUMNS_CONDITIONS[base](columns, schema, values)
    samples = (
        (lambda: frame.filter(bad).select(shown).slice(0, limit)) if kind in (UNEXPECTED_VALUES, UNEXPECTED_INDEX_LIST) else None
    )
    return MetricTask(
        metric,
        (_count(bad),),
        _whole_number,
        frame,
        key + kind if kind == UNEXPECTED_INDEX_LIST else key,
        samples=samples,
        in_gx_form=in_gx_form,
    )


def _count(bad: pl.Expr) -> pl.Expr:
    """The number of rows for which `bad` holds. A literal is broadcast to all rows first."""
    return (bad & (pl.int_range(pl.len()) >= 0)).sum() if not bad.meta.root_names() else bad.sum()


def _whole_number(found: Sequence[Any]) -> int:
    return int(found[0] or 0)


def _columns(domain: Mapping[str, Any]) -> tuple[list[str], SamplesInGxForm]:
    """The columns that a metric looks at, and the form that its samples have in the pandas engine: dicts, pairs or values."""
    if "column_list" in domain:
        return list(domain["column_list"]), lambda found: found.rows(named=True)
    if "column_A" in domain:
        return [domain["column_A"], domain["column_B"]], pl.DataFrame.rows
    return [domain["column"]], lambda found: found.to_series().to_list()


def _index_columns(columns: list[str], result_format: Mapping[str, Any]) -> tuple[list[str], SamplesInGxForm]:
    """The columns that identify a row: its number, or the columns that the result format names together with those judged."""
    names = result_format.get("unexpected_index_column_names")
    if not names:
        return [ROW_NUMBER], lambda found: found.to_series().to_list()
    if result_format.get("exclude_unexpected_values"):
        raise NotNative
    return list(dict.fromkeys([*columns, *names])), lambda found: found.rows(named=True)


def _samples_limit(result_format: Any, kind: str) -> int | None:
    """The number of samples that GX wants: what the format says, and for COMPLETE SAMPLES_MAX values, and the place of
    every row (None).
    """
    if isinstance(result_format, Mapping) and result_format.get("result_format") != "COMPLETE":
        return min(int(result_format.get("partial_unexpected_count", 20)), SAMPLES_MAX)
    return None if kind == UNEXPECTED_INDEX_LIST else SAMPLES_MAX


def _duplicates_task(
    metric: MetricConfiguration,
    frame: pl.LazyFrame,
    key: str,
    columns: list[str],
    shown: list[str],
    limit: int | None,
    in_gx_form: SamplesInGxForm,
) -> MetricTask:
    """The task that counts, and samples, the rows whose key occurs more than once."""

    def samples() -> pl.LazyFrame:
        again = frame.select(list(dict.fromkeys([*shown, *columns]))).join(
            repeated_keys(frame, columns), on=columns, how="semi", nulls_equal=True, maintain_order="left"
        )
        return again.select(shown).slice(0, limit)

    wanted = samples if metric.metric_name.endswith((UNEXPECTED_VALUES, UNEXPECTED_INDEX_LIST)) else None
    return MetricTask(
        metric,
        (pl.col(ROWS_OF_KEY).sum(),),
        _whole_number,
        lambda: repeated_keys(frame, columns),
        f"twice {key}",
        samples=wanted,
        in_gx_form=in_gx_form,
    )


def _native_names() -> frozenset[str]:
    maps = [*COLUMN_CONDITIONS, UNIQUE]
    several = [*PAIR_CONDITIONS, *COLUMNS_CONDITIONS, COMPOUND]
    return frozenset(
        [*TABLE_METRICS, *AGGREGATES]
        + [
            base + suffix
            for base in maps
            for suffix in (UNEXPECTED_COUNT, UNEXPECTED_VALUES, UNEXPECTED_INDEX_LIST, UNEXPECTED_INDEX_QUERY)
        ]
        + [
            base + suffix
            for base in several
            for suffix in (UNEXPECTED_COUNT, UNEXPECTED_VALUES, FILTERED_ROW_COUNT, UNEXPECTED_INDEX_LIST, UNEXPECTED_INDEX_QUERY)
        ]
    )


NATIVE = _native_names()
