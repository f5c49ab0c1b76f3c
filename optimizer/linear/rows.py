"""Integer rows and the integer model that consists of them.

Solvers get scaled copies of the rows. Whether a row holds is always decided by this module, in Python integers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.linear.arrays import IntArray
from optimizer.linear.rule_families import RuleFamily, family_named

Selection = frozenset[int]  # the numbers of the chosen options
Point = dict[int, int]  # maps the number of a column to its figure; a column that is absent is zero


@dataclass(frozen=True)
class Row:
    """One row: lower <= sum of coefs x cols <= upper. A bound of None stands for no bound.

    label: the rule in words that a portfolio manager knows. unit: the unit of the row's sum and bounds (minor, milli_fte,
    count). owner: who declared the rule; None if the owner of the row's family is responsible for it (rule_families.py). place:
    for a row about people, the role and the first period; None for every other row.
    """

    name: str
    family: str
    label: str
    cols: IntArray
    coefs: IntArray
    lower: int | None
    upper: int | None
    unit: str = "count"
    owner: str | None = None
    place: tuple[str, int] | None = None

    @property
    def traits(self) -> RuleFamily:
        """The registry's record of the row's family. Raises KeyError for a family that is not registered."""
        return family_named(self.family)

    def activity(self, point: Point) -> int:
        """The sum of coefs x cols at a point, in Python integers."""
        return sum(a * point[j] for j, a in zip(self.cols.tolist(), self.coefs.tolist(), strict=True) if j in point)

    def excess(self, point: Point) -> int:
        """By how much a point violates the row: positive above the upper bound, negative below the lower bound, else 0."""
        activity = self.activity(point)
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
    owner: str | None = None,
) -> Row:
    """Builds a Row from (col, coef) pairs. Coefficients of the same column are added; a column with the sum 0 is dropped."""
    summed: dict[int, int] = {}
    for col, coef in terms:
        summed[col] = summed.get(col, 0) + coef
    kept = sorted((col, coef) for col, coef in summed.items() if coef)
    cols = np.array([col for col, _ in kept], dtype=np.int64)
    return Row(name, family, label, cols, np.array([coef for _, coef in kept], dtype=np.int64), lower, upper, unit, owner)


@dataclass(frozen=True)
class IntegerModel:
    """A maximisation over integer columns from 0 to `upper_limits`.

    options: the number of options; the first `options` columns are the binary choices of the options. columns: the name of each
    column. money: the columns that count minor units; a solver may get these columns in a coarser unit.
    """

    columns: tuple[str, ...]
    objective: IntArray
    rows: tuple[Row, ...]
    options: int
    upper_limits: IntArray
    money: frozenset[int] = frozenset()


def owner_of(each: Row) -> str:
    """The owner of a row: the person or office that declared its rule, else the owner of its family."""
    return each.owner or each.traits.owner


def value_of(objective: Sequence[int] | IntArray, point: Point) -> int:
    """The value of the objective at a point, in Python integers."""
    return sum(int(objective[j]) * figure for j, figure in point.items())


def broken_rows(rows: Iterable[Row], point: Point) -> list[Row]:
    """The rows that a point violates."""
    return [each for each in rows if each.excess(point)]


def worst_of_each_place(excesses: Iterable[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Keeps, of several rows about the same money, only the row with the greatest excess. All rows not about money are kept.

    Rows about the same money are sums over more or fewer of its funds, so they repeat one another.
    """
    kept: dict[str, tuple[Row, int]] = {}
    for each, by in excesses:
        place = f"{each.family},{each.name.split(',', 1)[1]}" if each.traits.limits == "money" else each.name
        if place not in kept or by > kept[place][1]:
            kept[place] = (each, by)
    return list(kept.values())
