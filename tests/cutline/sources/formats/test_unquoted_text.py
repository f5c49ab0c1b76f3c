"""The fast reader of text reads the same cells as the exact one, and nothing that it could read otherwise."""

import re
import sys

import pytest

from cutline.sources.formats.documents import Content
from cutline.sources.formats.reading import read_table
from cutline.sources.formats.unquoted_text import unquoted_text
from tests.cutline.sources.formats.sample_rows import GRID
from tests.cutline.sources.reading_exports import (
    accepted_of,
    one_source,
    read_file,
)
from tests.cutline.sources.typed_rows.reading_cells import declared_source


def test_the_fast_way_and_the_exact_way_read_the_same_cells(tmp_path, monkeypatch):
    """A large plain file goes through Polars, a small one through the csv module: the same rows, numbers and provenance."""
    lines = [f"P{i % 97:03d},Näme {i},idea,2027-01-{i % 28 + 1:02d},{'' if i % 5 == 0 else i * 7 / 4}" for i in range(3000)]
    lines[11] = ",, ,,"  # a blank row keeps its number
    text = ",".join(GRID[0]) + "\n" + "\n".join(lines) + "\n"
    for ends in ("\n", "\r\n"):
        (tmp_path / "f.csv").write_bytes(text.replace("\n", ends).encode())
        exact = accepted_of(tmp_path)
        monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
        monkeypatch.setattr("cutline.sources.formats.unquoted_text.CHUNK_BYTES", 777)
        monkeypatch.setattr("cutline.sources.formats.delimited_text.delimited_rows", None)  # it would fail were it called
        assert accepted_of(tmp_path).equals(exact)
        assert exact.height == 2999
        monkeypatch.undo()


SPACES = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace() and char not in "\r\n"]


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("blank", ["", *SPACES], ids=ascii)
def test_a_blank_row_is_left_out_on_the_fast_way_whatever_white_space_it_begins_with(tmp_path, monkeypatch, blank, place):
    """The first line below the header, and a later one."""
    lines = ["P1,a,idea,,1", "P2,b,idea,,1"]
    lines.insert(place - 1, f"{blank},,,,")
    (tmp_path / "f.csv").write_bytes((",".join(GRID[0]) + "\n" + "\n".join(lines) + "\n").encode())
    exact = accepted_of(tmp_path)
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    assert exact["project_id"].to_list() == ["P1", "P2"]
    assert accepted_of(tmp_path).equals(exact)


def test_every_white_space_begins_with_one_of_the_bytes_that_are_looked_for():
    """Otherwise a blank row that begins with it would be read as data."""
    from cutline.sources.formats.unquoted_text import FIRST_BYTES_OF_SPACES

    listed = re.compile(rb"[" + FIRST_BYTES_OF_SPACES + rb"]")
    assert all(listed.match(char.encode()) for char in [*SPACES, "\r", "\n"])
    assert not listed.match(b"a")
    assert not listed.match(b"0")


def test_a_file_whose_rows_begin_with_text_is_not_searched_for_blank_rows(tmp_path, monkeypatch):
    """Its frame has no filter, and no question about units or notes reads the file again."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    (tmp_path / "f.csv").write_text(",".join(GRID[0]) + "\nP1,a,idea,,1\n")
    table = read_table(Content("f.csv", tmp_path / "f.csv", ""), one_source("projects").sources[0])
    assert "python_udf" not in table.cells.explain()
    assert not table.may_mark_rows


@pytest.mark.parametrize(
    ("first_line", "end", "last_end"), [(1, "\n", "\n"), (3, "\r\n", ""), (1, "\r\n", "\r\n"), (2, "\n", "")]
)
@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_the_first_rows_are_those_of_the_whole_file(tmp_path, monkeypatch, first_line, end, last_end, most):
    """With lines above the header, with and without an end of the last line, and in a file that is shorter."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    lines = [*["title,,"] * (first_line - 1), "a,b,c", "1,é,", "2, ,x", "3,,y"]
    (tmp_path / "f.csv").write_bytes((end.join(lines) + last_end).encode())
    source = declared_source(header_row=first_line)
    found = unquoted_text(tmp_path / "f.csv", source)
    assert found is not None
    whole = found.cells(source).collect()
    assert whole["row"].to_list() == [first_line + 1, first_line + 2, first_line + 3]
    assert found.cells(source, most).collect().equals(whole.head(most))


