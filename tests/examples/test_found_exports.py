"""Small exports in which a wrong figure was found, each with the right answer in its README: they are read right, or refused."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from cutline.errors import SourceError
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import deliveries_in_place
from cutline.sources.formats.documents import Content
from cutline.sources.inspecting.inspection import inspect_file
from cutline.sources.inspecting.proposing.source_block import source_block
from cutline.sources.mapping.raw_tables import read_raw
from cutline.sources.typed_rows.parsing import parse
from cutline.sources.undeclared_dashes import undeclared_dashes

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def found(shared_data) -> Path:
    folder = shared_data / "found"
    if not folder.is_dir():
        pytest.skip(f"no exports at {folder}")
    return folder


def read(folder: Path, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The accepted rows and the bad cells of one table of a portfolio folder."""
    settings = load_settings(folder / "portfolio.toml")
    raw = read_raw(table, settings, *deliveries_in_place(settings, folder / "exports", NOON))
    return parse(table, raw, settings).collect()


def test_date_cells_with_an_hour_are_days(found):
    """08:00 and 17:00 of Microsoft Project."""
    accepted, bad = read(found / "excel_datetime_cells", "projects")
    assert accepted.select("earliest_start", "deadline").rows() == [(date(2027, 3, 1), date(2027, 12, 31))]
    assert bad.is_empty()


def test_ids_of_workbooks_are_whole_or_refused(found):
    """A number of 16 digits keeps them, and an id that became a date is refused."""
    accepted, bad = read(found / "excel_ids", "projects")
    assert "1000000000000003" in accepted["project_id"].to_list()
    assert bad.select("column", "found").rows() == [("project_id", "2027-01-02")]


def test_percent_cells_are_percentages(found):
    """A cell that shows 35% is 3,500 basis points."""
    accepted, _ = read(found / "percent_cells_percent", "risks")
    assert accepted["probability_bp"].to_list() == [3500, 10000, 3500, 3500]


def test_headers_are_compared_as_people_see_them(found):
    """An accent of its own and a mark of direction."""
    accepted, bad = read(found / "headers_odd", "projects")
    assert (accepted.select("project_id", "name").rows(), bad.height) == ([("P1", "One")], 0)


def test_an_empty_cell_has_the_meaning_that_was_declared(found):
    """No phase means closed."""
    accepted, _ = read(found / "empty_cell_has_no_meaning", "projects")
    assert accepted["status"].to_list() == ["in_flight", "closed", "approved"]


def test_exponents_of_programs_are_exact_amounts(found):
    """$2.00, $150.00, $10.00; a binary fraction needs a declared rounding, and is a bad cell without it."""
    accepted, bad = read(found / "float_and_exponent_amounts", "cost_lines")
    amounts = dict(accepted.select("project_id", "amount_minor").iter_rows())
    assert [amounts[each] for each in "3458"] == [200, 15000, 1000, 100]
    assert bad.select("project_id", "found").rows() == [("2", "7.5440249999999995")]


def test_a_letter_and_its_accent_are_one_id(found):
    """Both cost lines are of one project."""
    accepted, _ = read(found / "run_ids_partly_lost", "cost_lines")
    assert accepted.filter(project_id="R\u00e9no-1")["amount_minor"].to_list() == [10000, 40000]


def test_millions_in_the_header_are_asked_for(found):
    """$16.93 is not $16.93m."""
    with pytest.raises(SourceError, match=r"millions \('\$ M'\), and the mapping of amount states no unit"):
        read(found / "header_says_millions", "cost_lines")


def test_a_dash_beside_totals_is_shown_to_be_zero(found, tmp_path):
    """The total of each row says so; declared as zero, all four projects have a cost."""
    folder = Path(shutil.copytree(found / "accounting_dash_is_unknown", tmp_path / "p"))
    settings = load_settings(folder / "portfolio.toml")
    raw = read_raw("cost_lines", settings, *deliveries_in_place(settings, folder / "exports", NOON))
    dashes = undeclared_dashes("cost_lines", raw, settings)
    assert (dashes["dashes"].sum(), dashes["cells"][0]) == (5, 12)
    assert "the column 'Total' is the sum of the others in 3 of 3 rows" in dashes["totals"][0]
    text = (folder / "portfolio.toml").read_text().replace('unit = "k" }', 'unit = "k", values = { "-" = "0" } }')
    (folder / "portfolio.toml").write_text(text)
    accepted, bad = read(folder, "cost_lines")
    assert (accepted["amount_minor"].sum(), accepted["amount_minor"].null_count(), bad.height) == (170_000_000, 0, 0)


