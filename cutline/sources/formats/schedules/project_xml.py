"""Parses the XML of scheduling programs, with a parser that refuses document types.

A document type could contain an entity bomb.
"""

from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cutline.settings.sources import Source
from cutline.sources.formats.documents import CELL_MAX_BYTES, Document, parts_of, refuse_file, refuse_giant
from cutline.sources.formats.schedules.records import Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES, refuse_other_totals, table_rows

DEPTH_MAX = 64


def rows_from_xml(document: Document, source: Source, sheet: str | None, read: Callable[[Element], Schedule]) -> list[list[str]]:
    """The rows of one table of an XML file, the header first. sheet: the table. read: makes the records of a schedule from
    the root.

    Raises SourceError for broken or unsafe XML, for another table, and for values that are neither numbers nor ISO dates.
    """
    if sheet not in TABLES:
        refuse_file(
            document.name,
            source,
            f"a sheet called {sheet!r}",
            f"one of {', '.join(TABLES)}",
            "name the table with sheet in the feed",
        )
    try:
        schedule = read(xml_root(document, source))
        refuse_other_totals(schedule, document, source)
        return table_rows(schedule, sheet)
    except (ValueError, ArithmeticError) as error:
        refuse_file(document.name, source, str(error), "numbers and ISO dates", "export the file again")


def xml_root(document: Document, source: Source) -> Element:
    """The root element of an XML document, with the names of its elements without their namespace. Raises SourceError for
    unsafe XML.
    """
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(parts := _Parts(document, source), events=("start", "end"), forbid_dtd=True):
            parts.since_tag = 0
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > DEPTH_MAX:
                refuse_file(
                    document.name,
                    source,
                    f"elements nested {depth} deep",
                    f"elements nested at most {DEPTH_MAX} deep",
                    "do not open this file, and ask who made it",
                )
            if event == "start":
                element.tag = element.tag.rpartition("}")[2]
    except DefusedXmlException:
        refuse_file(
            document.name,
            source,
            "a document type, which may hide an entity bomb",
            "XML without a document type",
            "do not open this file, and ask who made it",
        )
    except (ParseError, UnicodeError, LookupError) as error:
        refuse_file(
            document.name, source, f"broken XML: {error}", "a whole document", "send the file again; it may have been cut off"
        )
    if root is None:
        refuse_file(document.name, source, "no element", "a document with a root element", "send the file again")
    return root


class _Parts:
    """The bytes of a document for the parser, in parts. A long stretch without a tag is refused before it is in memory."""

    def __init__(self, document: Document, source: Source) -> None:
        self.document, self.source, self.since_tag = document, source, 0
        self.chunks = parts_of(document)

    def read(self, _: int = 0, /) -> bytes:
        """The next part."""
        if self.since_tag > CELL_MAX_BYTES:
            refuse_giant(f"text of more than {CELL_MAX_BYTES:,} bytes between two tags", self.document.name, self.source)
        chunk = next(self.chunks, b"")
        self.since_tag += len(chunk)
        return chunk


def child_text(element: Element | None, name: str) -> str:
    """The text of a child element without outer white space; empty if there is no such child, or no element."""
    return (element.findtext(name) or "").strip() if element is not None else ""
