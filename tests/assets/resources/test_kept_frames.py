"""A file is read once for as long as it stays as it is, and nobody can change what the next reader is given."""

import os

import polars as pl
import pytest

from assets.resources.kept_frames import KeptFrames

FRAME = pl.DataFrame({"a": [1, 2], "b": ["x", "y"]})


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The files that Polars is asked to read, in the order of the reads."""
    asked: list[str] = []
    scan = pl.scan_parquet

    def noted(name: str, **options: bool) -> pl.LazyFrame:
        asked.append(name)
        return scan(name, **options)

    monkeypatch.setattr(pl, "scan_parquet", noted)
    return asked


def test_a_file_is_read_once(tmp_path, reads):
    """The second reader is given an equal frame without a second read."""
    FRAME.write_parquet(tmp_path / "f.parquet")
    kept = KeptFrames()
    assert kept.read(tmp_path / "f.parquet").equals(FRAME)
    assert kept.read(tmp_path / "f.parquet").equals(FRAME)
    assert len(reads) == 1


def test_a_file_that_was_replaced_is_read_anew(tmp_path):
    """The stores write a file beside the old one and rename it. Here the new one has the size and the time of the old one."""
    file, fresh = tmp_path / "f.parquet", tmp_path / "fresh"
    FRAME.write_parquet(file)
    kept = KeptFrames()
    kept.read(file)
    other = FRAME.with_columns(a=pl.Series([3, 4]))
    other.write_parquet(fresh)
    assert fresh.stat().st_size == file.stat().st_size
    os.utime(fresh, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    fresh.rename(file)
    assert kept.read(file).equals(other)


@pytest.mark.parametrize("changed", [FRAME.with_columns(a=pl.Series([3, 4])), pl.concat([FRAME] * 500)])
def test_a_file_that_was_changed_in_place_is_read_anew(tmp_path, changed):
    """Somebody wrote into the file itself, with or without changing its size; the number of the file is the same."""
    file = tmp_path / "f.parquet"
    FRAME.write_parquet(file)
    kept, number, written = KeptFrames(), file.stat().st_ino, file.stat().st_mtime_ns
    kept.read(file)
    changed.write_parquet(file)
    os.utime(file, ns=(written + 1, written + 1 if changed.height == FRAME.height else written))
    assert file.stat().st_ino == number
    assert kept.read(file).equals(changed)


def test_a_reader_cannot_change_what_the_next_one_is_given(tmp_path):
    """Every way in which Polars changes a frame in place: a cell, a column more, another column, other names, more rows."""
    FRAME.write_parquet(tmp_path / "f.parquet")
    kept = KeptFrames()
    for _ in range(2):  # the first reader has read the file, and the second one was given the kept frame
        mine = kept.read(tmp_path / "f.parquet")
        cells = mine["a"]
        cells[0] = 7
        mine[1, "a"] = 8
        mine.replace_column(1, pl.Series("b", ["z", "z"]))
        mine.insert_column(0, pl.Series("new", [0, 0]))
        mine.columns = ["p", "q", "r"]
        mine.extend(mine.clone())
        assert not mine.equals(FRAME)
    assert kept.read(tmp_path / "f.parquet").equals(FRAME)


def test_what_is_kept_stays_within_its_budget(tmp_path, reads):
    """The frame that nobody read for longest goes first. A frame of more than a sixteenth of the budget is not kept at all."""
    rows = pl.DataFrame({"a": range(100)})
    kept = KeptFrames(budget=int(rows.estimated_size()) * 20)
    files = [tmp_path / f"{i}.parquet" for i in range(21)]
    for file in files:
        rows.write_parquet(file)
        kept.read(file)
    kept.read(files[1])  # kept
    kept.read(files[0])  # forgotten
    large = tmp_path / "large.parquet"
    pl.concat([rows] * 2).write_parquet(large)
    kept.read(large)
    kept.read(large)
    assert [os.path.basename(name) for name in reads[21:]] == ["0.parquet", "large.parquet", "large.parquet"]
