"""Reads the files of a published night; no function of this module writes a file."""

from pathlib import Path

import polars as pl


def read_frames(night: Path, folder: str, names: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """The frames `names` of the night in the folder `night`, from its sub-folder `folder` (parquet, tables or problem)."""
    return {name: pl.read_parquet(night / folder / f"{name}.parquet") for name in names}
