"""Reads a sheet of a spreadsheet file into rows of text cells: xlsx and ods through calamine, xls through xlrd.

Calamine returns an empty cell for an error such as #N/A, and for a formula without a stored result. Such cells would
silently become unknown values, so `sheet_scan.py` first looks for them in the XML of the sheet. xlrd reports errors itself.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import xlrd
from python_calamine import CalamineError, CalamineWorkbook

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.workbooks.number_formats import shows_percentage
from cutline.sources.formats.workbooks.repeated_texts import TextRoom
from cutline.sources.formats.workbooks.sheet_scan import scan_parts, scan_sheet

LONG_NUMBER, DIGITS_LOST = 10**15, 2**53  # above the second number, not every whole number can be stored


def sheet_names(document: Document, source: Source) -> list[str]:
    """The names of the sheets of a workbook. Raises SourceError for a workbook that is damaged or unsafe to open."""
    scan_parts(document, source)
    return list(_xls(document, source).sheet_names() if document.kind == "xls" else _calamine(document, source).sheet_names)


def sheet_rows(document: Document, source: Source, sheet: str | None) -> Iterator[list[str]]:
    """The rows of a sheet, from row 1 and column A on; of the first sheet if `sheet` is null.

    Raises SourceError for a sheet that does not exist, and for a sheet with cells that cannot be read; the error names the
    addresses of these cells.
    """
    names = sheet_names(document, source)
    sheet = sheet or names[0]
    if sheet not in names:
        refuse_file(
            document.name, source, f"sheets {', '.join(names)}", f"a sheet called {sheet!r}", "correct sheet in the source"
        )
    if document.kind == "xls":
        yield from _xls_rows(_xls(document, source), sheet, document, source)
        return
    scan = scan_sheet(document, source, sheet)
    try:
        rows = _calamine(document, source).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        refuse_file(
            document.name,
            source,
            f"sheet {sheet!r} cannot be opened ({type(error).__name__}: {error})",
            f"a {document.kind} workbook",
            "save the file again in the program it comes from, and send it",
        )
    for i, row in enumerate(rows):
        yield [
            scan.errors.get((i, j)) or _cell_text(cell, source.decimal, is_percentage=scan.percentages.has(i, j))
            for j, cell in enumerate(row)
        ]


def _calamine(document: Document, source: Source) -> CalamineWorkbook:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(document.data))
    except (CalamineError, zipfile.BadZipFile) as error:
        refuse_file(
            document.name,
            source,
            str(error),
            f"a {document.kind} workbook",
            "save the file again in the program it comes from, and send it",
        )
    if not book.sheet_names:
        refuse_file(document.name, source, "a workbook without sheets", "at least one sheet", "send the export again")
    return book


def _xls(document: Document, source: Source) -> Any:
    try:
        return xlrd.open_workbook(file_contents=document.data, logfile=io.StringIO(), on_demand=True, formatting_info=True)
    except Exception as error:  # xlrd raises many kinds of errors for a damaged workbook, depending on its bytes
        refuse_file(document.name, source, f"{type(error).__name__}: {error}", "an xls workbook", "send the file as xlsx or CSV")


def _xls_rows(book: Any, name: str, document: Document, source: Source) -> Iterator[list[str]]:
    """The rows of a sheet, as long as there is room for their text."""
    room = TextRoom(document, source)
    for cells in _xls_cells(book, name, document, source):
        room.take(sum(map(len, cells)), name)
        yield cells


def _xls_cells(book: Any, name: str, document: Document, source: Source) -> Iterator[list[str]]:
    try:
        sheet = book.sheet_by_name(name)
        for row in range(sheet.nrows):
            yield [_xls_text(cell, book, source.decimal) for cell in sheet.row(row)]
    except Exception as error:  # as in _xls
        refuse_file(
            document.name, source, f"{type(error).__name__}: {error} in {name}", "an xls workbook", "send the file as xlsx or CSV"
        )


def _xls_text(cell: Any, book: Any, decimal: str) -> str:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        return _cell_text(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), decimal)
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str if cell.xf_index is not None else ""
    value = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
    return _cell_text(value, decimal, is_percentage=shows_percentage(code))


def _cell_text(cell: object, decimal: str, *, is_percentage: bool = False) -> str:
    """The text of a cell as a person reads it. decimal: the decimal mark that the source declares for texts; a number gets it,
    too, because it has no marks of its own. is_percentage: the cell shows its number as a percentage.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        text = number_text(float(f"{cell * 100:.15g}")) + "%" if is_percentage else number_text(float(cell))
        return text.replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def number_text(number: float) -> str:
    """The text of a number in a cell: 1234567890.12 and not 1234567890.119999886.

    A number with decimals is rounded to 15 digits, because a spreadsheet shows 15: 0.30000000000000004 is the 0.3 that its
    user saw. A whole number of at most 15 digits is written with all its digits.

    A spreadsheet keeps only 15 digits of a whole number of 16 digits, and writes 0 as its last digit. So if the last digit
    is another one, a program wrote the number, it is exact, and its text has all its digits. If the last digit is 0, the true
    digit may be lost: the text then ends in `.0` (1000000000000000.0), which the reader of ids refuses. From DIGITS_LOST on,
    the text has an exponent, which every reader refuses.
    """
    if not number.is_integer():
        return repr(float(f"{number:.15g}"))
    if abs(number) < LONG_NUMBER or (abs(number) < DIGITS_LOST and number % 10):
        return str(int(number))
    return f"{int(number)}.0" if abs(number) < DIGITS_LOST else f"{number:E}"


XLSX = ExportFormat("xlsx", (".xlsx", ".xlsm"), sheet_rows, zip_members=frozenset({"xl/workbook.xml"}), sheets=sheet_names)
XLS = ExportFormat("xls", (".xls",), sheet_rows, begins_with=(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), sheets=sheet_names)
ODS = ExportFormat("ods", (".ods",), sheet_rows, zip_members=frozenset({"content.xml", "mimetype"}), sheets=sheet_names)
