"""Writes the files of the generated exports: text files in several encodings and with several separators, and workbooks.

The same rows give the same bytes on every machine.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter


def write_csv(path: Path, rows: Iterable[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write `rows` as a delimited text file. A character that the encoding does not have becomes a question mark."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    # The codec named utf-16 would take the byte order of the machine.
    data = (
        b"\xff\xfe" + buffer.getvalue().encode("utf-16-le")
        if encoding == "utf-16"
        else buffer.getvalue().encode(encoding, "replace")
    )
    path.write_bytes(data)


def write_workbook(path: Path, sheet: str, rows: Iterable[Sequence[object]]) -> None:
    """Write `rows` to the worksheet `sheet` of a new workbook. Dates become date cells."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2027, 3, 1)})  # noqa: DTZ001 - a workbook knows no zone
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(r, c, cell, day)
                else:
                    page.write(r, c, cell)
