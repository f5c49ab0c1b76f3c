"""A file with another delimiter, quotation mark or header row than its source declares is told with the setting that is missing."""

import pytest

from cutline.errors import SourceError
from tests.cutline.sources.reading_exports import accepted_of, read_file

ROWS = "project_id{0}name{0}status\nP1{0}One{0}idea\n"


@pytest.mark.parametrize(
    ("text", "source", "settings"),
    [(ROWS.format(";"), {}, {"delimiter": ";"}), (ROWS.format("\t"), {}, {"delimiter": "\t"}), (ROWS.format("|"), {"delimiter": ";"}, {"delimiter": "|"}),
     ("A report\n\n" + ROWS.format(","), {}, {"header_row": 3}), ("A report\n" + ROWS.format(";"), {}, {"delimiter": ";", "header_row": 2}),
     ("'project_id','name','status'\n'P1','One','idea'\n", {}, {"quote": "'"}), ("project_id,P1\nname,One\nstatus,idea\n", {}, {"transposed": True})],
)  # fmt: skip
def test_the_missing_setting_is_named_and_reads_the_file(tmp_path, text, source, settings):
    with pytest.raises(SourceError) as told:
        read_file(tmp_path, text, "projects", **source)
    finding = told.value.findings[0]
    assert [key for key in settings if f"{key} = " not in finding.action] == []
    assert accepted_of(tmp_path, **(source | settings)).select("project_id", "name", "status").rows() == [("P1", "One", "idea")]


def test_a_header_that_is_nowhere_is_told_as_before(tmp_path):
    with pytest.raises(SourceError, match="none headed so"):
        read_file(tmp_path, "id,name\nP1,One\n", "projects")


def test_headers_of_two_rows_are_found(tmp_path):
    with pytest.raises(SourceError, match="header_rows = 2"):
        read_file(
            tmp_path,
            "Project,,\nId,Name,Phase\nP1,One,idea\n",
            "projects",
            columns={"project_id": "Project Id", "name": "Project Name", "status": "Project Phase"},
        )
