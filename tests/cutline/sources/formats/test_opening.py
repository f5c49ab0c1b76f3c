"""A file is recognised by its content, which must be what its ending or its source states."""

import gzip

import pytest

from cutline.errors import SourceError
from cutline.sources.formats.documents import Content
from cutline.sources.formats.opening import open_document
from tests.cutline.sources.formats.sample_rows import JSON_LINES, MSPDI, PMXML, XER, csv_text, ods, xls, xlsx, zipped
from tests.cutline.sources.reading_exports import one_source


def opened(folder, name: str, data: bytes, **source: object):
    """The document in a file with this name and these bytes."""
    (folder / name).write_bytes(data)
    return open_document(Content(name, folder / name, ""), one_source("projects", **source).sources[0])


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("f.csv", csv_text(), "csv"), ("f.txt", csv_text(), "csv"), ("f.txt", XER, "xer"), ("f.xer", XER, "xer"), ("f.xlsx", xlsx(), "xlsx"),
        ("f.xls", xls(), "xls"), ("f.ods", ods(), "ods"), ("f.jsonl", JSON_LINES, "jsonl"), ("f.xml", MSPDI, "mspdi"), ("f.xml", PMXML, "pmxml"),
        ("f.xml", b"\xff\xfe" + MSPDI.decode().encode("utf-16-le"), "mspdi"),
    ],
)  # fmt: skip
def test_a_format_is_recognised(tmp_path, name, data, kind):
    """By the first bytes, by the members of a zip, by a word in the XML; other text by its ending."""
    assert opened(tmp_path, name, data).kind == kind


@pytest.mark.parametrize(
    ("name", "data", "source", "found", "expected"),
    [
        ("f.csv", xlsx(), {}, "begins like xlsx", "csv, as the ending '.csv' says"),
        ("f.xlsx", csv_text(), {}, "begins like text", "xlsx, as the ending '.xlsx' says"),
        ("f.txt", b"%PDF-1.7", {}, "begins like a PDF", "csv or xer"),
        ("f.xml", b"<html>", {}, "begins like some XML, or a web page", "mspdi or pmxml"),
        ("f.csv", csv_text(), {"format": "ods"}, "begins like text", "ods, as format = 'ods' says"),
        ("f.csv.gz", csv_text(), {}, "begins like text", "an archive"),
        ("f.csv.gz", gzip.compress(gzip.compress(csv_text())), {}, "begins like gzip", "csv"),
        ("f.zip", zipped(zipped(csv_text()), "g.zip"), {}, "an archive in an archive", "one file that is packed once"),
        ("f.csv", b"", {}, "an empty file", "a header and rows"),
    ],
)  # fmt: skip
def test_content_that_is_not_as_stated_is_refused(tmp_path, name, data, source, found, expected):
    """The message says what was found, and which statement it contradicts."""
    with pytest.raises(SourceError) as refused:
        opened(tmp_path, name, data, **source)
    finding = refused.value.findings[0]
    assert found in finding.found
    assert expected in finding.expected


def test_a_member_is_named_with_its_archive(tmp_path):
    """The bytes are those of the member, and messages name both."""
    document = opened(tmp_path, "f.zip", zipped(csv_text(), "plan.csv"))
    assert (document.name, document.kind, document.data) == ("f.zip/plan.csv", "csv", csv_text())


def test_a_file_larger_than_memory_should_hold_is_refused(tmp_path, monkeypatch):
    """A document is held in memory as a whole."""
    monkeypatch.setattr("cutline.sources.formats.opening.DOCUMENT_MAX_BYTES", 10)
    with pytest.raises(SourceError, match="at most 10 bytes"):
        opened(tmp_path, "f.csv", csv_text())


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("plan.mpp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft Project's own format"),
        ("plan.mpx", b"MPX,Microsoft Project for Windows,4.0,ANSI\n", "exchange format of Microsoft Project 98"),
    ],
)
def test_a_file_that_only_its_program_reads_is_named_with_what_to_export(tmp_path, name, data, what):
    """It begins like a workbook, or is text: the message says what it is and what to send."""
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, name, data)
    [finding] = caught.value.findings
    assert what in finding.found
    assert "save the project as XML" in finding.action


def test_a_primavera_file_may_end_in_pmxml(tmp_path):
    """P6 writes its XML under either ending."""
    assert opened(tmp_path, "plan.pmxml", PMXML).kind == "pmxml"
