"""Writes the lines of a journal in a layout, in documents that each balance, and reads the amounts back to check them."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from cutline.contracts.calendar import Calendar
from cutline.errors import Finding, LedgerDoesNotTie, SettingsError
from cutline.journals.booking_lines import BookingLine
from cutline.journals.layout import JournalColumn, Layout
from cutline.settings.all_settings import Settings

MOST_FINDINGS = 30


def journal_text(lines: Sequence[BookingLine], layout: Layout, settings: Settings, *, night: str, since: str, today: date) -> str:
    """The file of a journal. night, since: the names of the nights. today: the day on which the file is written.

    Raises SettingsError that names every text without a code, every empty cell that the system needs, and every text that is too long
    for it; and LedgerDoesNotTie if a document does not balance, which would be a fault of Cutline.
    """
    place = io.StringIO(newline="")
    writer = csv.writer(place, delimiter=layout.delimiter, lineterminator=layout.line_end)
    if layout.has_header:
        writer.writerow([column.header for column in layout.columns])
    problems: dict[str, Finding] = {}
    of_file, digits = 0, settings.portfolio.minor_digits
    for number, document in enumerate(documents(lines, layout), 1):
        if sum(line.amount for line in document):
            raise LedgerDoesNotTie("a document does not balance", [Finding(f"document {number}", str(sum(line.amount for line in document)), "0 minor units", "report a fault in Cutline")])  # fmt: skip
        for in_document, line in enumerate(document, 1):
            of_file += 1
            fields = {
                "document": str(number), "document_year": str(document[0].account.fiscal_year) if layout.document_per == "fiscal_year" else "", "line": str(in_document), "line_of_file": str(of_file), "currency": settings.portfolio.currency,
                "night": night, "since": since, "today": today.strftime(layout.date_format),
                "date": _accounting_date(line.account.fiscal_year, layout, settings.horizon()).strftime(layout.date_format),
                **_fields_of(line, lambda minor: amount_in(layout, minor, digits)),
            }  # fmt: skip
            writer.writerow([_cell(column, fields, layout, problems, of_file) for column in layout.columns])
    if problems:
        more = f"; and {len(problems) - MOST_FINDINGS} more" if len(problems) > MOST_FINDINGS else ""
        raise SettingsError(f"the journal does not fit its layout{more}", list(problems.values())[:MOST_FINDINGS])
    return place.getvalue()


def documents(lines: Sequence[BookingLine], layout: Layout) -> Iterator[list[BookingLine]]:
    """The lines in documents of whole bookings, of at most as many lines as the layout allows. A move between the years of a fund is
    in the document of the year that receives it.
    """
    pairs = [list(pair) for _, pair in groupby(lines, key=lambda line: line.booking)]
    if layout.document_per == "fiscal_year":
        pairs.sort(key=lambda pair: pair[0].account.fiscal_year)
    parts = groupby(pairs, key=lambda pair: pair[0].account.fiscal_year if layout.document_per == "fiscal_year" else 0)
    for _, part in parts:
        document: list[BookingLine] = []
        for pair in part:
            if layout.most_lines and document and len(document) + len(pair) > layout.most_lines:
                yield document
                document = []
            document += pair
        yield document


def amount_in(layout: Layout, minor: int, digits: int) -> str:
    """An amount as the layout writes it, without thousands marks."""
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}" + (f"{layout.decimal}{rest:0{digits}d}" if digits else "")


def _fields_of(line: BookingLine, written: Callable[[int], str]) -> dict[str, str]:
    account, amount = line.account, line.amount
    return {
        "key": line.key, "account": account.kind, "account_name": account.name, "other_account": line.other.kind,
        "project_id": account.project_id or line.other.project_id, "fund_id": account.fund_id, "cost_class": account.cost_class,
        "fiscal_year": str(account.fiscal_year), "debit": written(amount) if amount > 0 else "", "credit": written(-amount) if amount < 0 else "",
        "signed": written(amount), "absolute": written(abs(amount)), "side": "D" if amount > 0 else "C",
    }  # fmt: skip


def _cell(column: JournalColumn, fields: dict[str, str], layout: Layout, problems: dict[str, Finding], line: int) -> str:
    text = column.value.format_map(fields)
    where = f"line {line}, column {column.header}"
    if column.map and text:
        codes = layout.maps[column.map]
        if text not in codes and "*" not in codes:
            action = f'write its code into the layout, under [maps.{column.map}]: "{text}" = "..."'
            problems.setdefault(
                f"{column.map} {text}", Finding(where, f"{text!r}", f"a text with a code in [maps.{column.map}]", action)
            )
            return ""
        text = codes.get(text, codes.get("*", ""))
    if column.needed and not text:
        problems.setdefault(f"{column.header} empty", Finding(where, "nothing", "a text: the system needs one", "state a value for it in the layout"))  # fmt: skip
    if column.most_characters and len(text) > column.most_characters:
        expected = f"at most {column.most_characters} characters"
        problems.setdefault(f"{column.header} {text}", Finding(where, f"{text!r}, of {len(text)}", expected, "give it a shorter code with a map, or leave a field out"))  # fmt: skip
    if column.most_digits and len(text.split(layout.decimal)[0].lstrip("-")) > column.most_digits:
        expected = f"at most {column.most_digits} digits before the decimal mark"
        problems.setdefault(
            f"{column.header} {text}", Finding(where, text, expected, "book it in another layout, or by hand in parts")
        )
    return text


def _accounting_date(fiscal_year: int, layout: Layout, calendar: Calendar) -> date:
    """The first or the last day of a fiscal year."""
    fiscal, month = calendar.fiscal, calendar.first_month
    month -= fiscal.place_in_year(month)
    month += 12 * (fiscal_year - fiscal.year_of(month))
    return fiscal.first_day(month) if layout.accounting_date == "first_day" else fiscal.first_day(month + 12) - timedelta(days=1)
