"""`cutline inspect` is right, or it asks: real exports first, and then the guesses that nobody may make."""

import contextlib

import pytest
import xlsxwriter

from cutline.errors import SourceError
from cutline.sources.inspecting.proposing.source_block import source_block
from tests.cutline.sources.inspecting.inspected_files import REAL_EXPORTS, inspected, written
from tests.cutline.sources.reading_exports import accepted_of
from tests.exports.make import CASES, HERE

# What a person who knows the file would say. A set of options means: it must ask, and offer these.
TRUTH: dict[str, dict[str, object]] = {
    "uk_gmpp_2015.csv": {"encoding": "cp1252", "delimiter": ",", "transposed": "true", "header_row": "1", "decimal": ".", "records": 188,
                         "Project - Start Date (Latest approved start date)": "%d/%m/%Y", "2014/2015 Budget (£million)": "1"},
    "uk_gmpp_2018.csv": {"encoding": "cp1252", "delimiter": ",", "transposed": "false", "header_row": "1", "decimal": ".", "records": 133,
                         "start_date": "%d.%m.%y", "wlc_baseline_incl_NCG": {"1", "k", "m"}},
    "uk_gmpp_2021.csv": {"encoding": "cp1252", "delimiter": ";", "transposed": "false", "header_row": "1", "decimal": ".", "records": 184,
                         "start_date": "%Y-%m-%d", "wlc_baseline_incl_NCG": {"1", "k", "m"}},
    "canada_it_2019.csv": {"encoding": "auto", "delimiter": ",", "transposed": "false", "header_row": "1", "decimal": ".", "records": 463,
                           "estimatedCompletionDate": "%B %d, %Y", "totalBudget": "1"},
    "world_bank_2018.xlsx": {"transposed": "false", "header_row": "2", "decimal": ".", "records": 499,
                             "Project Closing Date": "%m/%d/%Y %I:%M:%S %p", "Current Project Cost": "1"},
}  # fmt: skip


@pytest.mark.parametrize("name", REAL_EXPORTS)
def test_real_exports_are_detected_or_asked_about(shared_data, name):
    """Encoding, delimiter, orientation, header row, money unit and date order of each shared file."""
    inspection = inspected(shared_data / "portfolios" / name)
    columns = {column.header: column for column in inspection.columns}
    for what, expected in TRUTH[name].items():
        if what == "records":
            assert inspection.records == expected
            continue
        found = inspection.found(what) or columns[what].formats or columns[what].unit
        if isinstance(expected, set):
            assert found.is_question, what
            assert set(found.options) == expected
        else:
            assert found.value == expected, (what, found)


@pytest.mark.parametrize(
    ("data", "what", "options"),
    [
        (b"id,start\nA,01/02/2027\nB,03/04/2027\n", "date_formats of start", {"%d/%m/%Y", "%m/%d/%Y"}),
        (b"id,start\nA,13/02/2027\nB,03/14/2027\n", "date_formats of start", {"%d/%m/%Y", "%m/%d/%Y"}),  # both orders in one column
        (b"id;cost\nA;1,234\nB;5,678\n", "decimal", {".", ","}),
        (b"id;cost\nA;1.5\nB;2,5\n", "decimal", {".", ","}),
        (b"id,cost\nA,12.50\nB,13.10\n", "unit of cost", {"1", "k", "m"}),
        (b"id,name,cost\nA,caf\x81,1\n", "encoding", {"cp1251", "mac-roman", "cp850", "cp437", "cp1256"}),
        (b"1,2\n3,4\n5,6\n", "header_row", {"1", "2", "3"}),
        (b"id,cost,n\nA,1000000,1\nB,2000000,2\nC,3000000,3\nprinted on Monday,,\n", "footer_rows", {"1", "0"}),
        (b"id,on\nA,2011-12\nB,2009-10\n", "date_formats of on", {"%Y-%m", "%Y-%y"}),
        (b"id,cost,n,on\nthe key,in euro,count,when\n" + b"A,1000000,1,2027-01-13\n" * 8, "rows_below_header", {"1", "0"}),
    ],
)  # fmt: skip
def test_what_a_file_does_not_tell_is_asked(tmp_path, data, what, options):
    """Day or month first, comma or thousands, pounds or millions: a question with its options, never a silent choice."""
    inspection = written(tmp_path, data)
    found = next(each for each in inspection.questions if each.what == what)
    assert set(found.options) == options
    assert found.evidence


