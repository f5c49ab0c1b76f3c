"""Parquet files, whole and damaged."""

import io

import polars as pl
import pytest

from cutline.errors import CutlineError, SourceError
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import one_source, raw_table, read_file


@pytest.mark.parametrize("at", range(40, 2000, 97))
def test_a_flipped_byte_in_parquet_is_no_fault(tmp_path, at):
    """Refused, or read with whatever the byte has become; never a traceback in the middle of a night."""
    data = io.BytesIO()
    pl.DataFrame({"project_id": [f"P{i}" for i in range(300)], "name": ["N"] * 300, "status": ["idea"] * 300}).write_parquet(data)
    broken = bytearray(data.getvalue())
    broken[at % len(broken)] ^= 0x41
    (tmp_path / "f.parquet").write_bytes(bytes(broken))
    chosen = one_source(
        "projects", columns={"name": {"from": "name", "optional": True}, "status": {"value": "idea"}}, ignore=[".*"]
    )
    try:
        raw = raw_table("projects", chosen, tmp_path)
        parse("projects", raw, chosen).collect()
    except CutlineError as error:
        assert "f.parquet" in str(error)  # noqa: PT017 - either is right


def test_a_giant_column_of_a_row_group_is_refused(tmp_path, monkeypatch):
    """Its size is in the file's own table of contents, so nothing of it is read. The same rows in small groups are read."""
    monkeypatch.setattr("cutline.sources.formats.parquet.COLUMN_CHUNK_MAX_BYTES", 50_000)
    rows = pl.DataFrame({"project_id": [f"P{i}" for i in range(400)], "name": [f"{i:0>1000}" for i in range(400)], "status": ["idea"] * 400})  # fmt: skip
    rows.write_parquet(tmp_path / "f.parquet", row_group_size=20)
    assert parse("projects", raw_table("projects", one_source("projects"), tmp_path), one_source("projects")).collect()[0].height == 400  # fmt: skip
    rows.write_parquet(tmp_path / "f.parquet")
    with pytest.raises(SourceError, match="in one column of 400 rows; at most 50,000"):
        raw_table("projects", one_source("projects"), tmp_path)


def test_a_long_id_that_was_a_float_is_refused(tmp_path):
    """A program that keeps ids as floats may have lost their last digits; as an amount the number is exact."""
    data = io.BytesIO()
    pl.DataFrame({"project_id": [1e15, 7.0], "name": ["a", "b"], "status": ["idea", "idea"]}).write_parquet(data)
    accepted, bad, _ = read_file(tmp_path, data.getvalue(), "projects", "f.parquet")
    assert (accepted["project_id"].to_list(), bad["found"].to_list()) == (["7"], ["1000000000000000.0"])
