"""Parquet files, whole and damaged."""

import io
import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
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


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("packing", ["none", "snappy", "gzip", "brotli", "lz4", "zstd"])
def test_a_file_of_every_packing_and_version_of_pages_is_read(tmp_path, packing, version):
    """With many pages, texts long and short, unknown cells and a dictionary that is given up halfway."""
    rows = pl.DataFrame({
        "project_id": [f"P{i}" for i in range(5000)], "name": [f"{i:0>90}" if i % 3 else None for i in range(5000)], "status": ["idea"] * 5000,
    })  # fmt: skip
    pq.write_table(rows.to_arrow(), tmp_path / "f.parquet", compression=packing, data_page_version=version, data_page_size=4000, dictionary_pagesize_limit=9000)  # fmt: skip
    assert raw_table("projects", one_source("projects"), tmp_path).lazy().collect().height == 5000


@pytest.mark.long
def test_a_file_that_needs_much_memory_or_lies_about_it_is_refused_in_half_a_gigabyte(tmp_path):
    """What a page unpacks to, how often a text is repeated and how many rows there are is measured, and not believed."""
    told = []
    for action in ("write", "read"):
        command = [sys.executable, "-m", "tests.exports.lying_parquet", str(tmp_path), action]
        told = subprocess.run(
            command, cwd=Path(__file__).parents[4], capture_output=True, text=True, check=True
        ).stdout.splitlines()
    done = json.loads(told[-1])
    assert done["peak"] <= 512
    expected = {
        "a_billion_rows_said": "1,000,000,000,000 rows",
        "cell_of_twenty_megabytes": "a cell of 20,971,520 bytes",
        "fewer_rows_than_there_are": "pages of 123,457 values in a column that is said to have 100,000",
        "fifty_million_rows": "50,000,000 rows of 1 columns",
        "giant_cell": "314,572,837 bytes in one column",
        "giant_cell_said_to_be_small": "bytes in one column of 1 rows",
        "giant_dictionary_said_to_be_small": "bytes in one column of 1 rows",
        "more_rows_than_there_are": "pages of 123,457 values in a column that is said to have 123,999",
        "value_repeated": "18,874,384,890 bytes of text in 2,000 rows",
    }
    assert set(done["outcomes"]) == {f"{name}.parquet" for name in expected}
    assert [name for name, words in expected.items() if words not in done["outcomes"][f"{name}.parquet"]] == []
