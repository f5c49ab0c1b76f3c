"""Inspects an unknown file: format, encoding, delimiter, orientation, header, decimal marks, and each column's contents.

Each property is either a finding with its evidence, or a question that a person must answer.
"""

from itertools import islice

from cutline.settings.sources import Source
from cutline.sources.formats.delimited_text import CSV
from cutline.sources.formats.documents import LINE_ENDS, Content, Document, refuse_file
from cutline.sources.formats.json_text.json_pages import JSON_DOCUMENT, parsed_document, record_paths
from cutline.sources.formats.known_formats import format_named
from cutline.sources.formats.opening import open_document
from cutline.sources.formats.parquet import PARQUET, is_parquet, parquet_cells
from cutline.sources.formats.reading import joined_header
from cutline.sources.inspecting.detecting.column_profiles import column_profile
from cutline.sources.inspecting.detecting.dialect import ROWS_LOOKED_AT, text_rows_and_dialect
from cutline.sources.inspecting.detecting.layout import (
    header_of,
    orientation_of,
    rows_below_header_of,
    two_row_header,
    without_footer,
)
from cutline.sources.inspecting.detecting.number_marks import number_marks
from cutline.sources.inspecting.findings import Detection, Inspection
from cutline.sources.inspecting.schedule_summary import schedule_findings

TEXT_LOOKED_AT_BYTES = 32 << 20  # the first rows are far within; a file of one giant cell must not be held several times


def inspect_file(content: Content, sheet: str | None = None) -> Inspection:
    """Inspect a file of any format that can be read. sheet: the sheet to look at. Raises SourceError if the file cannot be
    read.
    """
    source = Source.model_validate({"name": "inspected", "files": content.file, "feeds": [{"table": "projects"}]})
    findings: list[Detection] = []
    sheets: tuple[str, ...] = ()
    if is_parquet(content, source):
        kind, (names, lazy) = PARQUET.name, parquet_cells(content, source)
        rows = [names, *(list(row[1:]) for row in lazy.head(ROWS_LOOKED_AT).collect().iter_rows())]
    else:
        document = open_document(content, source)
        export_format = format_named(document.kind)
        kind = export_format.name
        if export_format.ready_made_tables:
            told, projects = schedule_findings(lambda table: list(export_format.rows(document, source, table)))
            return Inspection(content.file, Detection("format", kind, 1.0, "its first bytes say so"), told, (), projects)
        if export_format is CSV:
            rows, findings = text_rows_and_dialect(_beginning(document))
        elif export_format.sheets:
            sheets = tuple(export_format.sheets(document, source))
            rows = list(islice(export_format.rows(document, source, sheet), ROWS_LOOKED_AT))
            if len(sheets) > 1 and sheet is None:
                findings.append(
                    Detection("sheet", None, 0.5, f"the file has {len(sheets)} sheets, and the first was inspected", sheets)
                )
        else:
            if export_format is JSON_DOCUMENT:
                places = [path for path in record_paths(parsed_document(document, source)) if path]
                source = source.model_copy(update={"records": places[0] if places else ""})
                why = "the only list of records" if len(places) == 1 else f"{len(places)} lists; the first was inspected"
                findings += (
                    [Detection("records", places[0] if len(places) == 1 else None, 0.9, why, tuple(places))] if places else []
                )
            rows = list(export_format.rows(document, source, sheet))
    first = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None or len(rows) - first < 2:
        refuse_file(
            content.file,
            source,
            "no rows, or quotes that never close",
            "a header and rows",
            "send the export again, or correct its quotes",
        )
    return _inspected(content.file, Detection("format", kind, 1.0, "its first bytes say so"), findings, rows, sheets)


def _beginning(document: Document) -> bytes:
    """The bytes of a text that are looked at: whole lines from its beginning. The night reads all bytes, and refuses the file if a
    later one contradicts the settings.
    """
    with document.open() as file:
        data = file.read(TEXT_LOOKED_AT_BYTES + 1)
    end = max(data.rfind(mark, 0, TEXT_LOOKED_AT_BYTES) for mark in LINE_ENDS)
    return data if len(data) <= TEXT_LOOKED_AT_BYTES else data[: end + 1]


def _inspected(
    file: str, kind: Detection, findings: list[Detection], rows: list[list[str]], sheets: tuple[str, ...]
) -> Inspection:
    upper = two_row_header(rows)
    if upper is None:
        turned, orientation = orientation_of(rows)
        header_at, header = header_of(turned)
        findings += [orientation, header]
    else:
        turned, header_at = rows, upper + 1
        labels = ", ".join(cell for cell in rows[upper] if cell.strip())
        findings.append(
            Detection("header_row", str(upper + 1), 0.9, f"the labels {labels} stand over the repeated texts below them")
        )
        findings.append(Detection("header_rows", "2", 0.9, "the header has two rows"))
    body = [row for row in turned[header_at + 1 :] if any(cell.strip() for cell in row)]
    body, foot = without_footer(body)
    findings += [foot] if foot else []
    first_row = header_at if upper is None else upper
    names = joined_header(turned[first_row : header_at + 1])
    cells = [[row[i].strip() if i < len(row) else "" for row in body] for i in range(len(names))]
    findings += [found for found in (rows_below_header_of(cells), number_marks(cells)) if found]
    titles = [cell for row in turned[:first_row] for cell in row if cell.strip()]
    columns = tuple(column_profile(name, column, titles) for name, column in zip(names, cells, strict=True) if name)
    return Inspection(file, kind, tuple(findings), columns, len(body), sheets, names)
