"""Reads JSON lines: one flat object on each line, and numbers keep the digits they were written with.

A number gets the decimal mark that the source declares for texts, because the mark of JSON says nothing about the texts.
"""

import json
from typing import Any

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import text_lines
from cutline.sources.formats.documents import COLUMNS_MAX, Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat


def json_rows(document: Document, source: Source, _: str | None) -> list[list[str]]:
    """The rows of a file of JSON lines; the first row holds the names of the fields.

    Raises SourceError if a line is not one flat JSON object; the error names the line.
    """
    header: dict[str, int] = {}
    records: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(text_lines(document, source, "\n"), 1):
        if line.strip():
            record = _record(line, number, document, source)
            records.append((number, record))
            for name in record:
                header.setdefault(name, len(header))
    if len(header) > COLUMNS_MAX:
        refuse_file(
            document.name,
            source,
            f"{len(header):,} field names",
            f"at most {COLUMNS_MAX:,}",
            "export one record on each line, with the same field names in every record",
        )
    rows = [list(header)]
    for number, record in records:
        rows.extend(
            [] for _ in range(number - len(rows))
        )  # an empty row for each blank line, so that rows keep the numbers of lines
        rows.append([record.get(name, "") for name in header])
    return rows


def _record(line: str, number: int, document: Document, source: Source) -> dict[str, str]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1), None) if len(names) < COLUMNS_MAX else "too many fields"
        if twice:
            refuse_file(
                document.name, source, f"the field {twice!r} twice in line {number:,}", "each field once", "correct the line"
            )
        return dict(pairs)

    try:
        record = json.loads(
            line,
            object_pairs_hook=unique,
            parse_float=lambda text: text.replace(".", source.decimal),
            parse_int=str,
            parse_constant=str,
        )
        json.dumps(record, ensure_ascii=False).encode()
    except (json.JSONDecodeError, RecursionError) as error:
        refuse_file(document.name, source, f"{error} in line {number:,}", "one JSON object on each line", "correct the line")
    except UnicodeEncodeError:
        refuse_file(document.name, source, f"half of a character in line {number:,}", "whole characters", "correct the line")
    if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
        refuse_file(
            document.name,
            source,
            f"something nested, or no object, in line {number:,}",
            "one flat JSON object on each line",
            "export plain values, one for each field",
        )
    return {
        name: "" if value is None else str(value).lower() if isinstance(value, bool) else value for name, value in record.items()
    }


JSON_LINES = ExportFormat("jsonl", (".jsonl", ".ndjson"), json_rows, is_text=True, has_named_fields=True)
