"""Proposes the feed of a wide layout, in which the headers of several columns are periods and their cells are figures."""

import re
from collections.abc import Iterator

from cutline.sources.inspecting.findings import Inspection
from cutline.sources.inspecting.proposing.matching import matches_of
from cutline.sources.inspecting.proposing.toml_text import toml_string

PERIOD = re.compile(
    r"20\d\d-\d\d-\d\d|(?:FY ?)?20\d\d(?:[-/ ]?(?:\d{1,4}|Q[1-4]))?|[^\W\d_]{3,9}[-. ]\d{2,4}|Q[1-4][-/ ]?(?:20)?\d\d(?:/\d\d)?|\d{1,2}[./]20\d\d|M\+?\d+|Q\+?\d+",
    re.IGNORECASE,
)

DAY = re.compile(r"20\d\d-\d\d-\d\d")  # a date cell of a workbook, as its reader writes it


def period_headers(inspection: Inspection) -> list[str]:
    """The headers that are periods and have figures below them, if there are several. A file with such headers has a wide
    layout.
    """
    found = [
        column.header
        for column in inspection.columns
        if column.kind in ("money", "number", "empty") and PERIOD.fullmatch(column.header)
    ]
    return found if len(found) > 1 else []


def wide_feed(inspection: Inspection, wide: list[str]) -> Iterator[str]:
    """The lines of a feed with an unpivot of the headers `wide`. What cannot be decided is a question."""
    is_year = all(re.search(r"\d{4}$", header) and not re.search("[^FYfy\\d /-]", header) for header in wide)
    tokens = re.findall(r"\d+|[^\W\d_]+|.", wide[0])
    one = (
        "("
        + "".join(
            r"\d+" if each.isdigit() else r"[^\W\d_]+" if each.isalpha() else each if each == " " else re.escape(each)
            for each in tokens
        )
        + ")"
    )
    alike = [header for header in wide if re.fullmatch(one, header)]
    yield "[[sources.feeds]]"
    yield f'table = "?"    # ? {len(alike)} columns, {wide[0]} to {wide[-1]}, are periods over figures: cost_lines, benefits, demand, capacity or funds?'
    name_to, value_to = ("fiscal_year", "amount") if is_year else ("period_start", "amount")
    yield f"unpivot = {{ columns = {toml_string(one)}, name_to = {toml_string(name_to)}, value_to = {toml_string(value_to)} }}    # fte for people"
    yield "[sources.feeds.columns]"
    if name_to == "period_start":
        if all(DAY.fullmatch(header) for header in wide):
            yield 'period_start = { from = "period_start", formats = ["%Y-%m-%d"] }'
        else:
            yield f'period_start = {{ from = "period_start", formats = ["?"] }}    # ? how {wide[0]} is written: %b %y, %Y-%m; other languages by values'
    yield f'{value_to} = {{ from = "{value_to}", unit = "?" }}    # ? what one of the figures is worth: 1, k or m'
    used = {column.header: match for match in matches_of(inspection, "cost_lines") for column in [match.profile]}
    for header, match in used.items():
        if header not in wide:
            yield f"{match.column.plain} = {toml_string(header)}    # {match.score} of 100: {match.evidence}"
