"""The names of the months in each locale that a source may declare: in full, and as programs shorten them."""

import unicodedata
from functools import cache

import polars as pl
from babel import Locale

from cutline.settings.layouts.locales import LocaleName

# Short names that Excel and SAP write and that CLDR does not have, the name of January in Austria, and names without umlauts.
_MORE: dict[LocaleName, dict[str, int]] = {
    "en": {"sept": 9},
    "de": {"jänner": 1, "jän": 1, "feber": 2, "mrz": 3, "maerz": 3, "mae": 3},
    "fr": {"jan": 1, "janv": 1, "fév": 2, "avr": 4, "juil": 7, "jul": 7, "aou": 8, "sep": 9},
    "es": {"sep": 9, "setiembre": 9, "set": 9},
    "it": {"sett": 9},
}


@cache
def month_numbers(locale: LocaleName) -> dict[str, int]:
    """The number of the month that each name means, from 1 to 12. The names are folded (see `folded_month`)."""
    return {folded(name): number for name, number in accented_months(locale).items()}


@cache
def accented_months(locale: LocaleName) -> dict[str, int]:
    """The number of the month that each name means. The names are in lower case, without a point at their end."""
    months = Locale.parse(locale).months
    names = [
        (name.lower().rstrip("."), number)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[context][width].items()
    ]
    return dict([*names, *_MORE[locale].items()])


def folded_month(name: pl.Expr, locale: LocaleName) -> pl.Expr:
    """A name in lower case and without a point at its end. Accents count in English alone, which has none: Mär is not March."""
    plain = name.str.to_lowercase().str.strip_chars_end(".")
    return plain if locale == "en" else plain.str.normalize("NFD").str.replace_all(r"\p{M}", "")


def folded(name: str) -> str:
    """A name in lower case, without a point at its end and without accents."""
    plain = unicodedata.normalize("NFD", name.lower().rstrip("."))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
