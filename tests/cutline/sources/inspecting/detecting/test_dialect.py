"""Encoding and delimiter of a text file."""

import pytest

from cutline.sources.inspecting.detecting.dialect import text_rows_and_dialect


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (b"a,b\n1,2\n", "auto", ","),
        ("a;b\nZürich;2\n".encode(), "auto", ";"),
        ("a;b\n“Z”;2\n".encode("cp1252"), "cp1252", ";"),
        ("a\tb\n1\t2\n".encode("utf-16-le"), "utf-16-le", "\t"),
        (b"a,b\n\x81,2\n", None, ","),  # a byte that neither UTF-8 nor cp1252 has
        (b"a,b;c\n1,2;3\n", "auto", None),  # both split the rows evenly
    ],
)
def test_what_is_found_or_asked(data, encoding, delimiter):
    """None where a person must answer."""
    rows, (first, second) = text_rows_and_dialect(data)
    assert (first.what, first.value, second.what, second.value) == ("encoding", encoding, "delimiter", delimiter)
    assert len(rows) == 2
