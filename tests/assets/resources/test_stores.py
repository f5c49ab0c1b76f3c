"""The stores write frames whole, and read them eagerly or lazily."""

import dagster as dg
import polars as pl
import pytest
from upath import UPath

from assets.resources.lineage import Lineage
from assets.resources.stores import FrameStore


def test_frames_rest_whole_and_come_back_eager_or_lazy(tmp_path):
    """What is read equals what was written, and a write that fails leaves the earlier file."""
    store = FrameStore(Lineage(UPath(tmp_path), tmp_path))
    frame = pl.DataFrame({"a": [1, None], "b": ["x", "y"]})
    path = UPath(tmp_path) / "f.parquet"
    store.dump_to_path(dg.build_output_context(definition_metadata={}), frame.lazy(), path)
    eager, lazy = (
        store.load_from_path(dg.build_input_context(dagster_type=dg.PythonObjectDagsterType(kind)), path)
        for kind in (pl.DataFrame, pl.LazyFrame)
    )
    assert isinstance(eager, pl.DataFrame)
    assert isinstance(lazy, pl.LazyFrame)
    assert eager.equals(frame)
    assert lazy.collect().equals(frame)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        store.dump_to_path(dg.build_output_context(definition_metadata={}), frame.lazy().select("nowhere"), path)
    assert pl.read_parquet(path).equals(frame)
    assert [p.name for p in tmp_path.iterdir()] == ["f.parquet"]
