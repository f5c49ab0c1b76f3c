"""Text files in their declared encodings."""

import pytest

from tests.cutline.sources.reading_exports import (
    read_file,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_declared_encodings_are_read(tmp_path, encoding):
    """An accent and a pound sign survive, with or without a byte order mark."""
    text = "project_id,name,status\nP,Île £,idea\n"
    accepted, _, _ = read_file(
        tmp_path, text.encode(encoding), "projects", encoding="utf-8-sig" if encoding.startswith("utf-8") else encoding
    )
    assert accepted["name"].item() == "Île £"
