"""Integer rows: the one numeric truth of a model. Solvers get scaled copies; every check of a row is made here, in Python integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Selection = frozenset[int]  # numbers of the options chosen


@dataclass(frozen=True)
class Row:
    """lower <= sum of coefs over the chosen cols <= upper; None is no bound.

    label: the rule in words a portfolio manager knows. unit: what one unit of the row is (minor, milli_fte, count).
    """

    name: str
    family: str
    label: str
    cols: IntArray
    coefs: IntArray
    lower: int | None
    upper: int | None
    unit: str = "count"

    def activity(self, chosen: Selection) -> int:
        """The row's sum for a selection, exactly."""
        return sum(int(a) for j, a in zip(self.cols.tolist(), self.coefs.tolist(), strict=True) if j in chosen)

    def excess(self, chosen: Selection) -> int:
        """By how much the row is broken: above upper counted positive, below lower negative, 0 when it holds."""
        activity = self.activity(chosen)
        if self.upper is not None and activity > self.upper:
            return activity - self.upper
        if self.lower is not None and activity < self.lower:
            return activity - self.lower
        return 0


def row(
    name: str,
    family: str,
    label: str,
    terms: Iterable[tuple[int, int]],
    lower: int | None,
    upper: int | None,
    unit: str = "count",
) -> Row:
    """A Row from (col, coef) pairs; pairs of the same col are added, zeros dropped."""
    summed: dict[int, int] = {}
    for col, coef in terms:
        summed[col] = summed.get(col, 0) + coef
    kept = sorted((col, coef) for col, coef in summed.items() if coef)
    cols = np.array([col for col, _ in kept], dtype=np.int64)
    return Row(name, family, label, cols, np.array([coef for _, coef in kept], dtype=np.int64), lower, upper, unit)


@dataclass(frozen=True)
class IntegerModel:
    """Binary columns with names, an integer objective to maximise, and rows."""

    columns: tuple[str, ...]
    objective: IntArray
    rows: tuple[Row, ...]

    def value(self, chosen: Selection) -> int:
        """The objective of a selection, exactly."""
        return value_of(self.objective, chosen)


def value_of(objective: Sequence[int] | IntArray, chosen: Selection) -> int:
    """Sum of `objective` over the chosen columns, in Python integers."""
    return sum(int(objective[j]) for j in chosen)


def broken(rows: Iterable[Row], chosen: Selection) -> list[Row]:
    """The rows a selection breaks."""
    return [each for each in rows if each.excess(chosen)]


def sharpest(excesses: Iterable[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Of the budget rows of one class and year only the one with the greatest excess: the others are sums over more or fewer funds."""
    kept: dict[str, tuple[Row, int]] = {}
    for each, by in excesses:
        place = each.name.split(",", 1)[1] if each.family == "budget" else each.name
        if place not in kept or by > kept[place][1]:
            kept[place] = (each, by)
    return list(kept.values())


def cover_cut(violated: Row, chosen: Selection, number: int) -> Row:
    """A row that every integer point of `violated` satisfies and `chosen` does not.

    Above an upper bound: as long as the chosen columns of positive coefficient in a minimal cover C all stay and no column of
    negative coefficient joins, the sum stays above the bound. So one of C must go or one of those must join:
    sum over C of (1 - w) + sum over N of w >= 1. A lower bound is an upper bound of the negated row.
    """
    sign = 1 if violated.excess(chosen) > 0 else -1
    bound = violated.upper if sign > 0 else violated.lower
    assert bound is not None
    terms = [(j, sign * a) for j, a in zip(violated.cols.tolist(), violated.coefs.tolist(), strict=True)]
    inside = sorted(((a, j) for j, a in terms if j in chosen and a > 0), reverse=True)
    joining = [j for j, a in terms if j not in chosen and a < 0]
    spare = sign * violated.activity(chosen) - sign * bound - 1
    cover = []
    for a, j in reversed(inside):  # the smallest go first: what is left is minimal
        if a <= spare:
            spare -= a
        else:
            cover.append(j)
    cut = [(j, -1) for j in cover] + [(j, 1) for j in joining]
    return row(f"cut{number}[{violated.name}]", "cut", f"integer form of: {violated.label}", cut, 1 - len(cover), None)
