"""The execution engine: every metric of a suite in one streaming pass, then the samples of those that found something.

A subclass of the pandas engine, so that what is not native here is computed there, on an arrow-backed frame, and said (`fallbacks`). GX
resolves metrics level by level along their dependencies; native metrics are registered without any, so that all of them arrive together.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import polars as pl
from great_expectations.core.batch import BatchMarkers
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.exceptions import MetricResolutionError
from great_expectations.execution_engine.pandas_batch_data import PandasBatchData
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import _registered_metrics, get_metric_provider, register_metric
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    NullityCondition,
    OrCondition,
    deserialize_row_condition,
)
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

from data_quality.gx_polars.aggregates import AGGREGATES, Finish, plain
from data_quality.gx_polars.conditions import (
    COLUMN_CONDITIONS,
    COLUMNS_CONDITIONS,
    PAIR_CONDITIONS,
    NotNative,
    compare,
    considered,
    members,
)
from data_quality.gx_polars.duplicates import ROWS_OF_KEY, repeated

logger = logging.getLogger(__name__)
SAMPLES_MAX = 200  # as the other engines: COMPLETE returns no more
COUNT, VALUES, ROWS = ".unexpected_count", ".unexpected_values", ".filtered_row_count"
INDEX, QUERY = ".unexpected_index_list", ".unexpected_index_query"
ROW = "__row"
UNIQUE, COMPOUND = "column_values.unique", "compound_columns.unique"
TABLE = ("table.row_count", "table.columns", "table.column_count", "table.column_types")
HOLDS_COLUMN = ("column.quantile_values", "column.median")
MetricId = Any
Told = Callable[[pl.DataFrame], list[Any]]


class PolarsBatchData(PandasBatchData):
    """A lazy frame; an arrow-backed pandas frame of the same rows, made when a metric falls back to it."""

    def __init__(self, execution_engine: "PolarsExecutionEngine", frame: pl.LazyFrame) -> None:
        super().__init__(execution_engine, None)
        self._dataframe: pd.DataFrame | None = None
        self.frame = frame
        self.schema = dict(frame.collect_schema())
        odd = [name for name in self.schema if name in (ROW, ROWS_OF_KEY, "*") or (name.startswith("^") and name.endswith("$"))]
        if odd:
            raise ValueError(f"columns {odd!r} have names that Polars reads as patterns, or that this engine uses: rename them")

    @property
    def dataframe(self) -> pd.DataFrame:
        """The rows for the pandas engine."""
        if self._dataframe is None:
            self._dataframe = self.frame.collect().to_pandas(use_pyarrow_extension_array=True)
        return self._dataframe


@dataclass(frozen=True)
class _Task:
    """One metric: aggregates of a frame, and what their values become. Tasks of one key look at the same frame.

    samples: the query for the unexpected values, asked only when the count is not 0; told: they as GX wants them.
    """

    metric: MetricConfiguration
    exprs: tuple[pl.Expr, ...]
    finish: Finish
    frame: pl.LazyFrame | Callable[[], pl.LazyFrame]
    key: str
    samples: Callable[[], pl.LazyFrame] | None = None
    told: Told | None = None


class PolarsExecutionEngine(PandasExecutionEngine):
    """Great Expectations on Polars lazy frames. `fallbacks`: names of the metrics that were left to the pandas engine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fallbacks: set[str] = set()
        self._pandas: dict[str, PandasExecutionEngine] = {}
        self._known: dict[MetricId, Any] = {}

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Take a lazy frame, a frame, or batch data made of one."""
        if isinstance(batch_data, pl.DataFrame | pl.LazyFrame):
            batch_data = PolarsBatchData(self, batch_data.lazy())
        self._pandas.pop(batch_id, None)
        self._known.clear()  # the same key may hold another frame now
        super().load_batch_data(batch_id, batch_data)

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[PolarsBatchData, BatchMarkers]:
        """Batch data of a RuntimeDataBatchSpec that holds a lazy frame."""
        if not isinstance(batch_spec, RuntimeDataBatchSpec) or not isinstance(batch_spec.batch_data, pl.LazyFrame):
            raise TypeError(f"the Polars engine reads a Polars LazyFrame, not {type(batch_spec.get('batch_data')).__name__}")
        data = PolarsBatchData(self, batch_spec.batch_data)
        batch_spec.batch_data = "PolarsLazyFrame"
        return data, BatchMarkers({"ge_load_time": datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")})

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[MetricConfiguration],
        metrics: dict[MetricId, Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[MetricId, Any]:
        """Every native metric in one pass; the others by the pandas engine, one after another.

        Raises MetricResolutionError naming the metrics that cannot be computed; asked again without them, the rest is remembered.
        """
        wanted = list(metrics_to_resolve)
        native = [metric for metric in wanted if metric.metric_name in NATIVE and metric.id not in self._known]
        tasks: list[_Task] = []
        failed: dict[MetricConfiguration, Exception] = {}
        for metric in native:
            try:
                task = self._task(metric)
                if isinstance(task, _Task):
                    tasks.append(task)
                else:
                    self._known[metric.id] = task
            except NotNative:
                self._try(failed, metric, lambda metric=metric: {metric.id: self._by_pandas(metric)})  # type: ignore[misc]
            except Exception as error:
                failed[metric] = error
        try:
            self._known |= _compute(tasks)
        except Exception:
            # One that cannot be computed must not take the others with it.
            for task in tasks:
                self._try(failed, task.metric, lambda task=task: _compute([task]))  # type: ignore[misc]
        if failed:
            # GX shows one message for all it is told of at once, and asks again for the rest: so one error at a time.
            first = next(iter(failed.values()))
            told = f"{type(first).__name__}: {first}"
            same = tuple(metric for metric, other in failed.items() if f"{type(other).__name__}: {other}" == told)
            raise MetricResolutionError(message=told, failed_metrics=same) from first
        resolved = {metric.id: self._known[metric.id] for metric in wanted if metric.id in self._known}
        rest = [metric for metric in wanted if metric.id not in resolved]
        if rest:
            self._note(metric.metric_name for metric in rest)
            resolved |= super().resolve_metrics(rest, {**(metrics or {}), **resolved}, runtime_configuration)
        return resolved

    def _try(
        self,
        failed: dict[MetricConfiguration, Exception],
        metric: MetricConfiguration,
        compute: Callable[[], dict[MetricId, Any]],
    ) -> None:
        try:
            self._known |= compute()
        except Exception as error:
            failed[metric] = error

    def _note(self, names: Iterable[str]) -> None:
        new = set(names) - self.fallbacks
        if new:
            logger.info("left to the arrow-backed pandas engine: %s", ", ".join(sorted(new)))
        self.fallbacks |= new

    def _by_pandas(self, metric: MetricConfiguration) -> Any:
        """One metric with all it depends on, by an engine of pandas' own that holds the same rows."""
        self._note([metric.metric_name])
        batch_id, data = self._batch(metric.metric_domain_kwargs)
        if batch_id not in self._pandas:
            self._pandas[batch_id] = PandasExecutionEngine(batch_data_dict={batch_id: data.dataframe})
        alike = MetricConfiguration(metric.metric_name, {**metric.metric_domain_kwargs}, {**metric.metric_value_kwargs})
        calculator = MetricsCalculator(self._pandas[batch_id], show_progress_bars=False)
        found, aborted = calculator.compute_metrics([alike], {"catch_exceptions": True})
        if alike.id not in found:
            raise ValueError("; ".join(str(each["exception_info"].exception_message) for each in aborted.values()))
        return found[alike.id]

    def _batch(self, domain: Mapping[str, Any]) -> tuple[str, PolarsBatchData]:
        batch_id = domain.get("batch_id") or self.batch_manager.active_batch_data_id
        return batch_id, self.batch_manager.batch_data_cache[batch_id]

    def _task(self, metric: MetricConfiguration) -> Any:
        """The metric as a _Task, or its value where the schema alone tells it."""
        name, domain = metric.metric_name, metric.metric_domain_kwargs
        data = self._batch(domain)[1]
        match name:
            case "table.columns":
                return list(data.schema)
            case "table.column_count":
                return len(data.schema)
            case "table.column_types":
                return [{"name": column, "type": _arrow_type(dtype)} for column, dtype in data.schema.items()]
        if name.endswith(QUERY):
            if metric.metric_value_kwargs["result_format"].get("return_unexpected_index_query"):
                raise NotNative
            return None  # GX asks for it always and shows it only on request
        frame, key = data.frame, repr(domain.get("batch_id"))
        if domain.get("row_condition"):
            condition = deserialize_row_condition(domain["row_condition"])
            frame = frame.with_row_index(ROW).filter(_row_condition(condition, data.schema))
            key += condition.json()
        else:
            frame = frame.with_row_index(ROW) if name.endswith(INDEX) else frame
        if name == "table.row_count":
            return _Task(metric, (pl.len(),), _whole, frame, key)
        if name in AGGREGATES:
            column = domain["column"]
            exprs, finish = AGGREGATES[name](column, _dtype(data, column), metric.metric_value_kwargs)
            # What must hold a whole column gets a query of its own: beside streaming aggregates it would have all columns held.
            own = f"{key} {column}" if name in HOLDS_COLUMN else key
            return _Task(metric, tuple(exprs), lambda values: plain(finish(values)), frame, own)
        return _map_task(metric, frame, key, data)


