"""The XML of schedules: unsafe and broken documents are refused."""

import pytest

from cutline.errors import SourceError
from cutline.sources.formats.documents import Document
from cutline.sources.formats.schedules.project_xml import child_text, xml_root
from tests.cutline.sources.reading_exports import one_source


def root_of(data: bytes):
    """The root element of a document."""
    return xml_root(Document("f.xml", "mspdi", data), one_source("projects").sources[0])


def test_elements_are_known_without_their_namespace():
    """And a text without the white space around it."""
    root = root_of(b'<Project xmlns="http://schemas.microsoft.com/project"><Name> Bridge </Name></Project>')
    assert (root.tag, child_text(root, "Name"), child_text(root, "Title"), child_text(None, "Name")) == (
        "Project",
        "Bridge",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<Project><Name>", "broken XML"),
        (b'<!DOCTYPE p [<!ENTITY a "b">]><Project/>', "a document type"),
        (b"<a>" * 65 + b"</a>" * 65, "elements nested 65 deep"),
    ],
)
def test_unsafe_and_broken_documents_are_refused(data, found):
    """A document type may hide an entity bomb, and so may elements without end."""
    with pytest.raises(SourceError) as refused:
        root_of(data)
    assert found in refused.value.findings[0].found
