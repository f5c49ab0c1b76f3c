"""Tells from the text of a cell, or of a column's cells, whether it is a number, a date or plain text."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from cutline.sources.formats.header_text import UNSEEN
from cutline.sources.typed_rows.cell_text import SPACES

DIGITS = r"\d{1,3}(?:[,.' \u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
NUMBER = re.compile(
    rf"^\(?[-+\u2212]?\s*(?:[£€¥$]|[A-Z]{{0,2}}\$|[A-Z]{{3}}\s)?\s*[-\u2212]?({DIGITS})(?:[eE]-?\d{{1,2}})?\s*((?i:k|m|bn)|%)?"
    rf"\s*(?:[£€]|[A-Z]{{3}})?\)?(?:-|\s?(?:CR|DR))?$"
)
MINUS_BEHIND = re.compile(r"^[^-\u2212(]*\d\s?(-|CR)$")  # 250.00- or 250.00 CR
DASHES = ("-", "\u2013", "\u2014")  # of which a spreadsheet's accounting format shows the first for zero
PERIOD = re.compile(
    r"(?:FY ?)?20\d\d(?:[-/ ]?(?:\d{1,4}|Q[1-4]))?|20\d\d-\d\d-\d\d|[^\W\d_]{3,9}(?:\.?[- ]|\.)\d{2,4}|Q[1-4](?:[-/ ]?(?:20)?\d\d(?:/\d\d)?)?|\d{1,2}[./]20\d\d|M\+?\d+|Q\+?\d+"
    r"|w/?[ceb]s? ?\d{1,2}[-. /][^\W\d_]{3}[-. /]\d{2,4}|w/?[ceb]s? ?\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|w/?[ceb]s? ?\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)


def cell_text(cell: str) -> str:
    """The text of a cell as the night reads it: in Unicode's composed form, with plain spaces, and none at its ends."""
    plain = re.sub(SPACES, " ", cell.strip()).strip(UNSEEN).strip()
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def is_period(cell: str) -> bool:
    """Whether a cell is written like a year, a quarter, a month or a day, as the headers of wide layouts are."""
    return PERIOD.fullmatch(" ".join(cell.split())) is not None


def cell_kind(cell: str) -> str:
    """`number`, `date` or `text`; empty for an empty cell and for a dash, which says nothing about its column."""
    cell = cell.strip()
    if not cell or cell in DASHES:
        return ""
    if NUMBER.match(cell):
        return "number"
    return "date" if re.match(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?$", cell) else "text"


def share_of_figures(column: Sequence[str]) -> float:
    """The share of numbers and dates among the filled cells."""
    kinds = Counter(filter(None, map(cell_kind, column)))
    return (kinds["number"] + kinds["date"]) / sum(kinds.values()) if kinds else 0.0


def is_numeric(column: Sequence[str]) -> bool:
    """Whether at least six of ten filled cells are numbers."""
    kinds = Counter(filter(None, map(cell_kind, column)))
    return bool(kinds) and kinds["number"] >= 0.6 * sum(kinds.values())
