"""Text files in their declared encodings."""

import pytest

from cutline.errors import SourceError
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


def test_an_undeclared_code_page_is_refused_with_its_readings(tmp_path):
    """The message shows how a word reads in several code pages, so that a person can tell which is right."""
    with pytest.raises(SourceError, match="'\u0414\u0415\u041f\u041e' in cp1251"):
        read_file(tmp_path, "project_id,name,status\nP,\u0414\u0415\u041f\u041e,idea\n".encode("cp1251"), "projects")