def _dtype(data: PolarsBatchData, column: str) -> pl.DataType:
    if column not in data.schema:
        raise KeyError(f"no column {column!r}; there are {', '.join(data.schema)}")
    return data.schema[column]


def _arrow_type(dtype: pl.DataType) -> Any:
    return pl.Series([], dtype=dtype).to_pandas(use_pyarrow_extension_array=True).dtype


def _map_task(metric: MetricConfiguration, frame: pl.LazyFrame, key: str, data: PolarsBatchData) -> _Task:
    kind = next(suffix for suffix in (COUNT, VALUES, ROWS, INDEX) if metric.metric_name.endswith(suffix))
    base = metric.metric_name.removesuffix(kind)
    domain, values, schema = metric.metric_domain_kwargs, metric.metric_value_kwargs, data.schema
    columns, told = _columns(domain)
    shown = columns
    if kind == INDEX:
        shown, told = _index(columns, values["result_format"])
    for column in columns:
        _dtype(data, column)
    if len(set(columns)) < len(columns):
        raise NotNative
    judged = pl.lit(value=True) if "column" in domain else considered(columns, domain.get("ignore_row_if") or "neither")
    if kind == ROWS:
        return _Task(metric, (_count(judged),), _whole, frame, key)
    limit = _limit(values.get("result_format"), kind)
    if base in (UNIQUE, COMPOUND):
        of = frame.filter(pl.col(columns[0]).is_not_null() if base == UNIQUE else judged)
        return _duplicates_task(metric, of, f"{key} {columns} {domain.get('ignore_row_if')}", columns, shown, limit, told)
    if base in COLUMN_CONDITIONS:
        bad = COLUMN_CONDITIONS[base](columns[0], schema[columns[0]], values)
    elif base in PAIR_CONDITIONS:
        bad = judged & PAIR_CONDITIONS[base](columns[0], columns[1], schema, values)
    else:
        bad = judged & COLUMNS_CONDITIONS[base](columns, schema, values)
    samples = (lambda: frame.filter(bad).select(shown).slice(0, limit)) if kind in (VALUES, INDEX) else None
    return _Task(metric, (_count(bad),), _whole, frame, key + kind if kind == INDEX else key, samples=samples, told=told)


