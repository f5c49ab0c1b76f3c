"""cutline inspect: right, or it asks. Real exports first, then the guesses that nobody may make."""

import contextlib
import tomllib
from pathlib import Path

import pytest

from cutline.errors import SettingsError, SourceError
from cutline.settings.loading import settings_from
from cutline.sources.formats.documents import Content
from cutline.sources.inspecting.findings import Inspection
from cutline.sources.inspecting.inspection import inspect_file
from cutline.sources.inspecting.proposing.matching import propose_tables
from cutline.sources.inspecting.proposing.source_block import questions_in, source_block, source_name
from tests.exports.make import CASES, HERE


def look(path: Path) -> Inspection:
    return inspect_file(Content(path.name, path, ""))


def written(tmp_path: Path, data: bytes, name: str = "f.csv") -> Inspection:
    (tmp_path / name).write_bytes(data)
    return look(tmp_path / name)


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


@pytest.mark.parametrize("name", TRUTH)
def test_real_exports_are_detected_or_asked_about(shared_data, name):
    """Encoding, delimiter, orientation, header row, money unit and date order of each shared file."""
    inspection = look(shared_data / "portfolios" / name)
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


@pytest.mark.parametrize("name", TRUTH)
def test_the_proposed_block_is_refused_until_every_question_is_answered(shared_data, name):
    """A "?" never passes for an answer; answered, the block reads the file."""
    block = source_block(look(shared_data / "portfolios" / name), "s")
    assert questions_in(block) > 0
    answers = [
        ('two_digit_years_from = "?"', "two_digit_years_from = 1990"),
        ('unit = "?"', 'unit = "m"'),
        ('imprecise_dates = "?"', 'imprecise_dates = "last_day"'),
    ]
    if any(question in block for question, _ in answers):
        with pytest.raises(SettingsError):
            settings_from(tomllib.loads(block))
    for question, answer in [*answers, ('= "?"', '= "idea"')]:
        block = block.replace(question, answer)
    source = settings_from(tomllib.loads(block)).sources[0]
    assert source.feeds[0].table == "projects"
    assert {"project_id", "name"} <= set(source.feeds[0].columns)


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


@pytest.mark.parametrize(
    ("header", "cells", "unit"),
    [("Budget (£m)", "1.5", "m"), ("Kosten T€", "1.5", "k"), ("Cost in thousands", "1.5", "k"), ("cost", "£1.5m", "1")],
)
def test_units_stand_in_the_header_or_in_the_cells(tmp_path, header, cells, unit):
    """£m over a column, or £1.5m in it."""
    inspection = written(tmp_path, f"id,{header}\nA,{cells}\nB,{cells}\n".encode())
    assert inspection.columns[1].unit.value == unit


def test_a_time_phased_export_is_proposed_as_cost_lines(tmp_path):
    """Headers of another system, matched by name and by what the columns hold."""
    text = "Project Code,Month,CapEx OpEx,Amount,Kind\nA,2027-01-13,capex,1500000.50,plan\nB,2027-02-13,opex,2500000.25,plan\n"
    inspection = written(tmp_path, text.encode())
    tables = {
        proposal.table: {match.column.plain: match.profile.header for match in proposal.matches}
        for proposal in propose_tables(inspection)
    }
    assert tables["cost_lines"] == {
        "project_id": "Project Code",
        "period_start": "Month",
        "cost_class": "CapEx OpEx",
        "amount": "Amount",
        "kind": "Kind",
    }


def test_the_command_shows_a_block_and_can_add_it(starter, tmp_path, cutline):
    """What is printed can be kept: appended to a portfolio, it is refused until answered."""
    (tmp_path / "new.csv").write_text("Project Id,Project Name,Total Budget\nP9,Nine,12.5\nP8,Eight,13.5\n")
    code, out, _ = cutline("inspect", tmp_path / "new.csv")
    assert (code, "[[sources]]" in out, "2 question(s)" in out) == (0, True, True)
    assert cutline("inspect", tmp_path / "new.csv", "--name", "projects", "--append-to", starter)[0] == 2
    assert cutline("inspect", tmp_path / "new.csv", "--append-to", starter)[0] == 0
    code, _, err = cutline("check", starter)
    assert (code, "unit" in err) == (2, True)
    assert cutline("inspect", tmp_path / "absent.csv")[0] == 2


def test_a_schedule_s_block_names_its_ready_made_tables(tmp_path):
    """XER: projects, milestones, demand, cost_lines, evm, and three questions."""
    block = source_block(written(tmp_path, b"ERMHDR\t19\n%E\n", "p6_20270105.xer"), "p6")
    assert questions_in(block) == 3
    for question, answer in (
        ('hours_per_fte = "?"', "hours_per_fte = 480"),
        ('cost_class = { value = "?"', 'cost_class = { value = "capex"'),
        ('"?"', '"in_flight"'),
    ):
        block = block.replace(question, answer)
    source = settings_from(tomllib.loads(block)).sources[0]
    assert [feed.table for feed in source.feeds] == ["projects", "milestones", "demand", "cost_lines", "evm"]
    assert (source.files, source.as_of) == ("p6_*.xer", r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")


def test_a_wide_layout_is_proposed_with_its_questions(tmp_path):
    """Months as columns: which table, how the months are written, what a figure is worth; answered, the block reads."""
    inspection = written(
        tmp_path,
        "Projekt;Art;Jan 27;Feb 27;Mar 27\nP1;capex;12,5;13,5;1.000,5\nP2;opex;1,5;2,5;3,5\n".encode("cp1252"),
        "kosten.csv",
    )
    block = source_block(inspection, "kosten")
    assert questions_in(block) == 3
    assert r"[^\\W\\d_]+ \\d+" in block


@pytest.mark.parametrize("name", ["costs [final].csv", "\u00dcberblick.csv", "plan \U0001f600.csv", "a.b.c.csv"])
def test_the_block_of_a_file_reads_that_file(tmp_path, name):
    """Brackets, letters, pictures in a name: the pattern matches it, the source has a name."""
    block = source_block(written(tmp_path, b"Project Id,Project Name,Status\nP,N,idea\n", name), source_name(name))
    source = settings_from(tomllib.loads(block)).sources[0]
    assert [path.name for path in tmp_path.glob(source.files)] == [name]


@pytest.mark.parametrize("name", sorted(CASES))
def test_inspect_survives_the_hostile_corpus(name):
    """Looked at, or refused with a message; never a fault."""
    with contextlib.suppress(SourceError):
        assert source_block(look(HERE / name), "s").startswith("# Proposed from")
