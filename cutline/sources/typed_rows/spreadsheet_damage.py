"""What a spreadsheet makes of the text that was typed into it: error values, and ids turned into numbers or dates.

Such a cell no longer says what its author meant, so it is a bad cell and not a value.
"""

import polars as pl

from cutline.settings.layouts.locales import LocaleName
from cutline.sources.dating.month_names import folded_month, month_numbers

# What a spreadsheet shows for a cell that has no value.
ERROR_VALUE = (
    r"^(?:#N/?A|#REF!|#VALUE!|#DIV/0!|#NAME\?|#NUM!|#NULL!|#SPILL!|#CALC!|#FIELD!|#GETTING_DATA|#ERROR|Err:\d{3}|#{3,})$"
)
# An identifier that became a number: 1.23457E+15, 1.2E15, or 1001.0 for 1001. An outline number such as 1.0 has fewer
# digits before the point, and stays.
ID_AS_NUMBER = r"^-?\d+(?:[.,]\d+)?[eE]\+\d+$|^-?\d+[.,]\d+[eE]-?\d+$|^-?\d{3,}[.,]0$|^-?\d{3,}\.0+$"
# An identifier that became a date: 1-2 is shown as 2027-01-02, 02/01/2027, 2.1.2027, 2-Jan or Jan-02.
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
ID_AS_DATE = (
    r"^(?:(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|[12]\d|3[01])[/.](?:19|20)\d\d"
    rf"|(?:0?[1-9]|[12]\d|3[01])-{_MONTH}(?:-(?:\d\d)?\d\d)?|{_MONTH}-(?:\d\d)?\d\d)$"
)


def is_error_value(text: pl.Expr) -> pl.Expr:
    """Whether a text is what a spreadsheet shows for a cell that has no value."""
    return text.str.contains(ERROR_VALUE)


def is_spoiled_id(text: pl.Expr, *, has_declared_form: bool, locale: LocaleName = "en") -> pl.Expr:
    """Whether an identifier is what a spreadsheet makes of it: an error value, a number or a date.

    has_declared_form: the mapping declares the form of the ids (`match`), so an id that looks like a date is meant so.
    locale: the language of the spreadsheet, in which 1-2 is shown as 01. Mrz or 01-févr.
    """
    spoiled = is_error_value(text) | text.str.contains(ID_AS_NUMBER)
    if has_declared_form:
        return spoiled
    spoiled = spoiled | text.str.contains(ID_AS_DATE)
    if locale == "en":
        return spoiled
    month = f"(?:{'|'.join(sorted(month_numbers(locale), key=len, reverse=True))})\\.?"
    day = rf"^(?:(?:0?[1-9]|[12]\d|3[01])(?:\. |[-. ]){month}(?:[- ](?:\d\d)?\d\d)?|{month}[- ](?:\d\d)?\d\d)$"
    return spoiled | folded_month(text, locale).str.contains(day)
