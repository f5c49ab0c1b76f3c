"""Stores the results of assets between steps: frames as Parquet, plans as JSON, finished files as bytes.

A file is written whole or not at all, in a folder of the run that makes it.
"""

import io
import json
from abc import ABC
from pathlib import Path
from typing import Any, Literal

import dagster as dg
import polars as pl
from upath import UPath

from assets.resources.kept_frames import KeptFrames
from assets.resources.lineage import Lineage, write_result
from cutline.publishing.digests import as_json
from cutline.sources.deliveries.whole_files import temporary_file


def _is_local(path: UPath) -> bool:
    return path.protocol in ("", "file")


# The frame of a step is read whole, once or twice. lz4 takes a third less time to write than zstd, at twice the size, and no step uses the
# smallest and the largest value of each column.
COMPRESSION: Literal["lz4"] = "lz4"
STATISTICS = False


class RunStore(dg.UPathIOManager, ABC):
    """Stores the results of a run in a folder of that run, and reads those of the run and of the runs that it continues."""

    def __init__(self, lineage: Lineage) -> None:
        super().__init__(base_path=lineage.base)
        self.lineage = lineage

    def get_asset_relative_path(self, context: dg.InputContext | dg.OutputContext) -> UPath:
        """RUN/ASSET, where RUN is the run at work. Where the results are that a run reads, `load_input` finds out."""
        return UPath(context.step_context.run_id, "/".join(context.asset_key.path))

    def load_input(self, context: dg.InputContext) -> Any:
        """Read a result of the run at work, or of the nearest of those that it continues and that made it. Note that the step has
        read it.
        """
        name = "/".join(context.asset_key.path) + (self.extension or "")
        run_id, step = context.step_context.run_id, context.step_context.step.key
        path = self.lineage.find(run_id, name)
        self.lineage.note_read(run_id, step, name, path)
        return self.load_from_path(context, path)

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Write a result, and then the record of what it was made from."""
        super().handle_output(context, obj)
        self.lineage.keep_record(context.step_context.run_id, context.step_context.step.key, self._get_path(context))


class FrameStore(RunStore):
    """Stores Polars frames, eager or lazy, as Parquet."""

    extension = ".parquet"

    def __init__(self, lineage: Lineage) -> None:
        super().__init__(lineage)
        self._kept = KeptFrames()

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame | pl.LazyFrame, path: UPath) -> None:
        """Write a frame, and report its number of rows and its columns."""
        if isinstance(obj, pl.LazyFrame) and _is_local(path):
            with temporary_file(path) as (fresh, _):
                obj.sink_parquet(str(fresh), compression=COMPRESSION, statistics=STATISTICS, engine="streaming")
                fresh.rename(path)
        else:
            buffer = io.BytesIO()
            (obj.collect() if isinstance(obj, pl.LazyFrame) else obj).write_parquet(
                buffer, compression=COMPRESSION, statistics=STATISTICS
            )
            write_result(path, buffer.getvalue())
        stored = obj if isinstance(obj, pl.DataFrame) else self._scan(path)
        meanings = context.definition_metadata.get("meanings", {})
        columns = [dg.TableColumn(name, str(dtype), meanings.get(name)) for name, dtype in stored.collect_schema().items()]
        # A table with a contract shows the contract, which has the meanings of its columns as well.
        schema = context.definition_metadata.get("dagster/column_schema", dg.TableSchema(columns))
        rows = stored.height if isinstance(stored, pl.DataFrame) else stored.select(pl.len()).collect().item()
        context.add_output_metadata({"dagster/row_count": rows, "dagster/column_schema": schema})
        if "dagster/column_lineage" in context.definition_metadata:
            context.add_output_metadata({"dagster/column_lineage": context.definition_metadata["dagster/column_lineage"]})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame | pl.LazyFrame:
        """Read a frame; it is lazy if the asset that asks for it declares LazyFrame."""
        if context.dagster_type.typing_type is pl.LazyFrame:
            return self._scan(path)
        return self._kept.read(Path(str(path))) if _is_local(path) else self._scan(path).collect()

    @staticmethod
    def _scan(path: UPath) -> pl.LazyFrame:
        return pl.scan_parquet(str(path) if _is_local(path) else io.BytesIO(path.read_bytes()), glob=False)


class JsonStore(RunStore):
    """Stores values that have `to_json` and `from_json`, such as Plan and Verdict."""

    extension = ".json"

    def dump_to_path(self, context: dg.OutputContext, obj: Any, path: UPath) -> None:
        """Write a value."""
        write_result(path, obj.to_json().encode("utf-8"))

    def load_from_path(self, context: dg.InputContext, path: UPath) -> Any:
        """Read the value as the type that the asset declares which asks for it."""
        return context.dagster_type.typing_type.from_json(path.read_text("utf-8"))


class FileStore(RunStore):
    """Stores finished files, which are bytes."""

    extension = ""

    def dump_to_path(self, context: dg.OutputContext, obj: bytes, path: UPath) -> None:
        """Write a file, and report its size."""
        write_result(path, obj)
        context.add_output_metadata({"size_bytes": len(obj)})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> bytes:
        """Read what was written."""
        return path.read_bytes()


class CertificateStore(RunStore):
    """Stores certificates as plain JSON."""

    extension = ".json"

    def dump_to_path(self, context: dg.OutputContext, obj: dict[str, Any], path: UPath) -> None:
        """Write a certificate."""
        write_result(path, as_json(obj))

    def load_from_path(self, context: dg.InputContext, path: UPath) -> dict[str, Any]:
        """Read what was written."""
        return json.loads(path.read_text("utf-8"))


def stores(lineage: Lineage) -> dict[str, dg.IOManager]:
    """The stores of a portfolio, by the keys that assets name."""
    return {
        "io_manager": FrameStore(lineage),
        "json": JsonStore(lineage),
        "file": FileStore(lineage),
        "certificate": CertificateStore(lineage),
    }
