"""JSON documents with a list of records inside, and the pages of an export."""

import gzip
import json

import pytest

from cutline.errors import Finding, SourceError
from cutline.sources.formats.documents import Content
from cutline.sources.formats.json_text.json_pages import record_paths
from cutline.sources.inspecting.inspection import inspect_file
from cutline.sources.inspecting.proposing.source_block import source_block
from tests.cutline.sources.reading_exports import accepted_of, read_file

FIRST = [{"Id": "P1", "Name": "Depot", "State": {"Text": "idea"}, "Tags": ["a", "b"], "Done": None}]
SECOND = [{"Id": "P2", "Name": "Dock", "State": {"Text": "closed"}, "Open": True}]
COLUMNS = {"project_id": "Id", "name": "Name", "status": "State.Text"}
SHAPES = [
    ("d.results", lambda records, link: {"d": {"results": records, **({"__next": link} if link else {})}}),
    ("value", lambda records, link: {"@odata.context": "x", "value": records, **({"@odata.nextLink": link} if link else {})}),
    ("data.projects.nodes", lambda records, _: {"data": {"projects": {"nodes": records}}}),
    ("", lambda records, _: records),
]


def projects_of(folder, **source) -> dict[str, str]:
    """The projects of all files f* in a folder, with their statuses."""
    rows = accepted_of(folder, columns=COLUMNS, **source).select("project_id", "status").rows()
    return dict(rows)


@pytest.mark.parametrize(("records", "shape"), SHAPES)
@pytest.mark.parametrize("name", ["f.json", "f.json.gz"])
def test_records_are_read_from_their_place(tmp_path, records, shape, name):
    """Fields of objects have a point in their name; null is an empty cell, a truth is text, and a list stays JSON."""
    data = json.dumps(shape(FIRST + SECOND, "")).encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    assert projects_of(tmp_path, records=records) == {"P1": "idea", "P2": "closed"}


def test_a_bad_field_is_named_with_its_record(tmp_path):
    """Cells of fields have no address; the record counts from 1."""
    text = json.dumps({"value": [*FIRST, {**SECOND[0], "State": {"Text": "zombie"}}]})
    bad = read_file(tmp_path, text, "projects", "f.json", columns=COLUMNS, records="value")[1]
    assert bad.select("source_row", "cell", "header", "found").row(0) == (2, "", "State.Text", "zombie")


def test_figures_keep_their_digits(tmp_path):
    """As in JSON lines: no binary fraction in between."""
    text = (
        '{"value": [{"project_id": "P", "period_offset": 0, "cost_class": "capex", "kind": "plan", "amount": 8999999999999.97}]}'
    )
    assert read_file(tmp_path, text, name="f.json", records="value")[0]["amount_minor"].to_list() == [899999999999997]


@pytest.mark.parametrize(("records", "shape"), SHAPES[:2])
def test_pages_are_read_together_or_not_at_all(tmp_path, records, shape):
    """A page that names a next page needs it: one page, or a page in the middle, is no export."""
    (tmp_path / "f1.json").write_text(json.dumps(shape(FIRST, "https://host/P?$skiptoken=1")))
    with pytest.raises(SourceError) as refused:
        projects_of(tmp_path, records=records)
    assert refused.value.findings == (
        Finding("files of source s", "1 pages in use, of which 1 name a next page: f1.json names 'https://host/P?$skiptoken=1'",
                "one last page, and all pages before it",
                "send all pages, under different names, and write keep = 'all' in the source, which reads all of them"),
    )  # fmt: skip
    (tmp_path / "f2.json").write_text(json.dumps(shape(SECOND, "")))
    assert projects_of(tmp_path, records=records, keep="all") == {"P1": "idea", "P2": "closed"}
    (tmp_path / "f3.json").write_text(json.dumps(shape([{**SECOND[0], "Id": "P3"}], "")))
    with pytest.raises(SourceError, match="one last page"):
        projects_of(tmp_path, records=records, keep="all")


def test_the_number_of_all_records_is_kept(tmp_path):
    """Services state it on a page: a page that was lost without a link to it is missed."""
    (tmp_path / "f1.json").write_text(json.dumps({"@odata.count": 3, "value": FIRST}))
    (tmp_path / "f2.json").write_text(json.dumps({"value": SECOND}))
    with pytest.raises(SourceError, match="2 records on 2 pages, one of which counts 3 in all"):
        projects_of(tmp_path, records="value", keep="all")
    (tmp_path / "f1.json").write_text(json.dumps({"d": {"__count": "1", "results": FIRST}}))
    (tmp_path / "f2.json").unlink()
    assert projects_of(tmp_path, records="d.results") == {"P1": "idea"}


@pytest.mark.parametrize(
    ("text", "records", "found", "action"),
    [
        ('{"d": {"results": [{"Id": "P"}]}}', "", "no list of objects; there is one at 'd.results'", "write records = 'd.results' in the source"),
        ('{"d": {"results": [{"Id": "P"}]}}', "d.value", "no list of objects at 'd.value'; there is one at 'd.results'", "write records = 'd.results'"),
        ('{"value": "x"}', "value", "no list of objects at 'value'", "name the list with `records`"),
        ('[{"Id": "P"}, 3]', "", "no list of objects", "name the list"),
        ('[{"Id": "P"', "", "no JSON: ", "send the export again"),
        ('[{"Id": "P", "Id": "Q"}]', "", "the field 'Id' twice in one object", "correct the export"),
        ('[{"a.b": "P", "a": {"b": "Q"}}]', "", "the field 'a.b' twice in record 1", "correct the export"),
        ('[{"Id": "\\ud800"}]', "", "half of a character", "correct the export"),
        ("[" * 100_000, "", "no JSON: ", "send the export again"),
        ("[" + "{}," * 2_000_001 + "{}]", "", "more than 4,000,000 values", "export smaller pages"),
    ],
)  # fmt: skip
def test_documents_that_cannot_be_read_are_refused(tmp_path, text, records, found, action):
    """Each message says what there is and what to write."""
    with pytest.raises(SourceError) as refused:
        read_file(tmp_path, text, "projects", "f.json", columns=COLUMNS, records=records)
    finding = refused.value.findings[0]
    assert (finding.where, finding.found[: len(found)]) == ("f.json (source s)", found)
    assert action in finding.action


def test_lists_are_found_where_services_put_them():
    """An empty list, a list of texts and a list that lies too deep are no records."""
    assert record_paths({"a": [], "b": ["x"], "c": {"d": [{}]}, "e": [{"f": [{}]}]}) == ["c.d", "e"]
    assert record_paths([{}]) == [""]
    assert record_paths({"a": {"b": {"c": {"d": {"e": [{}]}}}}}) == []


def test_inspect_proposes_the_place_of_the_records(tmp_path):
    """The block that it writes reads the file."""
    path = tmp_path / "f.json"
    path.write_text(json.dumps({"d": {"results": [{"project_id": "P1", "name": "Depot", "status": "idea"}] * 3}}))
    block = source_block(inspect_file(Content("f.json", path, "")), "s")
    assert 'records = "d.results"' in block
