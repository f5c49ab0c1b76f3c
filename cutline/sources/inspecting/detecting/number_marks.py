"""Detects the decimal mark and the thousands mark of a file from its numbers."""

import re
from decimal import Decimal

from cutline.sources.inspecting.detecting.cell_kinds import DASHES, MINUS_BEHIND, NUMBER, is_numeric
from cutline.sources.inspecting.findings import Detection


def number_marks(cells: list[list[str]]) -> Detection | None:
    """The finding or the question about the decimal mark. None if there are no numbers.

    If the numbers prove the decimal mark, the result is a finding. Its value is the decimal mark, and its only option is the
    thousands mark ("" if there is none). If they do not, the result is a question, and its options are the two marks that
    may be the decimal mark. If all numbers are whole and have no mark, the result is a finding without options.

    Three kinds of number prove that a mark is the decimal mark: a number in which it comes after the other mark, a number
    in which it is the only mark and is not followed by exactly three digits, and a number in which the other mark occurs
    several times.
    """
    numbers = [match[1].strip() for column in cells if is_numeric(column) for cell in column if (match := NUMBER.match(cell))]
    comma = [number for number in numbers if "," in number]
    dot = [number for number in numbers if "." in number]
    apostrophe, space = any("'" in n for n in numbers), any(" " in n or "\u00a0" in n for n in numbers)
    if not comma and not dot:
        return Detection("decimal", ".", 0.7, "all numbers are whole, and no mark was seen") if numbers else None
    proof = {".": 0, ",": 0}
    for number in numbers:
        for mark, other in ((".", ","), (",", ".")):
            tail = number.rpartition(mark)[2] if mark in number else ""
            after_other = mark in number and other in number and number.rindex(mark) > number.rindex(other)
            lone = number.count(mark) == 1 and mark in number and (len(tail) != 3 or number.startswith("0" + mark))
            grouped = number.count(mark) > 1  # in 1,234,567 the comma marks thousands, so the other mark is the decimal mark
            proof[mark] += after_other or (lone and other not in number)
            proof[other] += grouped
    if proof["."] and proof[","]:
        return Detection(
            "decimal",
            None,
            0.4,
            f"{proof['.']} numbers prove a decimal point, and {proof[',']} prove a decimal comma",
            (".", ","),
        )
    if not proof["."] and not proof[","]:
        return Detection(
            "decimal",
            None,
            0.4,
            f"the mark in {(comma or dot)[0]} could mean thousands or decimals, and no number decides it",
            (".", ","),
        )
    mark = "." if proof["."] else ","
    other = "," if mark == "." else "."
    thousands = other if (comma if other == "," else dot) else "'" if apostrophe else " " if space else ""
    return Detection(
        "decimal", mark, 0.95, f"{proof[mark]} numbers can be read in one way only, thousands mark {thousands!r}", (thousands,)
    )


def number_in(cell: str, decimal: str) -> Decimal | None:
    """The number in a cell, with its suffix k, m or bn; None for a text that is no number. decimal: the decimal mark."""
    match = NUMBER.match(cell)
    if match is None or cell in DASHES:
        return None
    digits = "".join(each for each in match[1] if each.isdigit() or each == decimal).replace(decimal, ".")
    power = re.search(r"(?<=\d)[eE](-?\d{1,2})", cell)
    factor = {"k": 3, "m": 6, "bn": 9}.get((match[2] or "").lower(), 0) + (int(power[1]) if power else 0)
    number = Decimal(digits or "0").scaleb(factor) if digits.count(".") < 2 else None
    is_negative = re.match(r"^\(|^\D{0,5}[-\u2212]", cell) or MINUS_BEHIND.match(cell)
    return -number if number is not None and is_negative else number


def least_and_greatest(cells: list[str], decimal: str) -> tuple[str, str]:
    """The cells with the least and the greatest number, as they are written; two empty texts if there are no numbers."""
    numbers = [(number, cell) for cell in cells if (number := number_in(cell, decimal)) is not None]
    return (min(numbers)[1], max(numbers)[1]) if numbers else ("", "")
