"""A file is there as a whole or not at all, and what a killed process left is told from what a living one writes."""

import pytest

from cutline.sources.deliveries.whole_files import remove_left_files, temporary_file, write_whole


def test_a_file_takes_the_place_of_the_old_one(tmp_path):
    """And nothing is left beside it."""
    write_whole(tmp_path / "a.json", b"old")
    write_whole(tmp_path / "a.json", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_an_error_leaves_the_old_file_alone(tmp_path):
    """The temporary file goes."""
    write_whole(tmp_path / "a.json", b"old")
    with pytest.raises(TypeError, match="bytes-like"):
        write_whole(tmp_path / "a.json", None)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"old"


def test_left_files_go_and_files_at_work_and_files_of_people_stay(tmp_path):
    """Only a file with a lock is at work."""
    (tmp_path / ".a.json.123.fresh").write_bytes(b"left")
    (tmp_path / ".notes.fresh").write_bytes(b"of a person")
    with temporary_file(tmp_path / "b.json") as (fresh, _):
        assert remove_left_files([tmp_path]) == 1
        assert {path.name for path in tmp_path.iterdir()} == {fresh.name, ".notes.fresh"}


def test_a_writer_whose_file_was_removed_makes_it_again(tmp_path, monkeypatch):
    """A cleaner came between the making of the file and its lock."""
    import fcntl

    lock, removed = fcntl.flock, []

    def flock(handle, operation):
        if not removed:
            removed.extend(tmp_path.iterdir())
            removed[0].unlink()
        lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", flock)
    write_whole(tmp_path / "a.json", b"whole")
    assert (tmp_path / "a.json").read_bytes() == b"whole"
