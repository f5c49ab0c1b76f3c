"""The fluent datasource `polars` and its one kind of asset: a frame that is handed over when a batch is requested."""

from typing import Any, ClassVar, Literal

import great_expectations.exceptions as gx_exceptions
from great_expectations.core.batch import LegacyBatchDefinition
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.core.id_dict import IDDict
from great_expectations.datasource.fluent import BatchRequest, Datasource
from great_expectations.datasource.fluent.batch_identifier_util import make_batch_identifier
from great_expectations.datasource.fluent.constants import _DATA_CONNECTOR_NAME
from great_expectations.datasource.fluent.interfaces import Batch, DataAsset

from data_quality.gx_polars.engine import PolarsExecutionEngine
from data_quality.gx_polars.frames import held

FRAME = "frame"
EngineType = type[PolarsExecutionEngine]  # an alias, because `type` is a field inside the classes below
AssetTypes = list[type[DataAsset]]


class FrameAsset(DataAsset):
    """A Polars frame, requested with batch_parameters={"frame": hold(frame)}: parameters pass through JSON, so a key
    stands for the frame.
    """

    type: Literal["polars_frame"] = "polars_frame"

    def test_connection(self) -> None:
        """There is nothing to connect to."""

    def get_batch_parameters_keys(self, partitioner: Any = None) -> tuple[str, ...]:
        """The one parameter: frame."""
        return (FRAME,)

    def build_batch_request(self, options: Any = None, batch_slice: Any = None, partitioner: Any = None) -> BatchRequest:
        """A request for the frame held under options["frame"]."""
        if batch_slice is not None or partitioner is not None:
            raise gx_exceptions.BuildBatchRequestError(message="a frame is one batch: no batch_slice, no partitioner")
        request = BatchRequest(datasource_name=self.datasource.name, data_asset_name=self.name, options=options or {})
        self._validate_batch_request(request)
        return request

    def _validate_batch_request(self, batch_request: BatchRequest) -> None:
        options = batch_request.options
        if not options or set(options) != {FRAME} or not isinstance(options[FRAME], str):
            raise gx_exceptions.InvalidBatchRequestError(
                f'batch_parameters must be {{"frame": key}} with the key that hold(frame) returned, not {options!r}'
            )

    def get_batch_identifiers_list(self, batch_request: BatchRequest) -> list[dict[str, Any]]:
        """The one identifier of a batch: the key of its frame."""
        return [IDDict(batch_request.options)]

    def get_batch(self, batch_request: BatchRequest) -> Batch:
        """The batch of the frame held under the key."""
        self._validate_batch_request(batch_request)
        spec = RuntimeDataBatchSpec(batch_data=held(batch_request.options[FRAME]))
        engine: PolarsExecutionEngine = self.datasource.get_execution_engine()
        data, markers = engine.get_batch_data_and_markers(spec)
        definition = LegacyBatchDefinition(
            datasource_name=self.datasource.name, data_connector_name=_DATA_CONNECTOR_NAME, data_asset_name=self.name,
            batch_identifiers=make_batch_identifier(batch_request.options), batch_spec_passthrough=None,
        )  # fmt: skip
        return Batch(
            datasource=self.datasource, data_asset=self, batch_request=batch_request, data=data,
            metadata=self._get_batch_metadata_from_batch_request(batch_request=batch_request), batch_markers=markers,
            batch_spec=spec, batch_definition=definition,
        )  # fmt: skip

    def add_batch_definition_whole_frame(self, name: str = "whole") -> BatchDefinition[Any]:
        """A batch definition that asks for the whole frame."""
        return self.add_batch_definition(name=name, partitioner=None)


class PolarsDatasource(Datasource):
    """The Polars frames of this process. Added to a context with context.data_sources.add_polars(name)."""

    asset_types: ClassVar[AssetTypes] = [FrameAsset]
    type: Literal["polars"] = "polars"
    assets: list[FrameAsset] = []

    @property
    def execution_engine_type(self) -> EngineType:
        """The Polars engine."""
        return PolarsExecutionEngine

    def test_connection(self, test_assets: bool = True) -> None:
        """There is nothing to connect to."""

    def add_frame_asset(self, name: str, batch_metadata: Any = None) -> FrameAsset:
        """An asset whose frame is given with each batch."""
        return self._add_asset(FrameAsset(name=name, batch_metadata=batch_metadata or {}))
