"""Looks in a file for proof of what a dash among figures means: a total that is right only if the dash is zero.

A spreadsheet's accounting format shows zero as a dash, and people write a dash for what they do not know.
"""

import re
from decimal import Decimal, InvalidOperation

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.settings.sources import Source
from cutline.sources.formats.reading import TextTable

DASH = "-"


def deciding_figures(table: str) -> list[str]:
    """The columns of a table that hold amounts or FTE and that every export of the table must have."""
    return [
        each.name
        for each in TABLES[table].columns
        if each.kind in ("money", "fte", "points") and (each.required or each.is_expected)
    ]


def is_dash(cell: pl.Expr) -> pl.Expr:
    """Whether a cell holds nothing but a dash, with or without blanks around it."""
    return (cell.str.strip_chars() == DASH).fill_null(value=False)


def what_totals_say(text: TextTable, places: list[int], source: Source) -> str:
    """What shows that a dash in the columns `places` is zero, in words; empty if nothing does.

    Two things are proof: a column that is the sum of the columns in every row with a dash, and a row of totals that is the
    sum of each of the columns with a dash.
    """
    cells = text.first_rows
    data = cells.filter(pl.col("not_data").is_null())
    with_dash = data.filter(pl.any_horizontal(is_dash(pl.col(str(place))) for place in places))
    if with_dash.is_empty():
        return ""
    return _column_of_totals(text, with_dash, places, source) or _row_of_totals(cells, data, places, source)


def _column_of_totals(text: TextTable, rows: pl.DataFrame, places: list[int], source: Source) -> str:
    sums = [_sum(row, source) for row in rows.select(str(place) for place in places).iter_rows()] if len(places) > 1 else []
    for place, header in enumerate(text.header):
        if not sums or place in places or not header:
            continue
        totals = [figure_of(cell, source) for cell in rows[str(place)]]
        stated = [(mine, total) for mine, total in zip(sums, totals, strict=True) if total is not None]
        if stated and len(stated) * 2 >= len(sums) and all(mine == total for mine, total in stated):
            return f"the column {header!r} is the sum of the others in {len(stated):,} of {len(sums):,} rows with a dash, if the dash is zero"
    return ""


def _row_of_totals(cells: pl.DataFrame, data: pl.DataFrame, places: list[int], source: Source) -> str:
    totals = cells.filter(pl.col("not_data").is_in(["footer", "declared as no data"]))
    dashed = [place for place in places if data.select(is_dash(pl.col(str(place))).any()).item()]
    for row in totals.iter_rows(named=True):
        stated = {place: figure_of(row[str(place)], source) for place in dashed}
        if all(total is not None and _sum(tuple(data[str(place)]), source) == total for place, total in stated.items()):
            return "a row of totals is the sum of its columns, if the dash is zero"
    return ""


def _sum(cells: tuple[str | None, ...], source: Source) -> Decimal | None:
    """The sum of cells in which a dash is zero; None if a cell is no figure."""
    figures = [Decimal(0) if not cell or cell.strip() in ("", DASH) else figure_of(cell, source) for cell in cells]
    return None if any(each is None for each in figures) else sum(filter(None, figures), Decimal(0))


def figure_of(cell: str | None, source: Source) -> Decimal | None:
    """The figure in a cell, without its currency sign, by the marks that the source declares; None for any other text."""
    plain = re.sub(r"[\s\u00a0\u202f£€$¥]", "", cell or "").replace(source.thousands or "\0", "").replace(source.decimal, ".")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    try:
        return Decimal(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
    except InvalidOperation:
        return None
