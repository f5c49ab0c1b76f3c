"""The files of a source are listed with the hash of their content, and a copy of each is kept."""

import hashlib

import pytest

from cutline.errors import SourceError
from cutline.sources.deliveries.listing import listed_files
from cutline.sources.deliveries.manifest import ListedFile
from cutline.sources.deliveries.store import Store
from tests.cutline.sources.reading_exports import one_source


def test_each_file_is_listed_with_its_hash_and_its_mark(tmp_path):
    """`one` has three bytes, and a file f_1.csv.ok lies beside it."""
    (tmp_path / "f_1.csv").write_text("one")
    (tmp_path / "f_1.csv.ok").touch()
    (tmp_path / "f_2.csv").write_text("other")
    store = Store(tmp_path / "store")
    first, second = listed_files(one_source().sources[0], tmp_path, store)
    assert first == ListedFile("f_1.csv", hashlib.sha256(b"one").hexdigest(), 3, is_marked=True)
    assert (second.name, second.size, second.is_marked) == ("f_2.csv", 5, False)
    assert store.path(first.digest).read_text() == "one"


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    """A disk that fails in mid-file: the message names the file and the source."""
    (tmp_path / "f.csv").write_text("one")
    store = Store(tmp_path / "store")

    def fail(*_: object, **__: object) -> None:
        raise OSError("input/output error")

    monkeypatch.setattr(store, "keep_content", fail)
    with pytest.raises(SourceError, match=r"f.csv \(source s\)") as refused:
        listed_files(one_source().sources[0], tmp_path, store)
    assert "input/output error" in str(refused.value)
