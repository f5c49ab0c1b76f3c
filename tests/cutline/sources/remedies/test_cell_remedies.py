"""A bad cell is told with the line of portfolio.toml under which it is read; the line, written down, reads it."""

import tomllib

import pytest

from cutline.sources.remedies.cell_remedies import MEND
from tests.cutline.sources.reading_exports import COSTS, PROJECTS, read_file


def remedy_of(folder, amount: str, **source: object) -> str:
    _, bad, _ = read_file(folder, f'{COSTS}P,0,capex,"{amount}",plan\n', **source)
    return bad["remedy"].item()


@pytest.mark.parametrize(
    ("amount", "line", "minor"),
    [("250.00-", 'negative_suffixes = ["-"]', -25_000), ("250.00 CR", 'negative_suffixes = ["CR"]', -25_000), ("250.00 DR", 'positive_suffixes = ["DR"]', 25_000),
     ("1.234,50", 'decimal = ","\nthousands = "."', 123_450), ("1 234,50", 'decimal = ","\nthousands = " "', 123_450), ("1'234.50", 'decimal = "."\nthousands = "\'"', 123_450),
     ("7544.0299999999995", "round_to_15_digits = true", 754_403)],
)  # fmt: skip
def test_the_line_that_a_remedy_names_reads_the_cell(tmp_path, amount, line, minor):
    assert line.replace("\n", " and ") in remedy_of(tmp_path, amount)
    accepted, _, _ = read_file(tmp_path, f'{COSTS}P,0,capex,"{amount}",plan\n', **tomllib.loads(line))
    assert accepted["amount_minor"].to_list() == [minor]


def test_a_figure_that_no_setting_reads_is_mended(tmp_path):
    """The letter O is no digit."""
    assert remedy_of(tmp_path, "1O0.00").startswith(MEND)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("05/03/2027", ['date_formats = ["%d/%m/%Y"]', 'date_formats = ["%m/%d/%Y"]']), ("25/03/2027", ['date_formats = ["%d/%m/%Y"]']),
     ("01.02.27", ['["%d.%m.%y"] and two_digit_years_from = 1970']), ("46447", ['date_formats = ["excel"]']), ("soon", ['null_words = ["", "n/a", "na", "null", "none", "-", "soon"]'])],
)  # fmt: skip
def test_a_date_is_told_with_every_format_that_reads_it(tmp_path, text, parts):
    _, bad, _ = read_file(tmp_path, f"project_id,name,status,deadline\nP,One,idea,{text}\n", "projects")
    assert [part for part in parts if part not in bad["remedy"].item()] == []
    assert ("%m/%d/%Y" in bad["remedy"].item()) == (text == "05/03/2027")


@pytest.mark.parametrize(
    ("row", "columns", "part"),
    [("P,One,Laufend", {"status": {"from": "status", "values": {"Neu": "idea"}}}, 'status = { from = "status", values = { Neu = "idea", Laufend = "?" } }'),
     ("P,One,", {}, 'status = { from = "status", fill_down = true }'), ("P,One,", {}, 'status = { from = "status", values = { "" = "?" } }'), ("Total,,", {}, 'not_data = ["Total"]')],
)  # fmt: skip
def test_a_word_and_an_empty_cell_have_the_mapping_that_gives_them_a_meaning(tmp_path, row, columns, part):
    _, bad, _ = read_file(tmp_path, f"{PROJECTS}{row}\n", "projects", columns=columns)
    assert part in bad["remedy"][-1]


def test_an_empty_status_of_a_project_is_no_reason_to_call_the_row_no_data(tmp_path):
    _, bad, _ = read_file(tmp_path, f"{PROJECTS}P1,One,\n", "projects")
    assert "write not_data" not in bad["remedy"].item()
