"""`cutline inspect` is right, or it asks: real exports first, and then the guesses that nobody may make."""

import contextlib

import pytest

from cutline.errors import SourceError
from cutline.sources.inspecting.proposing.source_block import source_block
from tests.cutline.sources.inspecting.inspected_files import REAL_EXPORTS, inspected, written
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
        (b"id,name,cost\nA,caf\x81,1\n", "encoding", {"latin-1", "mac-roman", "cp437"}),
        (b"1,2\n3,4\n5,6\n", "header_row", {"1"}),
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
