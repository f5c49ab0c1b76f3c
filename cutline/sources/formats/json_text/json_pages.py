"""Reads JSON documents with a list of records inside, such as the pages of an OData service, and finds out whether a page is
missing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cutline.errors import Finding
from cutline.settings.sources import Source
from cutline.sources.formats.decoding import decode_text
from cutline.sources.formats.documents import CELL_MAX_BYTES, COLUMNS_MAX, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat

# A page with more is refused before it is parsed, because each part becomes an object of at least 50 bytes in memory.
PAGE_MAX_CHARACTERS, PARTS_MAX = 64 << 20, 4_000_000
# Where services name the next page, and the number of records on all pages together. Source: OData 2 to 4.
NEXT_PAGE = ("@odata.nextLink", "odata.nextLink", "nextLink", "__next")
ALL_RECORDS = ("@odata.count", "odata.count", "__count")
DEEPEST, SHOWN = 4, 8
HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")  # the escape of a half; it may stand beside its other half


@dataclass(frozen=True)
class Page:
    """What a document holds. next_page: the address of the next page, or empty. count: the number of records on all pages, as
    the document states it, or null.
    """

    file: str
    records: list[dict[str, Any]]
    next_page: str
    count: int | None


def page_of(document: Document, source: Source) -> Page:
    """The records of a document at the place that the source declares. Raises SourceError for text that is no JSON, and if there
    is no list of objects at this place; the message names the lists that there are.
    """
    root = parsed_document(document, source)
    above, here = [root], root
    for name in filter(None, source.records.split(".")):
        here = here.get(name) if isinstance(here, dict) else None
        above.append(here)
    if not isinstance(here, list) or not all(isinstance(each, dict) for each in here):
        found = [path for path in record_paths(root) if path]
        what = f"no list of objects at {source.records!r}" if source.records else "no list of objects"
        where = f"; there is one at {', '.join(map(repr, found[:SHOWN]))}" if found else ""
        refuse_file(document.name, source, what + where, "a list of objects, one for each record",
                    f"write records = {found[0]!r} in the source" if found else "name the list with `records` in the source, or send the export as CSV")  # fmt: skip
    around = [each for each in above if isinstance(each, dict)]
    links = [each[key] for each in around for key in NEXT_PAGE if isinstance(each.get(key), str)]
    counts = [str(each[key]) for each in around for key in ALL_RECORDS if each.get(key) is not None]
    return Page(
        document.name, here, next(filter(None, links), ""), next((int(each) for each in counts if each.isdecimal()), None)
    )


def record_paths(value: Any, path: str = "", depth: int = 0) -> list[str]:
    """The places of the lists of objects in a JSON value, such as d.results; the empty text is the value itself."""
    if isinstance(value, list):
        return [path] if value and all(isinstance(each, dict) for each in value) else []
    if not isinstance(value, dict) or depth == DEEPEST:
        return []
    return [place for name, each in value.items() for place in record_paths(each, f"{path}.{name}".lstrip("."), depth + 1)]


def missing_pages(pages: Sequence[Page], source: Source) -> list[Finding]:
    """A finding if the pages of a source are not all there: more than one of them, or none, is the last one, or the number of
    their records is not the number that they state.
    """
    where = f"files of source {source.name}"
    unlinked = [page.file for page in pages if not page.next_page]
    linked = [page for page in pages if page.next_page]
    found = []
    if linked and len(unlinked) != 1:
        found.append(
            Finding(
                where,
                f"{len(pages)} pages in use, of which {len(linked)} name a next page: {linked[-1].file} names {linked[-1].next_page!r}",
                "one last page, and all pages before it",
                "send all pages, under different names, and write keep = 'all' in the source, which reads all of them",
            )
        )
    total = sum(len(page.records) for page in pages)
    for count in sorted({page.count for page in pages if page.count is not None} - {total})[:1]:
        found.append(
            Finding(where, f"{total:,} records on {len(pages)} pages, one of which counts {count:,} in all", "as many records as are counted",
                    "send all pages of one export, and none of another, and write keep = 'all' in the source")
        )  # fmt: skip
    return found


def parsed_document(document: Document, source: Source) -> Any:
    """The JSON value of a document, whose numbers stay text. Raises SourceError for text that is no JSON, and for a document that
    is too large.
    """
    parts, size = [], 0
    for part in decode_text(document, source):
        parts.append(part)
        size += len(part)
        if size > PAGE_MAX_CHARACTERS:
            refuse_file(document.name, source, f"more than {PAGE_MAX_CHARACTERS:,} characters", "pages that fit into memory",
                        "export smaller pages, or JSON lines, one object on each line")  # fmt: skip
    text = "".join(parts)
    if sum(text.count(mark) for mark in "{[,") > PARTS_MAX:
        refuse_file(document.name, source, f"more than {PARTS_MAX:,} values", "pages that fit into memory", "export smaller pages, or JSON lines, one object on each line")  # fmt: skip

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        named = dict(pairs)
        if len(named) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for place, name in enumerate(names) if name in names[:place])
            refuse_file(
                document.name, source, f"the field {twice!r} twice in one object", "each field once", "correct the export"
            )
        return named

    try:
        root = json.loads(text, object_pairs_hook=unique, parse_float=str, parse_int=str, parse_constant=str)
        if HALF_CHARACTER.search(text):
            json.dumps(root, ensure_ascii=False).encode()
    except (json.JSONDecodeError, RecursionError) as error:
        refuse_file(
            document.name,
            source,
            f"no JSON: {error}",
            "one JSON document",
            "send the export again, or declare its format in the source",
        )
    except UnicodeEncodeError:
        refuse_file(document.name, source, "half of a character", "whole characters", "correct the export")
    return root


def json_document_rows(document: Document, source: Source, _: str | None) -> Iterator[list[str]]:
    """The rows of a JSON document; the first row holds the names of the fields. A field of an object inside a record is named
    with a point: Project.Id. A list inside a record stays JSON text in one cell.

    Raises SourceError as `page_of`, and for a record with a field that is named in two ways.
    """
    header: dict[str, int] = {}
    rows = []
    for number, record in enumerate(page_of(document, source).records, 1):
        cells: dict[str, str] = {}
        for name, cell in _flat(record, ""):
            if name in cells:
                refuse_file(
                    document.name,
                    source,
                    f"the field {name!r} twice in record {number:,}",
                    "each field once",
                    "correct the export",
                )
            if len(cell) > CELL_MAX_BYTES:
                refuse_file(
                    document.name,
                    source,
                    f"a text of {len(cell):,} characters in record {number:,}",
                    f"at most {CELL_MAX_BYTES:,}",
                    "shorten the text",
                )
            cells[name] = cell
            header.setdefault(name, len(header))
        rows.append(cells)
        if len(header) > COLUMNS_MAX:
            refuse_file(
                document.name,
                source,
                f"more than {COLUMNS_MAX:,} field names",
                f"at most {COLUMNS_MAX:,}",
                "export records with the same field names",
            )
    yield list(header)
    for cells in rows:
        yield [cells.get(name, "") for name in header]


def _flat(record: dict[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, dict):
            yield from _flat(value, path)
        elif isinstance(value, list):
            yield path, json.dumps(value, ensure_ascii=False)
        else:
            yield path, "" if value is None else str(value).lower() if isinstance(value, bool) else value


JSON_DOCUMENT = ExportFormat("json", (".json",), json_document_rows, is_text=True, has_named_fields=True)
