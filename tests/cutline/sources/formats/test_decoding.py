"""Text files in their declared encodings."""

import io
import random

import pytest

from cutline.errors import SourceError
from cutline.sources.formats.decoding import is_utf8, text_lines
from cutline.sources.formats.documents import Document
from tests.cutline.sources.reading_exports import (
    one_source,
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
    with pytest.raises(SourceError, match="encoding = 'cp1251' reads '\u0414\u0415\u041f\u041e'"):
        read_file(tmp_path, "project_id,name,status\nP,\u0414\u0415\u041f\u041e,idea\n".encode("cp1251"), "projects")


@pytest.mark.parametrize(("delimiter", "end"), [(",", "\r"), ("|", "\n"), ("\t", "\r\n"), (";", "\r")])
def test_the_word_that_is_shown_ends_where_its_cell_ends(delimiter, end, tmp_path):
    """An old Macintosh ends lines with a carriage return alone: the word is still the one with the byte, in every code page."""
    rows = [["project_id", "name", "status"], ["P1", "Zażółć", "idea"]]
    data = "".join(delimiter.join(row) + end for row in rows).encode("cp1250")
    with pytest.raises(SourceError, match="encoding = 'cp1250' reads 'Zażółć'"):
        read_file(tmp_path, data, "projects", delimiter=delimiter)
    with pytest.raises(SourceError, match="encoding = 'cp1250' reads 'Żółć'"):
        read_file(tmp_path, ("project_id" + end + "Żółć" + end).encode("cp1250"), "projects", delimiter=delimiter)


def test_a_latin_1_that_holds_control_characters_is_refused_with_encodings_that_read_it(tmp_path):
    """cp1252 does not define byte 81, which cp1251 reads as a letter. The advice to replace such bytes is a way in."""
    data = b"project_id,name,status\nP,a\x81b \xe9t\xe9,idea\n"
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, data, "projects", encoding="latin-1")
    (finding,) = refused.value.findings
    assert "control character 81" in finding.found
    assert "encoding = 'cp1251' reads 'a\u0403b'" in finding.action
    assert "'cp1252' reads" not in finding.action
    accepted, _, _ = read_file(tmp_path, data, "projects", encoding="cp1252", undecodable="replace")
    assert accepted["name"].item() == "a\ufffdb \xe9t\xe9"


def lines_or_error(data: bytes, encoding: str, undecodable: str = "refuse") -> object:
    chosen = one_source("projects", encoding=encoding, undecodable=undecodable).sources[0]
    try:
        return list(text_lines(Document("f.csv", "csv", data), chosen))
    except SourceError as error:
        return str(error)


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp932", "utf-7"])
def test_parts_of_any_size_give_the_same_text_and_the_same_error(monkeypatch, encoding):
    """Characters, line ends and byte-order marks that lie across two parts; damaged bytes with their offset and line. As one part
    the lines are those of Python's own reader.
    """
    letters = 'aé,"\n\r\n\u00a0' + ("" if encoding == "cp1252" else "日")
    for seed in range(60):
        dice = random.Random(seed)
        text = "id\n" + "".join(dice.choice(letters) for _ in range(dice.randrange(80)))
        data = bytearray(text.encode("utf-8" if encoding == "auto" else encoding, "ignore"))
        if seed % 3 == 0 and data:
            data[dice.randrange(len(data))] = dice.randrange(256)
        monkeypatch.setattr("cutline.sources.formats.documents.CHUNK_BYTES", 1 << 20)
        whole = lines_or_error(bytes(data), encoding)
        if isinstance(whole, list):
            text = bytes(data).decode("utf-8" if encoding == "auto" else encoding).removeprefix("\ufeff")
            assert whole == list(io.StringIO(text, newline="\n"))
        for size in (4, 5, 7):  # a byte-order mark has up to four bytes
            monkeypatch.setattr("cutline.sources.formats.documents.CHUNK_BYTES", size)
            found = lines_or_error(bytes(data), encoding)
            if isinstance(found, list) or isinstance(whole, list):
                assert found == whole
            elif "offset" in found and "offset" in whole:  # the bytes around the bad one are those of its part
                assert found.partition(", near")[0] == whole.partition(", near")[0]
            assert lines_or_error(bytes(data), encoding, "replace") is not None


@pytest.mark.parametrize(
    ("text", "lines"), [("a\rb\r", ["a\r", "b\r"]), ("a\rb\nc", ["a\rb\n", "c"]), ("\ufeff", []), ("a", ["a"])]
)
def test_a_file_ends_its_lines_in_one_way(text, lines):
    """By a line feed if it has one anywhere, else by a carriage return."""
    assert lines_or_error(text.encode(), "utf-8") == lines


def test_half_a_character_at_the_end_is_not_utf8():
    """Also if the half before it came in another part."""
    assert is_utf8((b"a\xc3", b"\xa9"))
    assert not is_utf8((b"a", b"\xc3"))
    assert not is_utf8((b"\xff",))
