"""Writes a draft as a file: text, a workbook, an OpenDocument sheet, JSON lines or Parquet."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.generated_exports.drafts import Cell, Draft


def grid(draft: Draft) -> list[list[Cell]]:
    """All rows of the file."""
    head = [draft.header, *([draft.second_header] if draft.second_header else [])]
    texts = lambda rows: [[Cell(each) for each in row] for row in rows]  # noqa: E731
    return [*texts(draft.titles), *texts(head), *draft.body, *texts(draft.foot)]


def first_row(draft: Draft) -> int:
    """The number of the first row of the body, as the reader counts."""
    return 1 if draft.kind in ("jsonl", "parquet") else len(draft.titles) + 2 + bool(draft.second_header)


def write(draft: Draft, folder: Path) -> None:
    """Write the file `f.KIND` into a folder."""
    path = folder / f"f.{draft.kind}"
    {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "jsonl": _jsonl, "parquet": _parquet}[draft.kind](draft, path)


def _csv(draft: Draft, path: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=draft.source.get("delimiter", ","), quotechar=draft.source.get("quote", '"'), lineterminator=draft.line_end,
                        quoting=csv.QUOTE_ALL if draft.must_quote else csv.QUOTE_MINIMAL)  # fmt: skip
    writer.writerows([cell.text for cell in row] for row in grid(draft))
    data = text.getvalue().encode(draft.encoding)
    if draft.stray:  # the name of the first project is garbled in the system itself
        data = data.replace("Straße".encode(draft.encoding), b"Stra" + draft.stray + b"e")
    path.write_bytes(data)


def _xlsx(draft: Draft, path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    forms = {form: book.add_format({"num_format": form}) for form in {cell.form for row in draft.body for cell in row} if form}
    for i, row in enumerate(grid(draft)):
        for j, cell in enumerate(row):
            if isinstance(cell.stored, datetime):
                sheet.write_datetime(i, j, cell.stored, forms.get(cell.form))
            elif isinstance(cell.stored, float):
                sheet.write_number(i, j, cell.stored, forms.get(cell.form))
            elif cell.stored != "":
                sheet.write_string(i, j, cell.stored)
    book.close()


def _ods(draft: Draft, path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    book.automaticstyles.addElement(Style(name="plain", family="table-cell"))
    table = Table(name="A")
    for row in grid(draft):
        line = TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(path)


def _ods_cell(cell: Cell) -> TableCell:
    if isinstance(cell.stored, datetime):
        made = TableCell(valuetype="date", datevalue=cell.stored.isoformat())
    elif isinstance(cell.stored, float):
        made = TableCell(valuetype="percentage" if "%" in cell.form else "float", value=repr(cell.stored))
    elif cell.stored == "":
        return TableCell()
    else:
        made = TableCell(valuetype="string")
    made.addElement(P(text=cell.text))
    return made


def _jsonl(draft: Draft, path: Path) -> None:
    lines = [json.dumps({name: _json_value(cell) for name, cell in zip(draft.header, row, strict=True)}) for row in draft.body]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _json_value(cell: Cell) -> object:
    return cell.value if isinstance(cell.value, float) and not cell.form else cell.text


def _parquet(draft: Draft, path: Path) -> None:
    columns = {}
    for place, name in enumerate(draft.header):
        cells = [row[place] for row in draft.body]
        is_typed = all(isinstance(cell.value, type(cells[0].value)) and cell.value is not None for cell in cells)
        columns[name] = [cell.value if is_typed and cell.form != "0.00%" else cell.text for cell in cells]
    pl.DataFrame(columns, strict=False).write_parquet(path)
