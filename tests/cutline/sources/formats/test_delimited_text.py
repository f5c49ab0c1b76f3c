"""Delimited text row by row: quotes and line ends are read strictly."""

import pytest

from cutline.errors import SourceError
from cutline.sources.formats.delimited_text import delimited_rows
from cutline.sources.formats.documents import Document
from tests.cutline.sources.reading_exports import one_source


def rows_of(text: str, **source: object) -> list[list[str]]:
    """The rows of a text with the given marks."""
    return list(delimited_rows(Document("f.csv", "csv", text.encode()), one_source(**source).sources[0]))


@pytest.mark.parametrize(
    ("text", "source", "rows"),
    [
        ('a,"b,c"\n', {}, [["a", "b,c"]]),
        ('a,"b""c"\n', {}, [["a", 'b"c']]),
        ('a,"b\nc"\n', {}, [["a", "b\nc"]]),
        ("a;b\r\nc;d\r\n", {"delimiter": ";"}, [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", {}, [["a", "b"], ["c", "d"]]),
        ("a,'b,c'\n", {"quote": "'"}, [["a", "b,c"]]),
    ],
)
def test_cells_are_told_apart_by_the_declared_marks(text, source, rows):
    """A delimiter, a quote and a line end inside quotes belong to the cell."""
    assert rows_of(text, **source) == rows


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a,"b\n', "near line 1"),  # a quote that never closes
        ('a,"b"c\n', "near line 1"),
        ('a, "b"\n', "a quote after a blank"),
        ("a,b\nc\rd,e\n", "a bare carriage return outside quotes near line 2"),
        ("," * 20_000 + "\n", "20,001 cells in line 1"),
    ],
)
def test_text_that_could_be_read_in_two_ways_is_refused(text, found):
    """With the place, before anybody reads wrong cells."""
    with pytest.raises(SourceError) as refused:
        rows_of(text)
    assert found in refused.value.findings[0].found


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_a_line_that_tells_a_spreadsheet_the_delimiter_is_no_row(line):
    """It is not counted, because a spreadsheet does not show it, and it agrees with the source or stops the night."""
    assert rows_of(f"{line}\r\na;b\r\n", delimiter=";") == [["a", "b"]]
    with pytest.raises(SourceError) as refused:
        rows_of(f"{line}\r\na;b\r\n")
    finding = refused.value.findings[0]
    assert finding.where == "f.csv (source s)"
    assert finding.found == f"{line!r} in line 1, and the delimiter ',' in the source"
    assert finding.action == "write delimiter = ';' in the source"


def test_a_text_like_it_further_down_is_a_row():
    """So is a first line that only begins so."""
    assert rows_of("a;b\nsep=;\n", delimiter=";") == [["a", "b"], ["sep=", ""]]
    assert rows_of("sep=;b\n", delimiter=";") == [["sep=", "b"]]
