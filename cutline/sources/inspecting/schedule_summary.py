"""What `inspect` says of a schedule file: its projects and dates, its money and currency, its roles and milestones.

The tables of a schedule are ready made, so that no column has to be detected.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from cutline.sources.formats.documents import Document
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.xer import XER
from cutline.sources.inspecting.findings import Detection

Rows = list[list[str]]
MOST_NAMED = 8


def currency_of_header(document: Document, export_format: ExportFormat) -> str:
    """The currency that the first line of a XER file names for the user who exported it; empty for other formats."""
    if export_format is not XER:
        return ""
    with document.open() as file:
        cells = file.readline().decode("ascii", "replace").split("\t")
    last = cells[-1].strip()
    return last if re.fullmatch("[A-Z]{3}", last) else ""


def schedule_findings(table_rows: Callable[[str], Rows], header_currency: str = "") -> tuple[tuple[Detection, ...], int]:
    """The findings about a schedule file, and the number of its projects. table_rows: the rows of a table of the schedule,
    the header first. header_currency: the currency that the first line of the file names; empty if it names none.
    """
    tables = {name: _records(table_rows(name)) for name in ("projects", "milestones", "demand", "cost_lines", "evm")}
    found = [
        _projects(tables),
        _dates(tables),
        _currency(tables, header_currency),
        _costs(tables),
        _roles(tables),
        _milestones(tables),
    ]
    return tuple(found), len(tables["projects"])


Tables = dict[str, list[dict[str, str]]]


def _records(rows: Rows) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _told(what: str, value: str, evidence: str) -> Detection:
    return Detection(what, value, 1.0, evidence)


def _named(words: list[str]) -> str:
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + more


def _projects(tables: Tables) -> Detection:
    words = [
        f"{each['project_id']} ({each['name']})" if each["name"] not in ("", each["project_id"]) else each["project_id"]
        for each in tables["projects"]
    ]
    return _told("projects", _named(words) or "none", f"{len(words)} project(s); a baseline in the file is none of them")


def _dates(tables: Tables) -> Detection:
    """From the first start to the last finish, else to the last month with work or cost."""
    starts = sorted(filter(None, (each["earliest_start"] for each in tables["projects"])))
    months = sorted(filter(None, (each["period_start"] for name in ("cost_lines", "demand") for each in tables[name])))
    finishes = sorted(filter(None, (each["finish"] for each in tables["projects"])))
    data_dates = sorted({each["status_date"] for each in tables["projects"] if each["status_date"]})
    first = (starts or months or ["unknown"])[0]
    last = finishes[-1] if finishes else months[-1][:7] if months else "unknown"
    status = f"data date {_named(data_dates)}" if data_dates else "no data date, so no earned value"
    months_told = f"work and cost by month, {months[0][:7]} to {months[-1][:7]}" if months else "no dated work or cost"
    return _told("dates", f"{first} to {last}", f"{months_told}; {status}")


def _currency(tables: Tables, header: str) -> Detection:
    """The currency of the amounts; a question if the header of the file names another than its base currency."""
    named = sorted({each["currency"] for each in tables["projects"]} - {""})
    if named and header and header not in named:
        return Detection(
            "currency",
            None,
            0.5,
            f"the first line of the file says {header}, and its base currency is {_named(named)}: a P6 file states amounts in the base currency",
            (*named, header),
        )
    evidence = "the base currency of the file" if named else "the file names none: amounts count in the portfolio's currency"
    return _told("currency", _named(named) or "not stated", evidence)


def _costs(tables: Tables) -> Detection:
    amounts = [each["amount"] for each in tables["cost_lines"]]
    total, unknown = sum((Decimal(each) for each in amounts if each), Decimal(0)), sum(not each for each in amounts)
    known = [each["actual"] for each in tables["evm"]]
    spent = f"{sum(map(Decimal, known)):,.2f}" if known and all(known) else "unknown"
    lines = f"{len(amounts)} cost line(s)" + (f", {unknown} of unknown amount" if unknown else "")
    return _told(
        "costs", f"{total:,.2f}" if amounts else "none", f"{lines}; spent to the data date: {spent}; capex or opex is not stated"
    )


def _roles(tables: Tables) -> Detection:
    hours: dict[str, Decimal] = {}
    for each in tables["demand"]:
        hours[each["role_id"]] = hours.get(each["role_id"], Decimal(0)) + Decimal(each["hours"] or 0)
    words = [f"{role or 'no role'} ({total:,.0f} h)" for role, total in sorted(hours.items())]
    return _told("roles", _named(words) or "none", "the hours that each role works" if words else "no work of people is assigned")


def _milestones(tables: Tables) -> Detection:
    rows = tables["milestones"]
    based = sum(bool(each["baseline_date"]) for each in rows)
    return _told("milestones", str(len(rows)), f"{based} with a baseline date, which comes from the baseline in the file")
