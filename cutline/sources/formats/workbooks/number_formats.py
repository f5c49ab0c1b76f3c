"""The number formats of workbook cells that show a percentage: a cell that holds 0.35 under the format 0% shows 35%."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping

BUILT_IN = {9: "0%", 10: "0.00%"}  # the percentages among the formats that every workbook knows by number
_COLUMNS = 1 << 14


def shows_percentage(code: str) -> bool:
    """Whether a number format shows a percentage. code: the format as a spreadsheet writes it."""
    first = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code).split(";")[0]
    return "%" in first


def percentage_styles(codes: Mapping[int, str], styles: list[int]) -> frozenset[int]:
    """The indexes of the cell styles that show a percentage.

    codes: the formats that the workbook declares, by number. styles: the number of the format of each style.
    """
    known = BUILT_IN | dict(codes)
    return frozenset(index for index, number in enumerate(styles) if shows_percentage(known.get(number, "")))


class CellSet:
    """Cells of a sheet, kept in eight bytes each."""

    def __init__(self) -> None:
        self._cells = array("Q")
        self._is_sorted = True

    def add(self, row: int, column: int) -> None:
        """Add a cell. row, column: counted from 0."""
        cell = row * _COLUMNS + column
        self._is_sorted = self._is_sorted and (not self._cells or self._cells[-1] < cell)
        self._cells.append(cell)

    def has(self, row: int, column: int) -> bool:
        """Whether the cell was added."""
        if not self._cells:
            return False
        if not self._is_sorted:
            self._cells, self._is_sorted = array("Q", sorted(self._cells)), True
        cell = row * _COLUMNS + column
        place = bisect_left(self._cells, cell)
        return place < len(self._cells) and self._cells[place] == cell
