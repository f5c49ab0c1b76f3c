"""Tells from the text of a cell, or of a column's cells, whether it is a number, a date or plain text."""

import re
from collections import Counter
from collections.abc import Sequence

DIGITS = r"\d{1,3}(?:[,.' \u00a0]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
NUMBER = re.compile(
    rf"^\(?[-+\u2212]?\s*(?:[£€¥$]|[A-Z]{{0,2}}\$|[A-Z]{{3}}\s)?\s*[-\u2212]?({DIGITS})\s*((?i:k|m|bn)|%)?\s*(?:[£€]|[A-Z]{{3}})?\)?$"
)


def cell_kind(cell: str) -> str:
    """`number`, `date` or `text`; empty for an empty cell."""
    cell = cell.strip()
    if not cell:
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
