"""Parquet files, whole and damaged."""

import io

import polars as pl
import pytest

from cutline.errors import CutlineError
from cutline.sources.typed_rows.parsing import parse
from tests.cutline.sources.reading_exports import one_source, raw_table


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
