"""Decimal and thousands marks, proved by numbers or asked about."""

import pytest

from cutline.sources.inspecting.detecting.number_marks import number_marks


@pytest.mark.parametrize(
    ("numbers", "decimal", "thousands"),
    [
        (["1.234,50", "2"], ",", "."),
        (["1,234,567", "2"], ".", ","),
        (["12,3"], ",", ""),
        (["0.123"], ".", ""),
        (["1'234.5"], ".", "'"),
        (["1 234,5"], ",", " "),
    ],
)
def test_a_number_that_can_be_read_in_one_way_proves_the_mark(numbers, decimal, thousands):
    """The mark after the other one, alone before other than three digits, or beside one that stands several times."""
    found = number_marks([numbers])
    assert (found.value, found.options) == (decimal, (thousands,))


def test_without_proof_it_is_a_question():
    """1,234 alone; a point and a comma that contradict one another; no numbers at all."""
    assert number_marks([["1,234"]]).is_question
    assert number_marks([["1.5", "2,5"]]).is_question
    assert number_marks([["1", "2"]]).value == "."
    assert number_marks([["x", "y"]]) is None
