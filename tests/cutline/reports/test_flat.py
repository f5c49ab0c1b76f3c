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
        ("a=b", "a=b"),  # only the first character makes a formula
    ],
)
def test_text_that_looks_like_a_formula_is_quoted(text, written):
    """A spreadsheet would run it otherwise."""
    assert as_csv(pl.DataFrame({"a": [text]})) == b"\xef\xbb\xbfa\n" + written.encode() + b"\n"


def test_a_list_is_its_items_and_unknown_is_empty():
    """Lists of numbers and of text; an unknown cell has nothing between its commas."""
    frame = pl.DataFrame({"a": [[1, 2], None], "b": ["é", None]})
    assert as_csv(frame).decode("utf-8-sig") == "a,b\n1; 2,é\n,\n"


def test_parquet_gives_back_the_frame():
    """With its types."""
    frame = pl.DataFrame({"a": [1, None], "b": [["x"], []]})
    assert pl.read_parquet(io.BytesIO(as_parquet(frame))).equals(frame)
