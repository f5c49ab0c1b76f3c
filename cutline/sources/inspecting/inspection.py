"""Inspects an unknown file: format, encoding, delimiter, orientation, header, decimal marks, and each column's contents.

Each property is either a finding with its evidence, or a question that a person must answer.
"""

from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.formats.delimited_text import CSV
from cutline.sources.formats.documents import LINE_ENDS, Content, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.json_text.json_pages import JSON_DOCUMENT, parsed_document, record_paths
from cutline.sources.formats.known_formats import format_named
from cutline.sources.formats.opening import open_document
from cutline.sources.formats.parquet import PARQUET, is_parquet, parquet_cells
from cutline.sources.formats.reading import joined_header
from cutline.sources.formats.workbooks.cell_addresses import column_letters
from cutline.sources.inspecting.detecting.cell_kinds import cell_text
from cutline.sources.inspecting.detecting.column_profiles import column_profile
from cutline.sources.inspecting.detecting.dialect import ROWS_LOOKED_AT, encoding_of, text_rows_and_dialect
from cutline.sources.inspecting.detecting.language import language_of
from cutline.sources.inspecting.detecting.layout import (
    header_of,
    orientation_of,
    rows_below_header_of,
    two_row_header,
    without_footer,
)
from cutline.sources.inspecting.detecting.number_marks import number_marks
from cutline.sources.inspecting.findings import ColumnProfile, Detection, Inspection
from cutline.sources.inspecting.schedule_summary import currency_of_header, schedule_findings
from cutline.sources.mapping.headers import folded_header, indexes_by_header

TEXT_LOOKED_AT_BYTES = 32 << 20  # the first rows are far within; a file of one giant cell must not be held several times


def inspect_file(content: Content, sheet: str | None = None) -> Inspection:
    """Inspect a file of any format that can be read. sheet: the sheet to look at. Raises SourceError if the file cannot be
    read.
    """
    source = Source.model_validate(
        {"name": "inspected", "files": content.file, "schedule_totals": "ignored", "feeds": [{"table": "projects"}]}
    )
    findings: list[Detection] = []
    sheets: tuple[str, ...] = ()
    if is_parquet(content, source):
        kind, (names, lazy) = PARQUET.name, parquet_cells(content, source)
        rows = [names, *(list(row[1:]) for row in lazy.head(ROWS_LOOKED_AT).collect().iter_rows())]
        rest = lazy.select(pl.len()).collect().item() + 1 - len(rows)
    else:
        document = open_document(content, source)
        export_format = format_named(document.kind)
        kind = export_format.name
        if export_format.ready_made_tables:
            return _schedule(content, document, export_format, source)
        if export_format is CSV:
            data, is_whole = _beginning(document)
            rows, count, findings = text_rows_and_dialect(data)
            rest = count - len(rows) if is_whole else -1
        else:
            if export_format is JSON_DOCUMENT:
                places = tuple(path for path in record_paths(parsed_document(document, source)) if path)
                source = source.model_copy(update={"records": places[0] if places else ""})
                findings += _records_found(places)
            sheets = tuple(export_format.sheets(document, source)) if export_format.sheets else ()
            lines = iter(export_format.rows(document, source, sheet))
            rows = list(islice(lines, ROWS_LOOKED_AT))
            rest = sum(1 for _ in lines)
            if len(sheets) > 1 and sheet is None:
                findings.append(
                    Detection("sheet", None, 0.5, f"the file has {len(sheets)} sheets, and the first was inspected", sheets)
                )
    first = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if first is None or len(rows) - first < 2:
        refuse_file(
            content.file,
            source,
            "no rows, or quotes that never close",
            "a header and rows",
            "send the export again, or correct its quotes",
        )
    found = _inspected(content.file, Detection("format", kind, 1.0, "its first bytes say so"), findings, rows, sheets)
    return replace(found, not_looked_at=_passed_over(len(rows), rest))


def _records_found(places: tuple[str, ...]) -> list[Detection]:
    """The finding or question where the records of a JSON document stand; none if the document is the list itself."""
    if not places:
        return []
    why = "the only list of records" if len(places) == 1 else f"the document holds {len(places)} lists; the first was inspected"
    return [Detection("records", places[0] if len(places) == 1 else None, 0.9, why, places)]


def _passed_over(looked_at: int, rest: int) -> str:
    """What was not looked at, in words. rest: the number of further rows; -1 if nobody counted them."""
    if rest == 0:
        return ""
    more = f"the {rest:,} rows after them" if rest > 0 else "the rows after them"
    return f"only the first {looked_at:,} rows of the file were looked at; {more} may hold other words, dates and amounts"


def _schedule(content: Content, document: Document, export_format: ExportFormat, source: Source) -> Inspection:
    written = encoding_of(_beginning(document)[0]) if export_format.is_text else []
    if written and written[0].value != "auto":
        encoding = written[0].value or written[0].options[0]
        source = source.model_copy(update={"encoding": encoding, "undecodable": "replace"})
    told, projects = schedule_findings(
        lambda table: list(export_format.rows(document, source, table)), currency_of_header(document, export_format)
    )
    kind = Detection("format", export_format.name, 1.0, "its first bytes say so")
    ending = PurePosixPath(content.file).suffix.lower()
    beside = sorted(path.name for path in content.path.parent.glob("*") if path.suffix.lower() == ending)
    return Inspection(content.file, kind, (*written, *told), (), projects, beside=tuple(beside))


def _beginning(document: Document) -> tuple[bytes, bool]:
    """The bytes of a text that are looked at, which are whole lines from its beginning, and whether they are all. The night
    reads all bytes, and refuses the file if a later one contradicts the settings.
    """
    with document.open() as file:
        data = file.read(TEXT_LOOKED_AT_BYTES + 1)
    end = max(data.rfind(mark, 0, TEXT_LOOKED_AT_BYTES) for mark in LINE_ENDS)
    is_whole = len(data) <= TEXT_LOOKED_AT_BYTES
    return (data if is_whole else data[: end + 1]), is_whole


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
    cells = [[cell_text(row[i]) if i < len(row) else "" for row in body] for i in range(len(names))]
    explaining = rows_below_header_of(cells)
    if explaining:
        cells = [column[int(explaining.options[0]) :] for column in cells]
    marks = number_marks(cells)
    language = language_of(cells, [cell_text(name) for name in names])
    findings += [found for found in (explaining, language, marks) if found]
    titles = [cell for row in turned[:first_row] for cell in row if cell.strip()]
    decimal = marks.value if marks else "."
    found = Inspection(file, kind, tuple(findings), (), len(cells[0]), sheets, names)
    columns = tuple(
        column_profile(name, column, titles, decimal, found.locale) for name, column in zip(names, cells, strict=True) if name
    )
    return replace(found, columns=_with_twins(columns, names))


def _with_twins(columns: tuple[ColumnProfile, ...], names: tuple[str, ...]) -> tuple[ColumnProfile, ...]:
    """The columns, each with the columns that have the same header: a person must say which is meant."""
    places = indexes_by_header(names)
    letters = {header: [column_letters(place) for place in found] for header, found in places.items()}
    same: dict[str, list[str]] = {}
    for column in columns:
        of_header = same.setdefault(folded_header(column.header), [])
        place = letters[folded_header(column.header)][len(of_header)]
        of_header.append(f"{len(of_header) + 1} (column {place}: {' | '.join(column.samples[:2])[:40]})")
    return tuple(
        replace(column, twins=tuple(twins)) if len(twins := same[folded_header(column.header)]) > 1 else column
        for column in columns
    )
