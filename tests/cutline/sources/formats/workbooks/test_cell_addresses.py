"""Letters of columns."""

import pytest

from cutline.sources.formats.workbooks.cell_addresses import column_letters


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_the_letters_of_a_column(index, letters):
    """Counted from 0; XFD is the last column of a sheet."""
    assert column_letters(index) == letters
