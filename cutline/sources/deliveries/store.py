"""The store of a portfolio: the files that a night keeps for later nights, in the folder store/.

The store holds the contents of deliveries, the manifest, the quarantine register, the accepted columns of the exports, and
frames that other rooms keep under a name. Each file is replaced whole or not at all.
"""

import io
import json
from pathlib import Path
from typing import Any

import polars as pl

from cutline.errors import CutlineError, Finding
from cutline.sources.deliveries.content_store import Opener, content_path, keep_content
from cutline.sources.deliveries.manifest import Manifest
from cutline.sources.deliveries.whole_files import write_whole
from cutline.sources.typed_rows.quarantine_register import REGISTER_SCHEMA


class Store:
    """The folder store/ of a portfolio."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """The path of the content with this hash."""
        return content_path(self.folder, digest)

    def keep_content(self, opener: Opener, *, is_remote: bool = False) -> tuple[str, int]:
        """Keep a copy of a content under its hash, and return its hash and its size in bytes."""
        return keep_content(self.folder, opener, is_remote=is_remote)

    def manifest(self) -> Manifest:
        """The manifest as an earlier night kept it; an empty one before the first night."""
        path = self.folder / "manifest.json"
        return Manifest.from_json(path.read_text("utf-8", "replace"), str(path)) if path.exists() else Manifest()

    def keep_manifest(self, manifest: Manifest) -> None:
        """Keep the manifest for later nights."""
        self._write("manifest.json", manifest.to_json().encode())

    def register(self) -> pl.DataFrame:
        """The quarantine register (REGISTER_SCHEMA) as an earlier night kept it; without rows before the first night."""
        path = self.folder / "quarantine.parquet"
        try:
            kept = pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=REGISTER_SCHEMA)
            return pl.concat([pl.DataFrame(schema=REGISTER_SCHEMA), kept], how="diagonal")  # an earlier version had fewer columns
        except pl.exceptions.PolarsError as error:
            raise _damaged_file(path, error, "since when each bad cell is known") from None

    def kept_frame(self, name: str, schema: dict[str, pl.DataType], what: str) -> pl.DataFrame:
        """The frame that an earlier night kept under `name`; without rows before the first night.

        what: the words of the error for what is lost if the file is damaged.
        """
        path = self.folder / f"{name}.parquet"
        try:
            return pl.read_parquet(path).select(list(schema)) if path.exists() else pl.DataFrame(schema=schema)
        except pl.exceptions.PolarsError as error:
            raise _damaged_file(path, error, what) from None

    def keep_frame(self, name: str, frame: pl.DataFrame) -> None:
        """Keep a frame for later nights under `name`."""
        self._write_frame(name, frame)

    def accepted_shapes(self) -> dict[str, Any]:
        """The columns of each export as they were accepted (see `schema_drift`); empty before the first night."""
        path = self.folder / "shapes.json"
        try:
            return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
        except ValueError as error:
            raise _damaged_file(path, error, "what the exports looked like when they were accepted") from None

    def keep_accepted_shapes(self, accepted: dict[str, Any]) -> None:
        """Keep the accepted columns for later nights."""
        self._write("shapes.json", json.dumps(accepted, indent=1, ensure_ascii=False, sort_keys=True).encode())

    def keep_no_plan(self, way_out: dict[str, Any] | None) -> None:
        """Keep what is known of the way out of a night without a plan, in no_plan.json; None removes the file once a night
        has a plan again.
        """
        if way_out is None:
            (self.folder / "no_plan.json").unlink(missing_ok=True)
        else:
            self._write("no_plan.json", json.dumps(way_out, indent=1, ensure_ascii=False, sort_keys=True).encode())

    def _write_frame(self, name: str, frame: pl.DataFrame) -> None:
        data = io.BytesIO()
        frame.write_parquet(data)
        self._write(f"{name}.parquet", data.getvalue())

    def _write(self, name: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / name, data)


def _damaged_file(path: Path, error: Exception, what: str) -> CutlineError:
    found = Finding(str(path), f"{type(error).__name__}: {str(error).splitlines()[0]}", "the file as Cutline wrote it",
                    f"restore it from a backup; or remove it, and this is lost but nothing else: {what}")  # fmt: skip
    return CutlineError(f"{path.name} is damaged", [found])
