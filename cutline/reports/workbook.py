"""Draws the workbook of the portfolio analyst and of finance: amounts are numbers, and no formula or link is written.

The content of each sheet is declared as data in `cutline/reports/sheets`; this module only draws sheets.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter

from cutline.contracts.units import SHARE_SCALE, THOUSANDTHS_SCALE
from cutline.reports.headline.headline import Headline
from cutline.reports.sheets.all_sheets import SHEETS
from cutline.reports.sheets.sheet import Column, Kind, MatrixSheet, Sheet
from cutline.valuation.money import CURRENCY_SYMBOLS

MAX_ROWS = 50_000  # A larger sheet takes minutes and gigabytes to write. The CSV has every row.
WIDTHS: dict[Kind, int] = {
    "rag": 12,
    "text": 20,
    "wide": 90,
    "money": 17,
    "points": 12,
    "integer": 9,
    "date": 12,
    "share": 12,
    "fte": 12,
    "ratio": 12,
    "periods": 12,
}
RATING_COLOURS = {"green": "#b7d7b0", "amber_green": "#dbe8b4", "amber": "#f7dc8d", "amber_red": "#f3bd8f", "red": "#eba49b"}
LINE_HEIGHT = 13.5
THOUSANDTHS: tuple[Kind, ...] = ("points", "fte", "ratio", "periods")
NUMBERS = ("money", "worth", "integer", "share", *THOUSANDTHS)
# White if nothing is used, green at 85 %, red from 120 % on.
UTILISATION_COLOURS = {
    "type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0, "mid_value": 0.85, "max_value": 1.2,
    "min_color": "#ffffff", "mid_color": "#9ec9a5", "max_color": "#d9534f",
}  # fmt: skip


def render_workbook(frames: Mapping[str, pl.DataFrame], headline: Headline) -> bytes:
    """The workbook of a night: the summary, then the sheets of SHEETS that have a row or are always shown.

    frames: the published tables, by name.
    Equal frames and headline give equal bytes.
    """
    buffer = io.BytesIO()
    shown = [(sheet, rows) for sheet in SHEETS if (rows := _rows_of(sheet, frames)).height or sheet.is_always_shown]
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        # The day is fixed, so that the same night gives the same workbook.
        book.set_properties({"title": headline.portfolio, "author": "Cutline", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        pen = _Pen(book, headline)
        pen.summary([(sheet.name, _summary_of(sheet, frames)) for sheet, _ in shown if sheet.is_listed])
        for sheet, rows in shown:
            if isinstance(sheet, MatrixSheet):
                pen.matrix(sheet, rows)
            else:
                pen.sheet(sheet, rows, sheet.note_for(frames[sheet.frame]))
    return buffer.getvalue()


def _rows_of(sheet: Sheet | MatrixSheet, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    frame = frames[sheet.frame]
    return sheet.of(frame) if isinstance(sheet, Sheet) else frame


def _summary_of(sheet: Sheet | MatrixSheet, frames: Mapping[str, pl.DataFrame]) -> str:
    if sheet.summary is not None:
        return sheet.summary
    return sheet.note_for(frames[sheet.frame]) if isinstance(sheet, Sheet) else sheet.note


def _lines(column: Column, cell: object) -> int:
    """Number of lines that wrapped text takes in its column."""
    if column.kind != "wide" or not isinstance(cell, str):
        return 1
    width = column.width or WIDTHS["wide"]
    return sum(1 + int(len(line) / (1.1 * width)) for line in cell.split("\n"))


class _Pen:
    """The open workbook and its formats."""

    def __init__(self, book: xlsxwriter.Workbook, headline: Headline) -> None:
        self.book, self.headline = book, headline
        self.scale = 10**headline.minor_digits
        symbol = CURRENCY_SYMBOLS.get(headline.currency, headline.currency + " ")
        decimals = "." + "0" * headline.minor_digits if headline.minor_digits else ""
        money = f'"{symbol}"#,##0{decimals};[Red]-"{symbol}"#,##0{decimals}'
        patterns = {"money": money, "points": "#,##0.0", "integer": "0", "date": "d mmm yyyy", "share": "0.0%"}
        patterns |= {kind: "#,##0.00" for kind in THOUSANDTHS if kind not in patterns}
        top = {"valign": "top", "font_name": "Calibri", "font_size": 10}
        self.formats = {kind: book.add_format({**top, "num_format": pattern}) for kind, pattern in patterns.items()}
        self.formats |= {"text": book.add_format({**top, "indent": 1}), "wide": book.add_format({**top, "text_wrap": True})}
        self.ratings = {rag: book.add_format({**top, "indent": 1, "bg_color": colour}) for rag, colour in RATING_COLOURS.items()}
        bold = {**top, "bold": True, "top": 1}
        self.bold = {kind: book.add_format({**bold, "num_format": pattern}) for kind, pattern in patterns.items()}
        self.bold["text"] = book.add_format(bold)
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#12324a"})
        self.note = book.add_format({"italic": True, "font_color": "#5b6b78", "font_size": 10})
        head = {
            "bold": True,
            "bg_color": "#12324a",
            "font_color": "white",
            "text_wrap": True,
            "valign": "vcenter",
            "font_size": 10,
        }
        self.head = book.add_format(head)
        self.head_right = book.add_format({**head, "align": "right"})

    def summary(self, sheets: Sequence[tuple[str, str]]) -> None:
        """The first sheet: the headline, and the list of the sheets that follow."""
        page = self.book.add_worksheet("Summary")
        page.hide_gridlines(2)
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 96)
        page.write_string(0, 0, self.headline.portfolio, self.title)
        page.write_string(1, 0, "Recommended portfolio", self.note)
        r = 3
        for label, text in self.headline.lines:
            page.write_string(r, 0, label, self.formats["text"])
            page.write_string(r, 1, text, self.formats["wide"])
            r += 1
        page.write_string(r + 1, 0, "Sheets", self.bold["text"])
        for i, (sheet, what) in enumerate(sheets):
            page.write_string(r + 2 + i, 0, sheet, self.formats["text"])
            page.write_string(r + 2 + i, 1, what, self.formats["text"])
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def sheet(self, sheet: Sheet, frame: pl.DataFrame, note: str) -> None:
        """A sheet of rows under a header, with totals below the rows if the sheet has totals."""
        page = self.book.add_worksheet(sheet.name)
        columns = sheet.columns
        cut = frame.height - MAX_ROWS
        page.write_string(
            0, 0, note + (f" The first {MAX_ROWS:,} rows; the CSV has {frame.height:,}." if cut > 0 else ""), self.note
        )
        page.set_row(1, 30)
        for c, column in enumerate(columns):
            page.set_column(c, c, column.width or WIDTHS[self._kind(column)])
            page.write_string(1, c, column.title, self.head_right if column.kind in NUMBERS else self.head)
        rows = frame.select(column.name for column in columns).head(MAX_ROWS)
        self._cells(page, columns, rows)
        last = rows.height + 1
        if sheet.totals:
            self._totals(page, last + 1, sheet, frame)
        page.freeze_panes(2, 2 if len(columns) > 2 else 0)
        page.autofilter(1, 0, max(last, 2), len(columns) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)

    def _cells(self, page: Any, columns: Sequence[Column], rows: pl.DataFrame) -> None:
        for r, cells in enumerate(rows.iter_rows(), 2):
            # Not every spreadsheet program sets the height of wrapped rows by itself.
            page.set_row(r, LINE_HEIGHT * max(map(_lines, columns, cells)))
            for c, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                self._write(page, r, c, self._kind(column), cell)

    def _totals(self, page: Any, r: int, sheet: Sheet, frame: pl.DataFrame) -> None:
        """The totals of a sheet. The total of a column with an unknown cell is unknown, and stays empty."""
        page.write_string(r, 0, "Total", self.bold["text"])
        for c, column in enumerate(sheet.columns):
            if column.name in sheet.totals:
                cells = frame[column.name]
                self._write(page, r, c, self._kind(column), None if cells.null_count() else int(cells.sum()), bold=True)

    def matrix(self, sheet: MatrixSheet, frame: pl.DataFrame) -> None:
        """A sheet of shares: one coloured block of rows and periods below another."""
        page = self.book.add_worksheet(sheet.name)
        periods = frame.select(sheet.order, sheet.across).unique().sort(sheet.order)[sheet.across].to_list()
        page.write_string(0, 0, sheet.note, self.note)
        page.set_column(0, 0, 26)
        page.set_column(1, max(len(periods), 1), 10)
        r = 2
        for title, share in sheet.blocks:
            page.write_string(r, 0, title, self.head)
            for c, period in enumerate(periods, 1):
                page.write_string(r, c, period, self.head)
            shares = {(row, period): bp for row, period, bp in frame.select(sheet.down, sheet.across, share).iter_rows()}
            names = sorted({row for row, _ in shares})
            for i, name in enumerate(names, r + 1):
                page.write_string(i, 0, name, self.formats["text"])
                for c, period in enumerate(periods, 1):
                    self._write(page, i, c, "share", shares.get((name, period)))
            if names and periods:
                page.conditional_format(r + 1, 1, r + len(names), len(periods), UTILISATION_COLOURS)
            r += len(names) + 2
        page.freeze_panes(0, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def _kind(self, column: Column) -> Kind:
        """The kind of a column; a column in the unit of the objective becomes money, points or whole numbers."""
        if column.kind != "worth":
            return column.kind
        return "money" if self.headline.is_money else "points" if self.headline.worth_unit == "milli_points" else "integer"

    def _write(self, page: Any, r: int, c: int, kind: Kind, cell: Any, *, bold: bool = False) -> None:
        if kind == "rag":
            page.write_string(r, c, str(cell or "–").replace("_", "/"), self.ratings.get(cell, self.formats["text"]))
            return
        form = self.bold[kind] if bold else self.formats[kind]
        if cell is None:
            page.write_blank(r, c, None, form)
        elif isinstance(cell, date):
            page.write_datetime(r, c, cell, form)
        elif isinstance(cell, int):
            divisor = {"money": self.scale, "share": SHARE_SCALE, **dict.fromkeys(THOUSANDTHS, THOUSANDTHS_SCALE)}.get(kind, 1)
            page.write_number(r, c, cell / divisor, form)
        else:
            page.write_string(r, c, str(cell), form)
