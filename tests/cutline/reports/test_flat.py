"""CSV that a spreadsheet reads as data and never as formulas; the same bytes for the same frame."""

import io

import polars as pl
import pytest

from cutline.reports.flat import as_csv, as_parquet


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("@cmd", "'@cmd"),
        ("-A1", "'-A1"),
        ("-12.5", "-12.5"),  # a negative number is no formula
        ("-.5", "-.5"),
        ("-1,234,567.50%", '"-1,234,567.50%"'),
        ("a=b", "a=b"),  # only the first character makes a formula
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),  # begins like a number
        ("-1-1", "'-1-1"),
        ("-5 EUR", "'-5 EUR"),
        ("-1.2.3", "'-1.2.3"),
        ("-.", "'-."),
        ("-", "'-"),
        ("--1", "'--1"),
        ("+1", "'+1"),
        ("  =1+1", "'  =1+1"),  # a spreadsheet may trim
        ("\u00a0@x", "'\u00a0@x"),
        ("\u200b=1", "'\u200b=1"),  # a mark that nobody sees
        ("\x00=1", "'\x00=1"),
        ("\t1", "'\t1"),
        ("\r=1", '"\'\r=1"'),
        ("\n-1+1", '"\'\n-1+1"'),
        ("-1\n=2", '"\'-1\n=2"'),  # the second line is no part of a number
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("\u2212A1", "'\u2212A1"),  # the minus sign of typography
    ],
)
def test_text_that_looks_like_a_formula_is_quoted(text, written):
    """A spreadsheet would run it otherwise."""
    assert as_csv(pl.DataFrame({"a": [text]})) == b"\xef\xbb\xbfa\n" + written.encode() + b"\n"


def test_every_kind_of_text_is_quoted_and_no_number_is():
    """Categories, enumerations and items of lists are text; a column of numbers has negative ones that stay numbers."""
    frame = pl.DataFrame(
        {"a": ["=1"], "b": ["-x"], "c": [["=1", "b"]], "d": [-5], "e": [-0.5]},
        schema={"a": pl.Categorical, "b": pl.Enum(["-x"]), "c": pl.List(pl.String), "d": pl.Int64, "e": pl.Float64},
    )
    assert as_csv(frame).decode("utf-8-sig") == "a,b,c,d,e\n'=1,'-x,'=1; b,-5,-0.5\n"


def test_a_list_is_its_items_and_unknown_is_empty():
    """Lists of numbers and of text; an unknown cell has nothing between its commas."""
    frame = pl.DataFrame({"a": [[1, 2], None], "b": ["é", None]})
    assert as_csv(frame).decode("utf-8-sig") == "a,b\n1; 2,é\n,\n"


def test_parquet_gives_back_the_frame():
    """With its types."""
    frame = pl.DataFrame({"a": [1, None], "b": [["x"], []]})
    assert pl.read_parquet(io.BytesIO(as_parquet(frame))).equals(frame)