@pytest.mark.parametrize("blank", ["", " ,,,,\n"])
def test_questions_look_at_the_first_rows_on_the_fast_way_too(tmp_path, monkeypatch, blank):
    """A file with blank rows reads them through its whole frame, because a blank row is none of the first rows."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.FIRST_ROWS", 2)
    monkeypatch.setattr("cutline.sources.formats.reading.FIRST_ROWS", 2)
    (tmp_path / "f.csv").write_text(",".join(GRID[0]) + "\nP1,a,idea,,1\n" + blank + "P2,b,idea,,1\nP3,c,idea,,1\n")
    table = read_table(Content("f.csv", tmp_path / "f.csv", ""), one_source("projects").sources[0])
    assert (table.first_cells is None) == bool(blank)
    assert table.first_rows.equals(table.cells.head(2).collect())
    assert table.first_rows["0"].to_list() == ["P1", "P2"]


@pytest.mark.parametrize(
    "line", ['P,"a,b",idea,,1', "P,a,idea", "P,a,idea,,1,2", "P,a\rb,idea,,1", "P,\0,idea,,1", "", "P,caf\xe9,idea,,1"]
)  # fmt: skip
def test_what_is_not_plain_goes_the_exact_way(tmp_path, monkeypatch, line):
    """A quote, a row of another width, a bare CR, a NUL, an empty line, a byte that is no UTF-8: not one is left to the fast
    reader.
    """
    from cutline.sources.formats.unquoted_text import unquoted_text

    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    good = ",".join(GRID[0]) + "\nP,a,idea,,1\n"
    source = one_source("projects").sources[0]
    (tmp_path / "f.csv").write_bytes(good.encode())
    assert unquoted_text(tmp_path / "f.csv", source) is not None
    (tmp_path / "f.csv").write_bytes((good + line + "\nP,a,idea,,1\n").encode("latin-1"))
    assert unquoted_text(tmp_path / "f.csv", source) is None


def test_a_repeated_header_is_no_data_on_the_fast_way_either(tmp_path, monkeypatch):
    """In a table of free text it would be a person called person_id."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    people = "person_id,home_role,skill\n"
    accepted, _, rows = read_file(tmp_path, people + "a,R,S\n" + people + "b,R,S\n", "people")
    assert accepted["person_id"].to_list() == ["a", "b"]
    assert rows["not_data"].to_list() == [1]


def test_a_separator_line_is_left_to_the_reader_of_rows(tmp_path, monkeypatch):
    """Polars would take it for the header."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 1)
    path = tmp_path / "f.csv"
    path.write_text("a;b\n1;2\n")
    source = declared_source(delimiter=";")
    assert unquoted_text(path, source) is not None
    path.write_text("sep=;\n1;2\n")
    assert unquoted_text(path, source) is None


@pytest.mark.parametrize(("threads", "at_once"), [(1, 3), (2, 19), (3, 1), (7, 8)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_fault_is_found_in_whatever_stretch_of_the_file_it_stands(tmp_path, monkeypatch, threads, at_once, end):
    """A file is looked at in as many stretches as there are threads, some bytes at once, which may be less than a line. A fault in
    the first or in the last line of a stretch is found too.
    """
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.CHUNK_BYTES", at_once)
    monkeypatch.setattr("polars.thread_pool_size", lambda: threads)
    good, path, source = ["a,b,c", *(f"{i},x,y" for i in range(12))], tmp_path / "f.csv", declared_source()
    for last_end in ("", end):
        path.write_bytes((end.join(good) + last_end).encode())
        assert unquoted_text(path, source) is not None
        assert not unquoted_text(path, source).may_have_blank_rows
        for place in range(1, len(good)):
            for fault in ("1,x", "1,x,y,z", '1,"x",y', "1,x\0,y", "1,x\ry,z", "a,b,c", ""):
                path.write_bytes((end.join([*good[:place], fault, *good[place + 1 :]]) + last_end).encode())
                is_end_of_file = fault == "" and place == len(good) - 1 and not last_end
                assert (unquoted_text(path, source) is None) is not is_end_of_file, (place, fault)
            path.write_bytes((end.join([*good[:place], " ,x,y", *good[place + 1 :]]) + last_end).encode())
            assert unquoted_text(path, source).may_have_blank_rows, place


@pytest.mark.parametrize("header", ['a,"b",c', "a,b\0,c", "a,b\rd,c"])
@pytest.mark.parametrize("title", ["", "title,,\n"])
def test_a_header_that_only_the_exact_reader_understands_is_left_to_it(tmp_path, monkeypatch, header, title):
    """Below a title, too."""
    monkeypatch.setattr("cutline.sources.formats.unquoted_text.UNQUOTED_MIN_BYTES", 0)
    (tmp_path / "f.csv").write_bytes(f"{title}{header}\n1,2,3\n".encode())
    assert unquoted_text(tmp_path / "f.csv", declared_source(header_row=2 if title else 1)) is None
