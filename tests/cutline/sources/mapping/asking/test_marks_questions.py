"""A decimal mark that is not declared stops the night if other cells of the column can be read either way."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import HEADER, read_file


def read(folder, *amounts: str, **source: object) -> tuple[list[int], int]:
    rows = "".join(f'P{n},0,capex,"{amount}",plan\n' for n, amount in enumerate(amounts))
    accepted, bad, _ = read_file(folder, f"{HEADER}\n{rows}", columns={"amount": {"from": "amount", "unit": "k"}}, **source)
    return accepted["amount_minor"].to_list(), bad.height


@pytest.mark.parametrize("telling", ["12,5", "1.234,5", "0,125", "3,14159"])
def test_a_thousand_beside_a_decimal_comma_is_asked_for(tmp_path, telling):
    """1,234 thousand may be 1,234,000 or 1,234."""
    with pytest.raises(SourceError, match=r'cell D2.*\n.*found.*\n.*\n.*decimal = "," and thousands = "\."'):
        read(tmp_path, telling, "1,234")
    assert read(tmp_path, telling, "1,234", decimal=",", thousands=".")[0][1] == 123_400


@pytest.mark.parametrize("amounts", [("1,234", "5,678"), ("1,234.5", "2.5"), ("12,5", "13,5")])
def test_cells_that_agree_or_that_nobody_can_confuse_are_no_question(tmp_path, amounts):
    assert sum(map(len, [read(tmp_path, *amounts)[0]])) + read(tmp_path, *amounts)[1] == 2


def test_a_column_with_marks_of_its_own_is_judged_by_them(tmp_path):
    mapped = {"amount": {"from": "amount", "unit": "k", "decimal": ",", "thousands": "."}}
    accepted, _, _ = read_file(tmp_path, f'{HEADER}\nP,0,capex,"12,5",plan\nQ,0,capex,"1,234",plan\n', columns=mapped)
    assert accepted["amount_minor"].to_list() == [1_250_000, 123_400]
