"""What a night leaves for later nights to compare with. It is published together with the night, or not at all."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from cutline.reports.flat import as_parquet

# The results of a night that are remembered, by the name of the asset, and the names of the files.
REMEMBERED_FRAMES = {
    "accepted_volumes": "volumes", "quality_trend": "trend", "field_freshness": "fields", "quarantine_register": "quarantine",
    "remembered_risks": "risks_before", "remembered_editions": "editions",
}  # fmt: skip


def files_to_remember(accepted_shapes: Mapping[str, Any], frames: Mapping[str, pl.DataFrame]) -> dict[str, bytes]:
    """The files of the memory (bytes by name). accepted_shapes: the accepted columns of the exports. frames: by the names of the
    assets in REMEMBERED_FRAMES.
    """
    shapes = json.dumps(accepted_shapes, indent=1, ensure_ascii=False, sort_keys=True).encode()
    return {"shapes.json": shapes, **{f"{file}.parquet": as_parquet(frames[name]) for name, file in REMEMBERED_FRAMES.items()}}
