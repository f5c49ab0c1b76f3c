"""Reads the files of a published night."""

from pathlib import Path

import polars as pl


def read_frames(night: Path, folder: str, names: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Frames of a night by name."""
    return {name: pl.read_parquet(night / folder / f"{name}.parquet") for name in names}
