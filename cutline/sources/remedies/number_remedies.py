"""The settings under which a number might be read: other marks, a minus behind it, rounding, a unit."""

import re
from collections.abc import Iterator
from itertools import product

from cutline.contracts.tables.records import Column
from cutline.settings.sources import UNITS_BY_KIND, ColumnMap, Source
from cutline.sources.remedies.written_settings import Change

MARKS = ((".", ","), (",", "."), (".", " "), (",", " "), (".", "'"), (",", "'"))  # of decimals and of thousands
NEGATIVE, POSITIVE = ("-", "\u2212", "CR", "C", "H"), ("+", "DR", "D", "S")  # what stands behind a number, in upper case
DIGITS_OF_A_DOUBLE = 15


def number_settings(column: Column, text: str, source: Source, wanted: ColumnMap) -> Iterator[Change]:
    """The changes under which a text might be read as a number, by the look of it. Whether they read it is not certain."""
    if not re.search(r"\d", text):
        return
    text = re.sub(r"[\u00a0\u202f]", " ", text)
    behind = list(_marks_behind(text, source))
    marks = [
        {"decimal": decimal, "thousands": thousands}
        for decimal, thousands in MARKS
        if (decimal != source.decimal or (thousands != source.thousands and thousands in text))
        and _fits_marks(text, decimal, thousands)
    ]
    digits = len(re.sub(r"\D", "", text))
    rounding = [{"round_to_15_digits": True}] if digits > DIGITS_OF_A_DOUBLE and not source.round_to_15_digits else []
    units = (
        [each for each in UNITS_BY_KIND.get(column.kind, ()) if each not in ("1", "hours", "stated")]
        if wanted.unit == "1"
        else []
    )
    for one, other, third, unit in product(
        [{}, *marks], [{}, *behind], [{}, *rounding], [{}, *({"unit": each} for each in units)]
    ):
        changed = [each for each in (one, other, third, unit) if each]
        if changed:
            yield Change(one | other | third, unit, len(changed))


def _fits_marks(text: str, decimal: str, thousands: str) -> bool:
    """Whether the digits of a text may be grouped by these marks, and the marks are needed to read it."""
    number = re.search(r"\d(?:[\d.,' ]*\d)?", text)
    plain = number[0] if number else ""
    mark, point = re.escape(thousands), re.escape(decimal)
    return not plain.isdigit() and re.fullmatch(rf"(?:\d{{1,3}}(?:{mark}\d{{3}})+|\d+)(?:{point}\d+)?", plain) is not None


def _marks_behind(text: str, source: Source) -> Iterator[dict[str, tuple[str, ...]]]:
    match = re.search(r"\d\s*([-+\u2212]|[A-Za-z]{1,2})\s*$", text)
    mark = match[1].upper() if match else ""
    if mark in NEGATIVE:
        yield {"negative_suffixes": (*source.negative_suffixes, mark)}
    if mark in POSITIVE:
        yield {"positive_suffixes": (*source.positive_suffixes, mark)}