def _count(bad: pl.Expr) -> pl.Expr:
    """Rows for which `bad` holds, also where it is one literal for all of them."""
    return (bad & (pl.int_range(pl.len()) >= 0)).sum() if not bad.meta.root_names() else bad.sum()


def _whole(found: Sequence[Any]) -> int:
    return int(found[0] or 0)


def _columns(domain: Mapping[str, Any]) -> tuple[list[str], Told]:
    """The columns a metric looks at, and its samples as the pandas engine gives them: dicts, pairs or values."""
    if "column_list" in domain:
        return list(domain["column_list"]), lambda found: found.rows(named=True)
    if "column_A" in domain:
        return [domain["column_A"], domain["column_B"]], pl.DataFrame.rows
    return [domain["column"]], lambda found: found.to_series().to_list()


def _index(columns: list[str], result_format: Mapping[str, Any]) -> tuple[list[str], Told]:
    """What stands for a row: its number, or the columns that the result format names beside those judged."""
    names = result_format.get("unexpected_index_column_names")
    if not names:
        return [ROW], lambda found: found.to_series().to_list()
    if result_format.get("exclude_unexpected_values"):
        raise NotNative
    return list(dict.fromkeys([*columns, *names])), lambda found: found.rows(named=True)


def _limit(result_format: Any, kind: str) -> int | None:
    """How many samples GX wants: as many as the format says; for COMPLETE SAMPLES_MAX values, and the place of every row."""
    if isinstance(result_format, Mapping) and result_format.get("result_format") != "COMPLETE":
        return min(int(result_format.get("partial_unexpected_count", 20)), SAMPLES_MAX)
    return None if kind == INDEX else SAMPLES_MAX


