"""Writes numbers in full that a program has written in a short form: with an exponent, or as a binary fraction."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

import polars as pl

from cutline.settings.sources import Source

# The exponents of numbers that a program wrote with all their digits: 2.0E-6, 1e-05, 1.2E7. A spreadsheet writes E+07 and
# E-06 and may have dropped digits before, and 1e5 may be a code: such texts are no exact numbers.
SMALL, LARGE = r"[eE]-[1-9]\d?|e-0\d", r"[eE]\d{1,2}"
DOUBLE = Context(prec=15, rounding=ROUND_HALF_EVEN)  # a binary fraction of 64 bits holds 15 decimal digits


def numbers_in_full(text: pl.Series, source: Source) -> pl.Series:
    """The texts, in which every number with an exact exponent is written in full: 2.0E-6 is 0.0000020.

    If the source says so (`round_to_15_digits`), a number of more than 15 digits is rounded to 15. Other texts stay.
    """
    mark = re.escape(source.decimal)
    with_exponent = rf"\d(?:{SMALL})|\d{mark}\d+(?:{LARGE})"
    pattern = rf"{with_exponent}|\d{{16}}|\d{mark}\d{{15}}|\d{{2,}}{mark}\d{{6,}}" if source.round_to_15_digits else with_exponent
    if not text.str.contains(pattern).any():
        return text
    number = re.compile(rf"(?P<whole>\d+)(?:{mark}(?P<part>\d+))?(?P<exponent>{SMALL}|{LARGE})?(?![\d.,eE])")
    return pl.Series(text.name, [each and _in_full(each, number, source) for each in text.to_list()], dtype=pl.String)


def _in_full(text: str, number: re.Pattern[str], source: Source) -> str:
    found = number.search(text)
    if found is None or any(letter.isdigit() for letter in text[: found.start()] + text[found.end() :]):
        return text
    exponent = int((found["exponent"] or "e0")[1:])
    if found["exponent"] and exponent >= 0 and not found["part"]:
        return text
    value = Decimal(f"{found['whole']}.{found['part'] or '0'}").scaleb(exponent, Context(prec=400))
    digits = len((found["whole"] + (found["part"] or "")).lstrip("0"))
    if source.round_to_15_digits and digits > DOUBLE.prec:
        value = DOUBLE.plus(value)
    elif not found["exponent"]:
        return text
    plain = f"{value:f}".replace(".", source.decimal)
    return text[: found.start()] + plain + text[found.end() :]
