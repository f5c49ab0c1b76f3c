"""Contents are kept once under their hash, read-only, and no longer than the largest size that is read."""

import hashlib
import io

import pytest

from cutline.sources.deliveries.content_store import content_path, keep_content


def test_a_content_is_kept_once_under_its_hash(tmp_path):
    """Sent a second time under another name, it is not written again."""
    (tmp_path / "a.csv").write_bytes(b"project_id\nP\n")
    (tmp_path / "b.csv").write_bytes(b"project_id\nP\n")
    digest, size = keep_content(tmp_path, lambda: (tmp_path / "a.csv").open("rb"))
    assert (digest, size) == (hashlib.sha256(b"project_id\nP\n").hexdigest(), 13)
    written = content_path(tmp_path, digest).stat()
    opened = []
    assert keep_content(tmp_path, lambda: opened.append("b") or (tmp_path / "b.csv").open("rb")) == (digest, size)
    assert opened == ["b"]  # read once for its hash, and not again for a copy
    assert content_path(tmp_path, digest).stat().st_mtime_ns == written.st_mtime_ns
    assert written.st_mode & 0o222 == 0
    assert [path.name for path in (tmp_path / "content").rglob("*") if path.is_file()] == [digest]


def test_a_remote_file_that_is_too_long_is_not_kept(tmp_path, monkeypatch):
    """Its size was not told before it was copied; nothing is left of it."""
    monkeypatch.setattr("cutline.sources.deliveries.content_store.FILE_MAX_BYTES", 4)
    with pytest.raises(OSError, match="more than 4 bytes"):
        keep_content(tmp_path, lambda: io.BytesIO(b"12345"), is_remote=True)
    assert [path for path in (tmp_path / "content").rglob("*") if path.is_file()] == []
    assert keep_content(tmp_path, lambda: io.BytesIO(b"1234"), is_remote=True)[1] == 4
