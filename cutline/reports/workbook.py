"""The workbook the PMO analyst and finance work in: one sheet for each question, money as numbers, nothing that could run."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter

from cutline.reports.headline import Headline
from cutline.reports.sheets import MEASURE_SHEETS, Kind
from cutline.reports.sheets import Column as _Column
from cutline.valuation.money import SYMBOLS

MAX_ROWS = 50_000  # a larger sheet takes minutes and gigabytes to write; the CSV has every row
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
}


RATING_COLOURS = {"green": "#b7d7b0", "amber_green": "#dbe8b4", "amber": "#f7dc8d", "amber_red": "#f3bd8f", "red": "#eba49b"}
LINE_HEIGHT = 13.5
_NUMBERS = ("money", "points", "integer", "share", "fte")


def _lines(column: _Column, cell: object) -> int:
    """Lines that wrapped text takes in its column."""
    if column.kind != "wide" or not isinstance(cell, str):
        return 1
    width = column.width or WIDTHS["wide"]
    return sum(1 + int(len(line) / (1.1 * width)) for line in cell.split("\n"))


_PROJECT = (
    _Column("project_id", "Project", width=11), _Column("name", "Name", width=42), _Column("status", "Status", width=12),
    _Column("project_class", "Class", width=14), _Column("theme", "Theme", width=20), _Column("sponsor", "Sponsor", width=16),
)  # fmt: skip


def render_workbook(frames: Mapping[str, pl.DataFrame], headline: Headline) -> bytes:
    """The workbook of a night: Summary, Selected, Not selected, Allocation, Allocation lines, Utilisation, Metrics, those of
    MEASURE_SHEETS that have a row, Data quality, Findings, Data scores, Exceptions, Freshness, Quarantine, Files, Rows read.

    Equal frames and headline give equal bytes.
    """
    buffer = io.BytesIO()
    worth: Kind = "money" if headline.is_money else "points"
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        # A fixed day: the workbook is the same for the same night.
        book.set_properties({"title": headline.portfolio, "author": "Cutline", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        shown = [(sheet, sheet.of(frames[sheet.frame])) for sheet in MEASURE_SHEETS]
        measures = [(sheet, rows) for sheet, rows in shown if rows.height]
        pen = _Pen(book, headline, tuple((sheet.name, sheet.note) for sheet, _ in measures))
        pen.summary()
        pen.sheet("Selected", frames["selected"], "Projects to fund, the most valuable first.", (
            *_PROJECT, _Column("mode", "Option", width=14), _Column("course", "Course", width=16), _Column("start", "Start", width=10), _Column("finish_date", "Finish", "date"),
            _Column("value", "Value", worth), _Column("capex_minor", "Capex", "money"), _Column("opex_minor", "Opex", "money"),
            _Column("spend_minor", "Total in horizon", "money"), _Column("later_minor", "After horizon", "money"),
            _Column("required", "Required because", width=44),
        ), totals=("value", "capex_minor", "opex_minor", "spend_minor", "later_minor"))  # fmt: skip
        pen.sheet("Not selected", frames["not_selected"], "Every other project, and why. 'Price' is what putting it in would take off the portfolio's value.", (
            *_PROJECT, _Column("verdict", "Verdict", width=22), _Column("reason", "Reason", "wide"), _Column("best_value", "Own value", worth),
            _Column("loss", "Price at least", worth), _Column("loss_at_most", "Price at most", worth), _Column("blocking", "Runs into", "wide"),
        ))  # fmt: skip
        pen.sheet("Allocation", frames["allocation"], "Capital allocation by fund, fiscal year and class, to the cent.", (
            _Column("fund_id", "Fund", width=12), _Column("fund", "Name", width=28), _Column("fiscal_year", "Fiscal year", "integer", 11),
            _Column("cost_class", "Class", width=9), _Column("budget_minor", "Budget", "money"), _Column("moved_minor", "Moved in, less out", "money"),
            _Column("allocated_minor", "Allocated", "money"), _Column("released_minor", "of it released", "money"), _Column("reserved_minor", "of it reserved", "money"),
            _Column("remaining_minor", "Remaining", "money"),
        ), totals=("budget_minor", "moved_minor", "allocated_minor", "released_minor", "reserved_minor", "remaining_minor"))  # fmt: skip
        pen.sheet("Allocation lines", frames["allocation_lines"], "The same, project by project: what finance books, as a commitment where it is released, as a reserve where it waits for a stage gate.", (
            _PROJECT[0], _PROJECT[1], _Column("fund_id", "Fund", width=12), _Column("fiscal_year", "Fiscal year", "integer", 11),
            _Column("cost_class", "Class", width=9), _Column("release", "Release", width=12), _Column("amount_minor", "Amount", "money"),
        ), totals=("amount_minor",))  # fmt: skip
        if frames["stage_gates"].height:
            pen.sheet("Stage gates", frames["stage_gates"], "Projects of the plan with stage gates: money is released to the end of the period of the next gate, and reserved after it.", (
                _PROJECT[0], _PROJECT[1], _Column("passed_gate", "Last gate passed", width=18), _Column("next_gate", "Next gate", width=18), _Column("gate_date", "Date", "date"),
                _Column("period", "Released to", width=12), _Column("released_minor", "Released", "money"), _Column("reserved_minor", "Reserved", "money"), _Column("text", "Because", "wide"),
            ), totals=("released_minor", "reserved_minor"))  # fmt: skip
        if frames["money_moved"].height:
            pen.sheet("Money moved", frames["money_moved"], "Money carried to the next fiscal year, and money vired to another fund or class, with the rule that allows it.", (
                _Column("from_fund_id", "From fund", width=14), _Column("from_class", "Class", width=9), _Column("from_year", "Fiscal year", "integer", 11),
                _Column("to_fund_id", "To fund", width=14), _Column("to_class", "Class", width=9), _Column("to_year", "Fiscal year", "integer", 11),
                _Column("amount_minor", "Amount", "money"), _Column("rule_id", "Virement", width=20), _Column("owner", "Owner", width=20), _Column("text", "In words", "wide"),
            ), totals=("amount_minor",))  # fmt: skip
        if frames["people_bought"].height:
            pen.sheet("People bought", frames["people_bought"], "Overtime, contractors and hires that the plan needs, paid as opex of their fiscal year; who is hired stays to the end of the horizon.", (
                _Column("role_id", "Role", width=28), _Column("period", "Period", width=12), _Column("kind", "Kind", width=14),
                _Column("milli_fte", "FTE", "fte"), _Column("fiscal_year", "Fiscal year", "integer", 11), _Column("amount_minor", "Cost", "money"),
            ), totals=("amount_minor",))  # fmt: skip
        pen.utilisation(frames["utilisation"])
        pen.sheet("Metrics", frames["metrics"], "Every project in its default option from its earliest start.", (
            _PROJECT[0], _PROJECT[1], _Column("npv_minor", "NPV", "money"), _Column("cost_minor", "Cost", "money"),
            _Column("benefit_minor", "Benefit (expected)", "money"), _Column("roi_bp", "ROI", "share"), _Column("irr_bp", "IRR a year", "share"),
            _Column("irr_flag", "IRR roots", width=10), _Column("payback_milli_periods", "Payback (periods)", "fte"),
            _Column("score_milli", "Score (of 100)", "points"), _Column("exposure_minor", "Risk exposure", "money"),
            _Column("residual_exposure_minor", "after response", "money"), _Column("cpi_milli", "CPI", "fte"), _Column("spi_milli", "SPI", "fte"),
        ))  # fmt: skip
        for sheet, rows in measures:
            pen.sheet(sheet.name, rows, sheet.note, sheet.columns, sheet.totals)
        pen.quality(frames)
        pen.sheet("Files", frames["deliveries"], "Every file in the drop zone. The same content is used once, whatever its name.", (
            _Column("source_system", "Source", width=20), _Column("source_file", "File", width=34), _Column("as_of_date", "As of", "date"),
            _Column("status", "Status", width=12), _Column("reason", "Why", width=44), _Column("size_bytes", "Bytes", "integer", 12),
            _Column("file_hash", "SHA-256", width=66),
        ))  # fmt: skip
        if frames["look_alikes"].height:
            pen.sheet("Look-alikes", frames["look_alikes"], "Ids that may be one project. Review each, then say in crosswalk whether they are the same.", (
                _Column("system", "Source", width=20), _Column("other_id", "This id", width=14), _Column("other_name", "called", width=44),
                _Column("project_id", "may be", width=14), _Column("name", "called", width=44), _Column("evidence", "Because", width=44),
            ))  # fmt: skip
        pen.sheet("Rows read", frames["row_accounting"], "Every row: read = accepted + quarantined + superseded. Not data: repeated headers, footers and what not_data names, beside.", (
            _Column("table", "Table", width=16), _Column("source_system", "Source", width=20), _Column("source_file", "File", width=34),
            _Column("as_of_date", "As of", "date"), _Column("read", "Read", "integer", 12), _Column("accepted", "Accepted", "integer", 12),
            _Column("quarantined", "Quarantined", "integer", 12), _Column("superseded", "Superseded", "integer", 12),
            _Column("not_data", "Not data", "integer", 12),
        ), totals=("read", "accepted", "quarantined", "superseded"))  # fmt: skip
    return buffer.getvalue()


class _Pen:
    """The open workbook and its formats."""

    def __init__(self, book: xlsxwriter.Workbook, headline: Headline, measures: tuple[tuple[str, str], ...]) -> None:
        self.book, self.headline, self.measures = book, headline, measures
        self.scale = 10**headline.minor_digits
        symbol = SYMBOLS.get(headline.currency, headline.currency + " ")
        decimals = "." + "0" * headline.minor_digits if headline.minor_digits else ""
        money = f'"{symbol}"#,##0{decimals};[Red]-"{symbol}"#,##0{decimals}'
        patterns = {"money": money, "points": "#,##0.0", "integer": "0", "date": "d mmm yyyy", "share": "0.0%", "fte": "#,##0.00"}
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

    def summary(self) -> None:
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
        for i, (sheet, what) in enumerate(_SHEETS[:_MEASURES_AT] + self.measures + _SHEETS[_MEASURES_AT:]):
            page.write_string(r + 2 + i, 0, sheet, self.formats["text"])
            page.write_string(r + 2 + i, 1, what, self.formats["text"])
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def sheet(self, name: str, frame: pl.DataFrame, note: str, columns: Sequence[_Column], totals: Sequence[str] = ()) -> None:
        page = self.book.add_worksheet(name)
        cut = frame.height - MAX_ROWS
        page.write_string(
            0, 0, note + (f" The first {MAX_ROWS:,} rows; the CSV has {frame.height:,}." if cut > 0 else ""), self.note
        )
        page.set_row(1, 30)
        for c, column in enumerate(columns):
            page.set_column(c, c, column.width or WIDTHS[column.kind])
            page.write_string(1, c, column.title, self.head_right if column.kind in _NUMBERS else self.head)
        rows = frame.select(column.name for column in columns).head(MAX_ROWS)
        for r, cells in enumerate(rows.iter_rows(), 2):
            # Not every spreadsheet fits the height of wrapped rows by itself.
            page.set_row(r, LINE_HEIGHT * max(map(_lines, columns, cells)))
            for c, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                self._write(page, r, c, column.kind, cell)
        last = rows.height + 1
        if totals:
            page.write_string(last + 1, 0, "Total", self.bold["text"])
            for c, column in enumerate(columns):
                if column.name in totals:
                    self._write(page, last + 1, c, column.kind, int(frame[column.name].sum()), bold=True)
        page.freeze_panes(2, 2 if len(columns) > 2 else 0)
        page.autofilter(1, 0, max(last, 2), len(columns) - 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)

    def quality(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """What the gate found, what of it matters, how good the data are, and what was set aside."""
        failed = frames["quality"].filter(pl.col("status") != "passed")
        passed = frames["quality"].height - failed.height
        self.sheet("Data quality", failed, f"Rules that found something. {passed} other rules passed.", (
            _Column("severity", "Severity", width=9), _Column("rule", "Rule", width=34), _Column("count", "Rows", "integer"),
            _Column("owner", "Owner", width=22), _Column("reason", "Expected", "wide", 50), _Column("samples", "Found", "wide"), _Column("fix", "What to do", "wide", 50),
        ))  # fmt: skip
        self.sheet("Findings", frames["findings"], "What the rules object to, project by project, the weightiest first: whether another value of the cell would change the plan.", (
            _Column("verdict", "Effect", width=20), _Column("rule", "Rule", width=30), _Column("project_id", "Project", width=11), _Column("name", "Name", width=34),
            _Column("findings", "Rows", "integer"), _Column("detail", "Because", "wide", 70), _Column("cost_minor", "It costs", "money"),
            _Column("benefit_minor", "It brings", "money"), _Column("owner", "Owner", width=20), _Column("where", "First at", width=36), _Column("found", "Found", "wide", 60),
        ))  # fmt: skip
        self.sheet("Data scores", frames["quality_scores"], "Sources: share of rows that no rule objects to. Owners: share of their rules that pass. Beside the day before.", (
            _Column("kind", "Of", width=9), _Column("name", "Name", width=26), _Column("looked_at", "Rows or rules", "integer", 13), _Column("bad", "Bad", "integer"),
            _Column("score_bp", "Score", "share"), _Column("before_bp", "Before", "share"), _Column("change_bp", "Change", "share"),
        ))  # fmt: skip
        if frames["quality_exceptions"].height:
            self.sheet("Exceptions", frames["quality_exceptions"], "What may stand until a day. A negative number of days left: expired, the rule objects again.", (
                _Column("rule", "Rule", width=30), _Column("project_id", "Project", width=11), _Column("file", "Files", width=22), _Column("reason", "Because", "wide", 60),
                _Column("approved_by", "Approved by", width=22), _Column("expires", "Until", "date"), _Column("days_left", "Days left", "integer"), _Column("covers", "Covers", "integer"),
            ))  # fmt: skip
        self.sheet("Freshness", frames["field_freshness"], "Every field that is filled: the day of its export, how much of it is known, and since when nothing in it has changed.", (
            _Column("table", "Table", width=16), _Column("column", "Field", width=26), _Column("source_system", "Source", width=22), _Column("as_of_date", "As of", "date"),
            _Column("age_days", "Days old", "integer"), _Column("rows", "Rows", "integer"), _Column("known_bp", "Known", "share"), _Column("unchanged_since", "Unchanged since", "date", 16),
        ))  # fmt: skip
        self.sheet("Quarantine", frames["quarantine"], "Cells that could not be read; their projects are set aside until they are mended.", (
            _Column("table", "Table", width=12), _Column("source_file", "File", width=32), _Column("source_row", "Row", "integer"),
            _Column("cell", "Cell", width=7), _Column("header", "Headed", width=18), _Column("project_id", "Project", width=11),
            _Column("found", "Found", width=24), _Column("expected", "Expected", "wide", 60), _Column("action", "What was done", width=16),
        ))  # fmt: skip

    def utilisation(self, frame: pl.DataFrame) -> None:
        """Roles down, periods across: percent of the capacity left for projects that the plan uses."""
        page = self.book.add_worksheet("Utilisation")
        periods = frame.select("period_index", "period").unique().sort("period_index")["period"].to_list()
        page.write_string(
            0,
            0,
            "Share of each role's project capacity that the plan uses; below, what all candidates together would ask.",
            self.note,
        )
        page.set_column(0, 0, 26)
        page.set_column(1, max(len(periods), 1), 10)
        scale = {"type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0, "mid_value": 0.85, "max_value": 1.2,
                 "min_color": "#ffffff", "mid_color": "#9ec9a5", "max_color": "#d9534f"}  # fmt: skip
        r = 2
        for title, share in (("Planned", "utilisation_bp"), ("Asked", "asked_bp")):
            page.write_string(r, 0, title, self.head)
            for c, period in enumerate(periods, 1):
                page.write_string(r, c, period, self.head)
            shares = {(role, period): bp for role, period, bp in frame.select("role_id", "period", share).iter_rows()}
            roles = sorted({role for role, _ in shares})
            for i, role in enumerate(roles, r + 1):
                page.write_string(i, 0, role, self.formats["text"])
                for c, period in enumerate(periods, 1):
                    self._write(page, i, c, "share", shares.get((role, period)))
            if roles and periods:
                page.conditional_format(r + 1, 1, r + len(roles), len(periods), scale)
            r += len(roles) + 2
        page.freeze_panes(0, 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)

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
            divisor = {"money": self.scale, "points": 1000, "share": 10_000, "fte": 1000}.get(kind, 1)
            page.write_number(r, c, cell / divisor, form)
        else:
            page.write_string(r, c, str(cell), form)


_MEASURES_AT = 6  # where in the list of sheets those of MEASURE_SHEETS come
_SHEETS: tuple[tuple[str, str], ...] = (
    ("Selected", "projects to fund, their option, start, cost and value"),
    ("Not selected", "every other project with its reason and its price"),
    ("Allocation", "by fund, fiscal year and class, to the cent"),
    ("Allocation lines", "the same by project: what finance books"),
    ("Utilisation", "people: share of capacity used, by role and period"),
    ("Metrics", "NPV, ROI, IRR, payback, score, risk exposure, earned value"),
    ("Data quality", "rules that found something, and what to do"),
    ("Findings", "which of these matter to the plan, and what is at stake"),
    ("Data scores", "sources and owners, beside the day before"),
    ("Freshness", "how old each field is, and since when it has not changed"),
    ("Quarantine", "cells that could not be read"),
    ("Rows read", "every row of every file, accounted for"),
)
