"""The names and sides of rows and columns in every exported form of the model: a row with two bounds is two rows with one side each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from optimizer.linear.arrays import IntArray
from optimizer.linear.rows import IntegerModel

LONGEST_NAME = 240  # characters of a row's name; readers of LP files allow 255
PLAIN = str.maketrans("[],+ ", "_____")
NOT_ALLOWED, NOT_ALLOWED_IN_LINES = re.compile(r"[^0-9A-Za-z_.]"), re.compile(r"[^0-9A-Za-z_.\n]")


@dataclass(frozen=True)
class RowSide:
    """One side of a row: sum of coefs x cols, `sense`, bound."""

    name: str
    cols: IntArray
    coefs: IntArray
    sense: Literal["<=", ">=", "="]
    bound: int


def row_sides(model: IntegerModel) -> Iterator[RowSide]:
    """The sides of all rows, in the order of the rows. Rows without columns are left out."""
    names = plain_names([each.name for each in model.rows])
    for i, each in enumerate(model.rows):
        if not len(each.cols):
            continue
        name = f"r{i}_{names[i]}"[:LONGEST_NAME]
        if each.lower is not None and each.lower == each.upper:
            yield RowSide(name, each.cols, each.coefs, "=", each.lower)
            continue
        if each.upper is not None:
            yield RowSide(name, each.cols, each.coefs, "<=", each.upper)
        if each.lower is not None:
            yield RowSide(name + "_low", each.cols, each.coefs, ">=", each.lower)


def column_names(model: IntegerModel) -> list[str]:
    """The names of the columns in the characters that LP files allow."""
    return plain_names(model.columns)


def plain_names(names: Sequence[str]) -> list[str]:
    """The plain name of each name; all at once, because a call for each name would cost more than the rows of the model."""
    together = "\n".join(names)
    if together.count("\n") != len(names) - 1:
        return list(map(plain_name, names))
    return NOT_ALLOWED_IN_LINES.sub(_code, together.translate(PLAIN)).split("\n") if names else []


def plain_name(name: str) -> str:
    """The name of a column or row in the characters that LP files allow.

    Every other character becomes its hexadecimal code between underscores, so that different names stay different.
    """
    return NOT_ALLOWED.sub(_code, name.translate(PLAIN))


def _code(found: re.Match[str]) -> str:
    return f"_{ord(found[0]):x}_"
