"""What `inspect` says of a schedule: its dates, costs, currency and roles, and not only its format."""

import tomllib

import pytest

from cutline.sources.inspecting.proposing.source_block import source_block
from tests.cutline.sources.formats.sample_rows import SCHEDULES
from tests.cutline.sources.inspecting.answering import answered
from tests.cutline.sources.inspecting.inspected_files import inspected


def said(path) -> dict[str, tuple[str, str]]:
    return {found.what: (found.value, found.evidence) for found in inspected(path).findings}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_a_schedule_is_told_in_every_format(tmp_path, kind):
    """One bridge, from 4 January to 12 March 2027, 38,000.10 pounds, 320 hours of ENG, one milestone with a baseline."""
    name, data = SCHEDULES[kind]
    (tmp_path / name).write_bytes(data)
    found = said(tmp_path / name)
    assert found["projects"][0] == "BRIDGE (The bridge at Hexham)"
    assert found["dates"][0] == "2027-01-04 to 2027-03-12"
    assert "data date 2027-02-01" in found["dates"][1]
    assert found["currency"][0] == "GBP"
    assert found["costs"][0] == "38,000.10"
    assert "spent to the data date: 15,500.05" in found["costs"][1]
    assert found["roles"][0] == "ENG (320 h)"
    assert found["milestones"] == ("1", "1 with a baseline date, which comes from the baseline in the file")
    assert inspected(tmp_path / name).records == 1


def test_a_schedule_without_a_finish_ends_with_its_last_cost(shared_data):
    """The file states no finish: its last month with cost is told."""
    found = said(shared_data / "found" / "schedule_starts_a_period_late" / "exports" / "p6.xer")
    assert (found["dates"][0], found["currency"][0], found["costs"][0]) == ("2027-02-15 to 2028-05", "USD", "6,000,000.00")


def test_what_a_schedule_does_not_state_is_told(tmp_path):
    """No currency, no data date, no cost and no work: each is said, and nothing is a question that blocks."""
    text = '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>P</Name></Project>'
    (tmp_path / "f.xml").write_text(text)
    found = said(tmp_path / "f.xml")
    assert {what: value for what, (value, _) in found.items()} == {
        "projects": "P", "dates": "unknown to unknown", "currency": "not stated", "costs": "none", "roles": "none", "milestones": "0",
    }  # fmt: skip
    assert "no data date" in found["dates"][1]
    assert inspected(tmp_path / "f.xml").questions == []


def test_a_header_that_names_another_currency_is_a_question(tmp_path, shared_data):
    """The first line of a XER file says INR, the table of currencies USD: which is it? Else the base currency is told."""
    data = (shared_data / "found" / "schedule_starts_a_period_late" / "exports" / "p6.xer").read_bytes()
    (tmp_path / "p6.xer").write_bytes(data.replace(b"Project Management\tUSD", b"Project Management\tINR", 1))
    inspection = inspected(tmp_path / "p6.xer")
    assert inspection.found("currency").options == ("USD", "INR")
    feed = tomllib.loads(answered(source_block(inspection, "p6")))["sources"][0]["feeds"][0]
    assert feed["columns"]["currency"] == {"value": "USD"}


def test_a_folder_of_schedules_is_read_as_a_whole_or_by_its_newest(tmp_path):
    """Several schedule files in one folder: a question whether each counts. One file: how to read several is a comment."""
    for name in ("a.xer", "b.xer"):
        (tmp_path / name).write_bytes(b"ERMHDR\t19\n%E\n")
    block = tomllib.loads(answered(source_block(inspected(tmp_path / "a.xer"), "p6")))["sources"][0]
    assert (block["files"], block["keep"]) == ("*.xer", "all")
    (tmp_path / "b.xer").unlink()
    alone = source_block(inspected(tmp_path / "a.xer"), "p6")
    assert 'files = "a.xer"' in alone
    assert '# keep = "all"' in alone


def test_the_code_page_of_a_schedule_is_asked(shared_data):
    """Cyrillic names in an XER file: the pages in which they are words are offered, and the names are shown in the first."""
    inspection = inspected(shared_data / "found" / "xer_cp1251" / "exports" / "d.xer")
    assert inspection.found("encoding").options[0] == "cp1251"
    assert inspection.found("projects").value == "ДЕПО (ДЕПО rebuild)"
    assert 'encoding = "cp1251"' in answered(source_block(inspection, "p6"))
