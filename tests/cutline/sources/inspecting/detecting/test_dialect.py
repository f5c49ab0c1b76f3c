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
    rows, count, (first, second) = text_rows_and_dialect(data)
    assert (first.what, first.value, second.what, second.value) == ("encoding", encoding, "delimiter", delimiter)
    assert (len(rows), count) == (2, 2)


def test_a_few_stray_bytes_in_utf8_may_be_replaced():
    """Two files of different encodings in one: the reader replaces the bytes if it is told to."""
    data = "a,b\nZürich,Ælfred\nKöln,Łódź\n".encode() + b"caf\xe9,x\n"
    _, _, (encoding, stray, _) = text_rows_and_dialect(data)
    assert (encoding.value, stray.what, stray.options) == ("utf-8", "undecodable", ("replace", "refuse"))
    assert "1 stray bytes are not UTF-8, the first in line 4" in stray.evidence


def test_bytes_that_cp1252_lacks_may_be_replaced():
    """The words read well in cp1252, and one byte has no character in its table: the way in is to replace it."""
    _, _, (encoding, lost, _) = text_rows_and_dialect("a,b\nCafé à côté,“x”\n".encode("cp1252") + b"bad\x81,y\n")
    assert (encoding.value, lost.what, lost.value) == ("cp1252", "undecodable", None)
    assert "1 times 81" in lost.evidence


def test_rows_that_are_not_looked_at_are_counted(monkeypatch):
    """The first rows are returned, and all are counted."""
    monkeypatch.setattr("cutline.sources.inspecting.detecting.dialect.ROWS_LOOKED_AT", 10)
    rows, count, _ = text_rows_and_dialect(b"a,b\n" + b"1,2\n" * 99)
    assert (len(rows), count) == (10, 100)
