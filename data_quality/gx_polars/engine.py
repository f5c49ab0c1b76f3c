"""The execution engine: computes all native metrics of a suite in one pass, and leaves the others to the pandas engine.

The pass is a streaming query. The engine is a subclass of the pandas engine. The pandas engine computes all other metrics,
and it computes them on an arrow-backed frame; `fallbacks` names these metrics. GX resolves metrics level by level along their
dependencies. Native metrics are registered without dependencies, so that Great Expectations asks for all of them at once.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl
from great_expectations.core.batch import BatchMarkers
from great_expectations.core.batch_manager import BatchManager
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.exceptions import MetricResolutionError
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.registry import _registered_metrics, get_metric_provider, register_metric
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

from data_quality.gx_polars.batch_data import PolarsBatchData
from data_quality.gx_polars.comparisons import NotNative
from data_quality.gx_polars.metric_tasks import NATIVE, MetricTask, task_or_value
from data_quality.gx_polars.streaming_pass import MetricId, compute_tasks

logger = logging.getLogger(__name__)


class PolarsExecutionEngine(PandasExecutionEngine):
    """Great Expectations on Polars lazy frames. `fallbacks` holds the names of the metrics that were left to the pandas
    engine.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fallbacks: set[str] = set()
        self._pandas: dict[str, PandasExecutionEngine] = {}
        self._known: dict[MetricId, Any] = {}

    def load_batch_data(self, batch_id: str, batch_data: Any) -> None:
        """Takes a lazy frame, a frame, or batch data that was made of one."""
        if isinstance(batch_data, pl.DataFrame | pl.LazyFrame):
            batch_data = PolarsBatchData(self, batch_data.lazy())
        self._pandas.pop(batch_id, None)
        self._known.clear()  # the same key may hold another frame now
        super().load_batch_data(batch_id, batch_data)

    def forget(self) -> None:
        """Forgets every frame, what was computed from them, and the fallbacks: the engine is as it was when it was made."""
        self.fallbacks.clear()
        self._pandas.clear()
        self._known.clear()
        self._batch_manager = BatchManager(execution_engine=self)

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[PolarsBatchData, BatchMarkers]:
        """The batch data of a RuntimeDataBatchSpec that holds a lazy frame. Raises TypeError for any other content."""
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
        """Computes every native metric in one pass, and the others by the pandas engine, one after another.

        Raises MetricResolutionError that names the metrics that cannot be computed. GX then asks again without them,
        and the values of the others are remembered.
        """
        wanted = list(metrics_to_resolve)
        native = [metric for metric in wanted if metric.metric_name in NATIVE and metric.id not in self._known]
        tasks: list[MetricTask] = []
        failed: dict[MetricConfiguration, Exception] = {}
        for metric in native:
            try:
                task = task_or_value(metric, self._batch(metric.metric_domain_kwargs)[1])
                if isinstance(task, MetricTask):
                    tasks.append(task)
                else:
                    self._known[metric.id] = task
            except NotNative:
                self._try(failed, metric, lambda metric=metric: {metric.id: self._by_pandas(metric)})  # type: ignore[misc]
            except Exception as error:
                failed[metric] = error
        try:
            self._known |= compute_tasks(tasks)
        except Exception:
            # A metric that cannot be computed must not make the others fail, so each metric is computed in its own call.
            for task in tasks:
                self._try(failed, task.metric, lambda task=task: compute_tasks([task]))  # type: ignore[misc]
        if failed:
            # GX shows one message for all failed metrics of a call and asks again for the rest, so one error is raised at a time.
            first = next(iter(failed.values()))
            message = f"{type(first).__name__}: {first}"
            same = tuple(metric for metric, other in failed.items() if f"{type(other).__name__}: {other}" == message)
            raise MetricResolutionError(message=message, failed_metrics=same) from first
        resolved = {metric.id: self._known[metric.id] for metric in wanted if metric.id in self._known}
        rest = [metric for metric in wanted if metric.id not in resolved]
        if rest:
            self._note_fallback(metric.metric_name for metric in rest)
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

    def _note_fallback(self, names: Iterable[str]) -> None:
        new = set(names) - self.fallbacks
        if new:
            logger.info("left to the arrow-backed pandas engine: %s", ", ".join(sorted(new)))
        self.fallbacks |= new

    def _by_pandas(self, metric: MetricConfiguration) -> Any:
        """One metric and all that it depends on, computed by a separate pandas engine that holds the same rows."""
        self._note_fallback([metric.metric_name])
        batch_id, data = self._batch(metric.metric_domain_kwargs)
        if batch_id not in self._pandas:
            self._pandas[batch_id] = PandasExecutionEngine(batch_data_dict={batch_id: data.dataframe})
        same_metric = MetricConfiguration(metric.metric_name, {**metric.metric_domain_kwargs}, {**metric.metric_value_kwargs})
        calculator = MetricsCalculator(self._pandas[batch_id], show_progress_bars=False)
        found, aborted = calculator.compute_metrics([same_metric], {"catch_exceptions": True})
        if same_metric.id not in found:
            raise ValueError("; ".join(str(each["exception_info"].exception_message) for each in aborted.values()))
        return found[same_metric.id]

    def _batch(self, domain: Mapping[str, Any]) -> tuple[str, PolarsBatchData]:
        batch_id = domain.get("batch_id") or self.batch_manager.active_batch_data_id
        return batch_id, self.batch_manager.batch_data_cache[batch_id]


class _WithoutDependencies:
    """A native metric in the registry: it has the arguments of the original metric and no dependencies."""

    def __init__(self, original: Any) -> None:
        self.default_kwarg_values = original.default_kwarg_values
        self.domain_keys = original.domain_keys
        self.value_keys = original.value_keys

    def get_evaluation_dependencies(self, *_: Any, **__: Any) -> dict[str, MetricConfiguration]:
        """No dependencies: everything that the metric needs is computed with it."""
        return {}


def _register_native_metrics() -> None:
    """Registers each native metric with the keys that it has already: other keys would replace those of every engine."""
    pandas_engine = PandasExecutionEngine()
    for name in sorted(NATIVE):
        known = _registered_metrics[name]
        original, _ = get_metric_provider(name, pandas_engine)
        register_metric(
            metric_name=name, metric_domain_keys=known["metric_domain_keys"], metric_value_keys=known["metric_value_keys"],
            execution_engine=PolarsExecutionEngine, metric_class=_WithoutDependencies(original), metric_provider=None,
        )  # fmt: skip


_register_native_metrics()