def _duplicates_task(
    metric: MetricConfiguration,
    frame: pl.LazyFrame,
    key: str,
    columns: list[str],
    shown: list[str],
    limit: int | None,
    told: Told,
) -> _Task:
    """Rows whose key occurs more than once."""

    def samples() -> pl.LazyFrame:
        again = frame.select(list(dict.fromkeys([*shown, *columns]))).join(
            repeated(frame, columns), on=columns, how="semi", nulls_equal=True, maintain_order="left"
        )
        return again.select(shown).slice(0, limit)

    wanted = samples if metric.metric_name.endswith((VALUES, INDEX)) else None
    return _Task(
        metric, (pl.col(ROWS_OF_KEY).sum(),), _whole, lambda: repeated(frame, columns), f"twice {key}", samples=wanted, told=told
    )


def _compute(tasks: list[_Task]) -> dict[MetricId, Any]:
    """All tasks: one select for each frame they look at, together; then the samples of the metrics that found something."""
    frames: dict[str, tuple[pl.LazyFrame, dict[bytes, pl.Expr]]] = {}
    places: list[tuple[str, list[int]]] = []
    for task in tasks:
        if task.key not in frames:
            frames[task.key] = (task.frame if isinstance(task.frame, pl.LazyFrame) else task.frame(), {})
        exprs = frames[task.key][1]
        texts = [expr.meta.serialize() for expr in task.exprs]
        for text, expr in zip(texts, task.exprs, strict=True):
            exprs.setdefault(text, expr.alias(f"m{len(exprs)}"))
        order = list(exprs)
        places.append((task.key, [order.index(text) for text in texts]))
    queries = [frame.select(exprs.values()) for frame, exprs in frames.values()]
    answers = pl.collect_all(queries, engine="streaming") if queries else []
    rows = {key: answer.row(0) for key, answer in zip(frames, answers, strict=True)}
    resolved = {
        task.metric.id: task.finish([rows[key][at] for at in here]) for task, (key, here) in zip(tasks, places, strict=True)
    }
    sampled = [task for task in tasks if task.samples and task.told]
    lists = iter(
        pl.collect_all([task.samples() for task in sampled if task.samples and resolved[task.metric.id]], engine="streaming")
    )
    return resolved | {
        task.metric.id: task.told(next(lists)) if task.told and resolved[task.metric.id] else [] for task in sampled
    }


def _row_condition(condition: Any, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """A condition of Great Expectations as an expression. Raises NotNative for text in pandas' query language."""
    if isinstance(condition, AndCondition):
        return pl.all_horizontal([_row_condition(each, schema) for each in condition.conditions])
    if isinstance(condition, OrCondition):
        return pl.any_horizontal([_row_condition(each, schema) for each in condition.conditions])
    if isinstance(condition, NullityCondition):
        value = pl.col(condition.column.name)
        return value.is_null() if condition.is_null else value.is_not_null()
    if isinstance(condition, ComparisonCondition):
        name, sign = condition.column.name, str(getattr(condition.operator, "value", condition.operator))
        if name not in schema:
            raise KeyError(f"no column {name!r} for the row condition")
        if sign in ("IN", "NOT_IN"):
            inside = members(name, schema[name], list(condition.parameter)).fill_null(value=False)
            return inside if sign == "IN" else ~inside
        return compare(name, schema[name], sign, condition.parameter).fill_null(value=False)
    raise NotNative


class _Flat:
    """Stands in the registry for a native metric: its arguments as everywhere, and no dependencies."""

    def __init__(self, original: Any) -> None:
        self.default_kwarg_values = original.default_kwarg_values
        self.domain_keys = original.domain_keys
        self.value_keys = original.value_keys

    def get_evaluation_dependencies(self, *_: Any, **__: Any) -> dict[str, MetricConfiguration]:
        """None: what the metric needs is computed with it."""
        return {}


def _native_names() -> frozenset[str]:
    maps = [*COLUMN_CONDITIONS, UNIQUE]
    several = [*PAIR_CONDITIONS, *COLUMNS_CONDITIONS, COMPOUND]
    return frozenset(
        [*TABLE, *AGGREGATES]
        + [base + suffix for base in maps for suffix in (COUNT, VALUES, INDEX, QUERY)]
        + [base + suffix for base in several for suffix in (COUNT, VALUES, ROWS, INDEX, QUERY)]
    )


def _register(names: Iterable[str]) -> None:
    """Register with the keys each metric has already: other keys would replace those of every engine."""
    pandas_engine = PandasExecutionEngine()
    for name in names:
        known = _registered_metrics[name]
        original, _ = get_metric_provider(name, pandas_engine)
        register_metric(
            metric_name=name, metric_domain_keys=known["metric_domain_keys"], metric_value_keys=known["metric_value_keys"],
            execution_engine=PolarsExecutionEngine, metric_class=_Flat(original), metric_provider=None,
        )  # fmt: skip


NATIVE = _native_names()
_register(sorted(NATIVE))
