"""Proposes the feed of a wide layout, in which the headers of several columns are periods and their cells are figures."""

import re
from collections.abc import Iterator

from cutline.sources.inspecting.detecting.cell_kinds import is_period
from cutline.sources.inspecting.findings import ColumnProfile, Inspection
from cutline.sources.inspecting.proposing.matching import matches_of
from cutline.sources.inspecting.proposing.toml_text import toml_string


def period_headers(inspection: Inspection) -> list[str]:
    """The headers that are periods and have figures below them, if there are several. A file with such headers has a wide
    layout.
    """
    found = [
        column.header for column in inspection.columns if column.kind in ("money", "number", "empty") and is_period(column.header)
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
    yield f'unpivot = {{ columns = {toml_string(one)}, name_to = "period_start", value_to = "amount" }}    # fiscal_year for funds, fte for people'
    yield "[sources.feeds.columns]"
    form = (
        "%Y"
        if is_year and all(re.fullmatch(r"\d{4}", header) for header in wide)
        else "%Y-%m-%d"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", wide[0])
        else "?"
    )
    asked = "" if form != "?" else f"    # ? how {wide[0]} is written: %b %y, %Y-%m; other languages by values"
    yield f'period_start = {{ from = "period_start", formats = ["{form}"] }}{asked}'
    yield _amount(inspection, wide)
    used = {column.header: match for match in matches_of(inspection, "cost_lines") for column in [match.profile]}
    for header, match in used.items():
        if header not in wide:
            yield f"{match.column.plain} = {toml_string(header)}    # {match.score} of 100: {match.evidence}"


def dashes_in_words(columns: list[ColumnProfile]) -> str:
    """The question about the dashes of some columns."""
    dashes, filled = sum(column.dashes for column in columns), sum(column.filled for column in columns)
    return f"{dashes} of {filled} filled cells are '-': write 0 if it means zero, or take the key out if it means unknown"


def _amount(inspection: Inspection, wide: list[str]) -> str:
    columns = [column for column in inspection.columns if column.header in wide]
    units = {column.unit.value for column in columns if column.unit}
    unit = units.pop() if len(units) == 1 and None not in units else "?"
    asks = ["what one of the figures is worth: 1, k or m"] if unit == "?" else []
    dashed = ""
    if any(column.dashes for column in columns):
        dashed, asks = ', values = { "-" = "?" }', [*asks, dashes_in_words(columns)]
    return f'amount = {{ from = "amount", unit = "{unit}"{dashed} }}' + (f"    # ? {'; '.join(asks)}" if asks else "")
