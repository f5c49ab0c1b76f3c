"""Stores the results of assets between steps: frames as Parquet, plans as JSON, finished files as bytes.

A file is written whole or not at all.
"""

import io
import json
import os
from typing import Any, Literal

import dagster as dg
import polars as pl
from upath import UPath

from cutline.publishing.digests import as_json


def _write(path: UPath, data: bytes) -> None:
    """Write to a temporary file, flush it to the disk and rename it, so that a killed process leaves the old file.

    Object stores write whole objects by themselves.
    """
    if path.protocol not in ("", "file"):
        path.write_bytes(data)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


# The frame of a step is read whole, once or twice. lz4 takes a third less time to write than zstd, at twice the size, and no step uses the
# smallest and the largest value of each column.
COMPRESSION: Literal["lz4"] = "lz4"
STATISTICS = False


class FrameStore(dg.UPathIOManager):
    """Stores Polars frames, eager or lazy, as Parquet."""

    extension = ".parquet"

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame | pl.LazyFrame, path: UPath) -> None:
        """Write a frame, and report its number of rows and its columns."""
        if isinstance(obj, pl.LazyFrame) and path.protocol in ("", "file"):
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            obj.sink_parquet(str(fresh), compression=COMPRESSION, statistics=STATISTICS, engine="streaming")
            fresh.rename(path)
        else:
            buffer = io.BytesIO()
            (obj.collect() if isinstance(obj, pl.LazyFrame) else obj).write_parquet(
                buffer, compression=COMPRESSION, statistics=STATISTICS
            )
            _write(path, buffer.getvalue())
        lazy = self._scan(path)
        meanings = context.definition_metadata.get("meanings", {})
        columns = [dg.TableColumn(name, str(dtype), meanings.get(name)) for name, dtype in lazy.collect_schema().items()]
        # A table with a contract shows the contract, which has the meanings of its columns as well.
        schema = context.definition_metadata.get("dagster/column_schema", dg.TableSchema(columns))
        rows = lazy.select(pl.len()).collect().item()
        context.add_output_metadata({"dagster/row_count": rows, "dagster/column_schema": schema})
        if "dagster/column_lineage" in context.definition_metadata:
            context.add_output_metadata({"dagster/column_lineage": context.definition_metadata["dagster/column_lineage"]})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame | pl.LazyFrame:
        """Read a frame; it is lazy if the asset that asks for it declares LazyFrame."""
        lazy = self._scan(path)
        return lazy if context.dagster_type.typing_type is pl.LazyFrame else lazy.collect()

    @staticmethod
    def _scan(path: UPath) -> pl.LazyFrame:
        return pl.scan_parquet(str(path) if path.protocol in ("", "file") else io.BytesIO(path.read_bytes()), glob=False)


class JsonStore(dg.UPathIOManager):
    """Stores values that have `to_json` and `from_json`, such as Plan and Verdict."""

    extension = ".json"

    def dump_to_path(self, context: dg.OutputContext, obj: Any, path: UPath) -> None:
        """Write a value."""
        _write(path, obj.to_json().encode("utf-8"))

    def load_from_path(self, context: dg.InputContext, path: UPath) -> Any:
        """Read the value as the type that the asset declares which asks for it."""
        return context.dagster_type.typing_type.from_json(path.read_text("utf-8"))


class FileStore(dg.UPathIOManager):
    """Stores finished files, which are bytes."""

    extension = ""

    def dump_to_path(self, context: dg.OutputContext, obj: bytes, path: UPath) -> None:
        """Write a file, and report its size."""
        _write(path, obj)
        context.add_output_metadata({"size_bytes": len(obj)})

    def load_from_path(self, context: dg.InputContext, path: UPath) -> bytes:
        """Read what was written."""
        return path.read_bytes()


class CertificateStore(dg.UPathIOManager):
    """Stores certificates as plain JSON."""

    extension = ".json"

    def dump_to_path(self, context: dg.OutputContext, obj: dict[str, Any], path: UPath) -> None:
        """Write a certificate."""
        _write(path, as_json(obj))

    def load_from_path(self, context: dg.InputContext, path: UPath) -> dict[str, Any]:
        """Read what was written."""
        return json.loads(path.read_text("utf-8"))


def stores(base: UPath) -> dict[str, dg.IOManager]:
    """The stores under one folder, by the keys that assets name."""
    return {
        "io_manager": FrameStore(base),
        "json": JsonStore(base),
        "file": FileStore(base),
        "certificate": CertificateStore(base),
    }
