"""Finds the numbers of a text that do not say what they count: neither a unit nor a noun, and no date, id or percentage."""

import re
from collections.abc import Iterable

from cutline.valuation.money import CURRENCY_SYMBOLS

MOST_COUNTED = 1_000_000  # a larger number without a unit is an amount that somebody forgot to format
NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
COUNT = r"\d[\d,]*"
# What a number names if the word stands before it: a place, a name of an index, a rank.
BEFORE = (
    r"rows?", r"columns?", r"line", r"record", r"cell", r"rank", r"CPI", r"SPI", r"SPI\(t\)", r"version", r"order number", r"entry",
)  # fmt: skip
# Units of figures that are no money.
UNITS = (r"points?", r"FTE(?: periods?)?", r"FTE x periods", r"times", r"milli-FTE", r"bytes", r"MB")
# Words that may follow a number and are no noun of it.
NO_NOUN = (
    "at", "of", "to", "and", "or", "in", "is", "are", "for", "by", "with", "from", "on", "than", "below", "beyond", "above", "as", "after", "before",
    "if", "the", "a", "an", "that", "which", "was", "were", "has", "have", "it", "its", "but", "not", "so", "because", "until", "up",
)  # fmt: skip
# A list such as `52 rows read: 48 accepted, 3 in quarantine` names its noun once.
SHORT_FORMS = (
    r"in quarantine",
    r"in none",
    r"of them",
    r"of [a-z]",
    r"more\b",
    r"unknown",
    r"may\b",
    r"cannot",
    r"would",
    r"not ",
    r"a worse one",
    r"are needed",
)


def money_of(currency: str, digits: int) -> str:
    """The pattern of an amount of money as Cutline writes it: all its decimals, or a short form."""
    symbol = re.escape(CURRENCY_SYMBOLS.get(currency, currency + " "))
    tail = rf"\.\d{{{digits}}}" if digits else ""
    return rf"-?{symbol}(?:\d[\d,]*\.\d(?:k|m|bn)\b|\d{{1,3}}(?:,\d{{3}})*{tail}(?![\d.,]*\d))"


def short_money_of(currency: str) -> str:
    """The pattern of an amount below a thousand in the short form, which has no decimals."""
    return rf"-?{re.escape(CURRENCY_SYMBOLS.get(currency, currency + ' '))}\d{{1,3}}(?![\d.,]*\d)"


def unexplained(text: str, ids: Iterable[str], currency: str, digits: int) -> list[str]:
    """The pieces of `text` that hold a number which does not say what it counts. ids: names that may hold digits."""
    for name in sorted(ids, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.,]){re.escape(name)}(?![\w]|[.,]\d)", "id", text)
    for pattern in (
        r"'[^']*'|“[^”]*”|`[^`]*`",  # what was found in a file
        money_of(currency, digits),
        short_money_of(currency),
        r"\b\d{4}-\d{2}-\d{2}(?:T[\d:+.]+)?\b",
        rf"{NUMBER} ?%",
        r"\b[A-Za-z_][\w./-]*\d[\w./-]*",  # an id, a file, FY2027-Q1, P10
        r"\b\d[\w-]*[A-Za-z_][\w./-]*",
        rf"SPI\(t\) {NUMBER}, (?:amber|red) below {NUMBER}",
        rf"(?:id {NUMBER}(?:, )?)+ FTE periods",  # a list with its unit at its end
        r"\b(?:of|state|cost,) 0\b",  # nothing is nothing in every unit
        rf"\b(?:{'|'.join(BEFORE)}) {NUMBER}(?:(?:,| and| to) {NUMBER})*",
        rf"(?<![\w.]){NUMBER} (?:{'|'.join(UNITS)})\b",
    ):
        text = re.sub(pattern, "·", text)
    noun = rf"(?:(?!(?:{'|'.join(NO_NOUN)})\b)[a-z(/][a-z()/-]*|{'|'.join(SHORT_FORMS)})"
    several = rf"(?<![\w.,])({COUNT})(?: (?:of|to|and) ({COUNT}))?(?=(?: other| more| bad)* {noun})"
    text = re.sub(several, lambda found: found[0] if any(_is_large(each) for each in found.groups()) else "·", text)
    return [text[max(found.start() - 40, 0) : found.end() + 30] for found in re.finditer(r"\d[\d,.]*", text)]


def _is_large(number: str | None) -> bool:
    return number is not None and int(number.replace(",", "")) > MOST_COUNTED


def foreign_money(text: str, currency: str) -> list[str]:
    """The signs of money of other currencies in `text`."""
    others = [symbol for code, symbol in CURRENCY_SYMBOLS.items() if code != currency]
    return [symbol for symbol in others if re.search(rf"(?<![A-Za-z]){re.escape(symbol)}\s?\d", text)]