@pytest.mark.parametrize(
    ("data", "what", "value"),
    [
        ("id,name\nA,Zürich\n".encode("utf-8-sig"), "encoding", "utf-8"),
        ("id,name\nA,Zürich\n".encode("utf-16"), "encoding", "utf-16"),
        ("id,name\nA,Zurich\n".encode("utf-16-le"), "encoding", "utf-16-le"),
        ("id,name\nA,Zürich “quoted”\n".encode("cp1252"), "encoding", "cp1252"),
        (b"id\tname\tcost\nA\tone\t1\nB\ttwo\t2\n", "delimiter", "\t"),
        (b"id|name|cost\nA|one, two|1\nB|two|2\n", "delimiter", "|"),
        (b"Report of May\n\nid,name,cost\nA,one,1\nB,two,2\n", "header_row", "3"),
        (b"id;cost\nA;1.234,50\nB;12,3\n", "decimal", ","),
        (b"id,cost,n\nA,1000000,1\nB,2000000,2\nC,3000000,3\nTotal,6000000,\n", "not_data", '["Total.*"]'),
    ],
)
def test_what_a_file_tells_is_found(tmp_path, data, what, value):
    """Marks that leave no doubt."""
    assert written(tmp_path, data).found(what).value == value


@pytest.mark.parametrize("name", sorted(CASES))
def test_inspect_survives_the_hostile_corpus(name):
    """Looked at, or refused with a message; never a fault."""
    with contextlib.suppress(SourceError):
        assert source_block(inspected(HERE / name), "s").startswith("# Proposed from")


@pytest.mark.parametrize(
    ("text", "page", "pages"),
    [("Numer;Tytu\u0142\nP1;Przebudowa dr\u00f3g, o\u015bwietlenie\n", "cp1250", {"cp1250", "cp1252"}), ("K\u00f3d;N\u00e1zev\nP1;P\u0159\u00edprava m\u011bsta\n", "cp1250", {"cp1250", "cp1252"}),
     ("\u041a\u043e\u0434;\u041d\u0430\u0437\u0432\u0430\u043d\u0438\u0435\nP1;\u0421\u0442\u0440\u043e\u0438\u0442\u0435\u043b\u044c\u0441\u0442\u0432\u043e\n", "cp1251", {"cp1251", "cp1252"})],
)  # fmt: skip
def test_a_code_page_that_is_not_western_is_a_question(tmp_path, text, page, pages):
    """A sign inside a word, letters of two languages in one, words without any Western letter."""
    found = written(tmp_path, text.encode(page)).found("encoding")
    assert found.is_question
    assert pages <= set(found.options)


@pytest.mark.parametrize(
    "text",
    [
        "Kosten f\u00fcr B\u00fcros",
        "c\u0153ur d'\u0153uvre \u00e0 c\u00f4t\u00e9",
        "m\u00b3 per year \u00a31",
        "n\u00ba 1, 2\u00ba piso",
        "\u00c5rsbudget \u00f8st",
        "se\u00f1al \u00bfqu\u00e9?",
    ],
)
def test_western_texts_are_no_question(tmp_path, text):
    """French, German, Spanish, Danish, cubic metres."""
    found = written(tmp_path, f"id;name\nP1;{text}\nP2;x\n".encode("cp1252")).found("encoding")
    assert found.value == "cp1252"


def test_years_are_a_header_and_dashes_are_figures(tmp_path):
    """Columns that show zero as a dash are amounts, and the header may hold years."""
    found = written(
        tmp_path,
        b"Project ID,Project Name,2027,2028,2029,Total\nA1,Pump,500.00, -   , -   ,500.00\nA2,Roof, -   ,300.00, -   ,300.00\n",
    )
    assert found.found("header_row").value == "1"
    assert {column.header: (column.kind, column.dashes) for column in found.columns}["2029"] == ("number", 2)
    block = source_block(found, "p")
    assert 'values = { "-" = "?" }' in block
    assert "4 of 6 filled cells are '-'" in block
    assert "ignore = " not in block


def test_a_header_of_two_rows_is_found(tmp_path):
    """Years over quarters that repeat."""
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["", "", 2027, "", 2028, ""])
        page.write_row(1, 0, ["Project", "Class", "Q1", "Q2", "Q1", "Q2"])
        page.write_row(2, 0, ["P1", "capex", 1, 2, 3, 4])
        page.write_row(3, 0, ["P2", "opex", 5, 6, 7, 8])
    found = inspected(tmp_path / "f.xlsx")
    assert (found.found("header_row").value, found.found("header_rows").value) == ("1", "2")
    assert found.header == ("Project", "Class", "2027 Q1", "2027 Q2", "2028 Q1", "2028 Q2")


def test_only_words_for_no_value_are_proposed_as_unknown(tmp_path):
    """A grade and a fiscal year are no unknown, an exponent is a number, and a dash is proposed once."""
    rows = [
        "P1,a,1,2.0E-6,2027-01-31",
        "P2,b,A,tbc,2027-01-30",
        "P3,c,3,7,Fiscal Year 2017/18",
        "P4,d,4,-,2027-03-31",
        "P5,e,5,9,",
    ]
    block = source_block(written(tmp_path, "\n".join(["id,name,Grade,Cost,End date", *rows]).encode()), "p")
    offered = block.split("# null_words = [")[1].split("# ]")[0]
    assert [line.strip("# ,") for line in offered.splitlines()[1:]] == ['""', '"n/a"', '"na"', '"null"', '"none"', '"-"', '"tbc"']
    assert "2.0E-6" not in block


