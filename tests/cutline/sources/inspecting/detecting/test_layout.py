"""Orientation, header, explanations and footers of a table."""

from cutline.sources.inspecting.detecting.layout import header_of, orientation_of, rows_below_header_of, without_footer


def test_records_that_are_columns_are_turned():
    """Amounts stand beside one another, and dates beside one another; in the turned rows each record is a row."""
    rows = [["id", "A", "B", "C"], ["cost", "1", "2", "3"], ["start", "2027-01-13", "2027-02-13", "2027-03-13"]]
    turned, found = orientation_of(rows)
    assert (found.value, turned[1]) == ("true", ["A", "1", "2027-01-13"])
    straight, found = orientation_of([list(row) for row in zip(*rows, strict=True)] + [["D", "4", "2027-04-13"]])
    assert (found.value, straight[0]) == ("false", ["id", "cost", "start"])


def test_the_header_is_the_first_wide_row_of_different_texts():
    """Titles above it are passed over; rows of numbers are a question."""
    assert header_of([["Report"], [], ["id", "cost"], ["A", "1"], ["B", "2"]])[0] == 2
    place, found = header_of([["1", "2"], ["3", "4"]])
    assert (place, found.value, found.options) == (0, None, ("1", "2"))


def test_totals_are_named_and_notes_are_a_question():
    """A total begins with its word; a note fills one cell of four."""
    body = [["A", "1", "x", "y"], ["B", "2", "x", "y"]]
    rest, found = without_footer([*body, ["Total", "3", "x", ""]])
    assert (rest, found.what, found.value) == (body, "not_data", '["Total.*"]')
    rest, found = without_footer([*body, ["printed on Monday", "", "", ""]])
    assert (rest, found.what, found.value, found.options) == (body, "footer_rows", None, ("1", "0"))
    assert without_footer(body) == (body, None)


def test_a_row_that_explains_two_columns_of_figures_is_asked_about():
    """One such column may begin with a bad cell."""
    figures = ["in euro", *("1" * 8)]
    assert rows_below_header_of([figures, figures]).options == ("1", "0")
    assert rows_below_header_of([figures, ["1"] * 9]) is None