@pytest.mark.parametrize(
    ("name", "table", "change", "amounts"),
    [("one_file_lines_and_totals", "cost_lines", {'table = "cost_lines"': 'table = "cost_lines"\nwhere = { kind = "Total" }'}, [("117-059", 180_000), ("117-071", 50_000)]),
     ("run_postings_reversed", "actuals", {'table = "actuals"': 'table = "actuals"\nrepeated_rows = "add_up"'}, [("P1", 12_000), ("P1", 5_000), ("P1", 5_000)]),
     ("run_wbs_parents", "cost_lines", {'table = "cost_lines"': 'table = "cost_lines"\nrepeated_rows = "add_up"\nleaves_only = { column = "WBS" }'}, [("P1", 10_000), ("P2", 5_000)]),
     ("trailing_minus", "cost_lines", {'delimiter = ";"': 'delimiter = ";"\nnegative_suffixes = ["-", "CR"]\nnull_words = [""]', 'amount = "Amount"': 'amount = { from = "Amount", values = { "\u2013250.00" = "-250" } }'},
      [("P1", each) for each in (-25_000, -125_000, 25_000, -25_000, -25_000, -25_000, -25_000, -25_000)])],
)  # fmt: skip
def test_a_setting_reads_what_is_refused_without_it(found, tmp_path, name, table, change, amounts):
    """Lines and totals in one file, postings of one account, an outline with its sums, a minus behind the number."""
    folder = Path(shutil.copytree(found / name, tmp_path / name))
    text = (folder / "portfolio.toml").read_text()
    for old, new in change.items():
        text = text.replace(old, new)
    (folder / "portfolio.toml").write_text(text)
    accepted, bad = read(folder, table)
    assert (accepted.select("project_id", "amount_minor").rows(), bad.height) == (amounts, 0)


def test_a_row_whose_project_is_not_told_stops_the_night(found, tmp_path, cutline):
    """500.00 of the second row may belong to P1, so no project of the file has a known cost. Filled down, it is P1's."""
    folder = Path(shutil.copytree(found / "run_blank_project_cell", tmp_path / "p"))
    code, _, err = cutline("check", folder)
    assert code == 3
    assert "cost_lines.csv cell A3" in err
    text = (folder / "portfolio.toml").read_text()
    feed = 'table = "cost_lines"\n'
    (folder / "portfolio.toml").write_text(
        text.replace(feed, feed + "columns = { project_id = { from = 'project_id', fill_down = true } }\n")
    )
    accepted, bad = read(folder, "cost_lines")
    assert (accepted.filter(pl.col("project_id") == "P1")["amount_minor"].to_list(), bad.height) == ([1000, 50000], 0)


def test_a_schedule_in_another_code_page_is_refused(found):
    """P6 does not say in which code page it wrote the file; a person sees which reading is right."""
    with pytest.raises(SourceError, match="encoding = 'cp1251' reads '\u0414\u0415\u041f\u041e'"):
        read(found / "xer_cp1251", "projects")


def test_a_rate_of_ten_decimals_is_told_with_the_rate_that_is_missing(found, tmp_path, cutline):
    """The missing rate is the one that could not be read."""
    folder = shutil.copytree(found / "run_currencies2", tmp_path / "p")
    code, _, err = cutline("check", folder)
    assert (code, "rates.csv cell E5" in err, "1.0526315789" in err, "at most 9 decimals" in err) == (3, True, True, True)


@pytest.mark.parametrize(
    ("file", "parts", "absent"),
    [("accounting_dash_is_unknown/exports/p.csv", ["unpivot = ", 'values = { "-" = "?" }', "5 of 12 filled cells are '-'"], ['"-", "-"', "ignore = ", 'header_row = "?"']),
     ("cp1250_taken_for_cp1252/exports/p.csv", ['encoding = "?"', "cp1250"], ["\u00b3 projektu"]),
     ("date_a_century_off/exports/p.csv", ["1905-07-14 (a spreadsheet that takes the year 2022", "to 2025-03-31"], []), ("float_and_exponent_amounts/exports/p.csv", ['round_to_15_digits = "?"'], ["null_words"]),
     ("merged_two_row_header/exports/m.xlsx", ["header_rows = 2", "FY2027 Q1 to FY2028 Q4"], ["transposed"]), ("months_as_excel_dates/exports/fc.xlsx", ["12 columns, 2027-01-01 to 2027-12-01"], ['header_row = "?"']),
     ("thousands_in_header/exports/plan.csv", ['table = "cost_lines"', 'unit = "k"'], ["evm", "ignore"]), ("trailing_minus/exports/c.csv", ['negative_suffixes = ["-", "CR"]'], [])],
)  # fmt: skip
def test_inspect_proposes_what_reads_the_file_or_asks(found, file, parts, absent):
    """Periods as headers, a dash, a code page, dates of 1905, binary fractions, a header of two rows, a unit, a minus behind."""
    block = source_block(inspect_file(Content(Path(file).name, found / file, "")), "p")
    assert [part for part in parts if part not in block] == []
    assert [part for part in absent if part in block] == []