def test_digits_and_signs_that_need_a_setting_are_proposed(tmp_path):
    """Binary fractions are a question; a minus behind the number is a setting; a column of dates shows its range."""
    found = written(
        tmp_path,
        b'id,name,Cost,End date\nP1,a,7.5440249999999995,"March 31, 2024"\nP2,b,250.00-,"July 14, 1905"\nP3,c,3,"March 31, 2025"\n',
    )
    block = source_block(found, "p")
    assert 'round_to_15_digits = "?"' in block
    assert 'negative_suffixes = ["-"]' in block
    assert "1905-07-14 (a spreadsheet that takes the year 2022 for a day" in " ".join(block.replace("# ", "").split())
    reach = {column.header: (column.least, column.greatest) for column in found.columns if column.least}
    assert reach == {"Cost": ("250.00-", "7.5440249999999995"), "End date": ("1905-07-14", "2025-03-31")}


def test_a_file_of_costs_is_not_taken_for_earned_value(tmp_path):
    """Earned value without a figure of it is none; a word that the file lacks is a question."""
    block = source_block(
        written(tmp_path, "Project ID,Capex/Opex,Period,Amount (\u00a3000)\nP1,capex,2027-01,1.5\nP2,opex,2027-02,2\n".encode()),
        "p",
    )
    assert 'table = "cost_lines"' in block
    assert 'amount = { from = "Amount (\u00a3000)", unit = "k" }' in block
    assert 'kind = { value = "?" }' in block
    assert 'table = "evm"' not in block


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_only_the_beginning_of_a_large_text_is_looked_at(tmp_path, monkeypatch, end):
    """Whole lines of it, so that the cut makes no row of its own."""
    text = end.join(["project_id,name,status", *(f"P{i},Name {i},idea" for i in range(400))]) + end
    whole = written(tmp_path, text.encode())
    monkeypatch.setattr("cutline.sources.inspecting.inspection.TEXT_LOOKED_AT_BYTES", 1000)
    found = written(tmp_path, text.encode())
    assert (whole.records, found.records) == (400, text[:1000].count(end) - 1)
    assert found.header[0] == "project_id"


def test_what_was_not_looked_at_is_said(tmp_path, monkeypatch):
    """In the inspection, and at the head of the block; a file that was looked at as a whole says nothing."""
    rows = "".join(f"P{i},Name {i},idea\n" for i in range(400))
    whole = written(tmp_path, f"project_id,name,status\n{rows}".encode())
    assert (whole.not_looked_at, whole.records) == ("", 400)
    monkeypatch.setattr("cutline.sources.inspecting.detecting.dialect.ROWS_LOOKED_AT", 100)
    part = written(tmp_path, f"project_id,name,status\n{rows}".encode())
    assert part.records == 99
    assert part.not_looked_at.startswith("only the first 100 rows of the file were looked at; the 301 rows after them")
    assert "the 301 rows after them" in " ".join(source_block(part, "p").replace("# ", "").split())


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2027-03-01 08:15:23.123", "%Y-%m-%d %H:%M:%S.%f", "2027-03-01"), ("2027-03-01T08:15:23.000Z", "%Y-%m-%dT%H:%M:%S.%fZ", "2027-03-01"),
        ("2027-03-01 08:15:23.1234567 +00:00", "%Y-%m-%d %H:%M:%S.%f %z", "2027-03-01"), ("2027-03-01 08:15:23+02:00", "%Y-%m-%d %H:%M:%S%z", "2027-03-01"),
        ("2027-03-31 08:15", "%Y-%m-%d %H:%M", "2027-03-31"), ("31-MAR-2027 08:15:23", "%d-%b-%Y %H:%M:%S", "2027-03-31"),
        ("Mar 31 2027 12:00AM", "%b %d %Y %I:%M%p", "2027-03-31"), ("03/31/2027 08:15:23", "%m/%d/%Y %H:%M:%S", "2027-03-31"),
    ],
)  # fmt: skip
def test_timestamps_of_databases_are_dates_and_the_night_reads_them(tmp_path, text, form, day):
    """The proposed format is one that the reader of cells knows, and it reads the day that is written."""
    inspection = written(tmp_path, f"id,name,Updated on\nP1,One,{text}\nP2,Two,{text}\n".encode())
    formats = inspection.columns[2].formats
    assert formats.value == form
    options = {"date_formats": [form], "two_digit_years_from": 1990}
    accepted = accepted_of(
        tmp_path, columns={"updated_at": "Updated on", "project_id": "id", "status": {"value": "idea"}}, **options
    )
    assert {str(read) for read in accepted["updated_at"]} == {day}


def test_as_many_rows_below_the_header_are_offered_as_explain_it(tmp_path):
    """Two rows say what the columns hold: two is offered first, and the columns are looked at without them."""
    data = b"id,cost,n,on\nkey,in euro,count,day\ntext,money,number,date\n" + b"A,1000000,1,2027-01-13\n" * 8
    inspection = written(tmp_path, data)
    assert inspection.found("rows_below_header").options == ("2", "1", "0")
    assert [column.odd for column in inspection.columns] == [(), (), (), ()]
