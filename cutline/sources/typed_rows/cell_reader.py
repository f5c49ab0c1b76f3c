"""Reads the text of a column's cells into typed values, by the kind of the column and its source's declared formats.

A value is exact, or the cell is bad. A reader takes a whole column at once. Plain numbers are read on a short path, and a
text that is repeated is read once. All paths give the same values.
"""

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from itertools import repeat
from typing import NamedTuple

import polars as pl

from cutline.contracts.tables.records import Column, Kind
from cutline.settings.all_settings import Settings
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.dating.dates import are_in_years, date_by_format, full_date, in_years, is_full_date
from cutline.sources.mapping.unit_questions import stated_unit_mark
from cutline.sources.remedies.cell_remedies import cell_remedies
from cutline.sources.toml_text import toml_string
from cutline.sources.typed_rows.cell_text import cleaned_text, matched_text, unknown_words
from cutline.sources.typed_rows.locale_words import TRUTH as TRUTH_OF_LOCALE
from cutline.sources.typed_rows.locale_words import words_for
from cutline.sources.typed_rows.numbers import (
    THOUSANDTHS_OF_HOURS_MAX,
    UNIT_EXPONENT,
    number_or_percentage,
    scaled_integer,
    share_in_basis_points,
)
from cutline.sources.typed_rows.spreadsheet_damage import is_error_value, is_spoiled_id

THOUSANDTHS = 3  # the decimals of people, points, ratios and indices
EXPONENT: dict[Kind, int] = {
    "fte": THOUSANDTHS,
    "points": THOUSANDTHS,
    "ratio": THOUSANDTHS,
    "index": THOUSANDTHS,
    "rate": 9,
    "integer": 0,
}
TRUTH = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}

# 2027-03-01 08:00:00.000, 2027-03-01T08:00:00Z, 2027-03-01 08:00:00+00
ISO_TIMESTAMP = r"^(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)?$"

PLAIN_DIGITS = 15  # of a number on the short path, so that its value fits into 64 bits

# A column whose first SAMPLE cells hold at most FEW different texts is read once for each text; up to REMEMBERED texts are kept.
# To compare a column with VERY_FEW texts takes less time than to look for its different texts.
SAMPLE, FEW, VERY_FEW, REMEMBERED = 1_000, 250, 3, 200_000


class ReadCells(NamedTuple):
    """The cells of one column. value: typed, null if unknown. is_bad: whether there is text that is not understood; None if
    there is no such cell.
    """

    value: pl.Series
    is_bad: pl.Series | None = None

    def rows(self) -> list[tuple[object, bool]]:
        """Value and is_bad of each cell."""
        return list(zip(self.value, repeat(False) if self.is_bad is None else self.is_bad, strict=False))


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of one column of one feed.

    wanted: the feed's mapping of the column; null if the column is looked up under its own name. expected: what a good
    cell is, in words, for the quarantine.
    """

    column: Column
    source: Source
    wanted: ColumnMap | None
    settings: Settings
    expected: str = field(init=False)
    _cleaned: pl.Expr = field(init=False, repr=False, compare=False)
    _value: pl.Expr = field(init=False, repr=False, compare=False)
    _read_before: dict[str, tuple[object, bool]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", self.source.with_marks_of(self.wanted))
        value, expected = self._value_and_expectation(pl.col("text"), pl.col("currency"))
        object.__setattr__(self, "expected", expected)
        object.__setattr__(self, "_cleaned", cleaned_text(pl.col("text"), self.source, self.wanted))
        object.__setattr__(self, "_value", value.cast(self.column.dtype))

    def read(self, rows: pl.DataFrame) -> ReadCells:
        """The typed cells of the column. rows: a part of a raw table; currency, if there is such a column, decides what
        currency signs an amount may have.

        With the unit "stated", the column `columns` says which unit counts (see `unit_questions.UNIT_OF`).
        """
        if self.wanted and self.wanted.unit == "stated":
            return self._read_by_stated_unit(rows, self.wanted)
        text = rows[self.column.name]
        if text.null_count() == len(text):
            return ReadCells(pl.Series([None], dtype=self.column.dtype).new_from_index(0, len(text)))
        currency = rows["currency"] if self.column.kind == "money" and "currency" in rows.columns else None
        plain = self.plain_cells()
        if plain is None:
            return self._read_rest(text, currency)
        name = plain.meta.output_name()
        value = self._in_years(rows[name] if name in rows.columns else rows.select(plain).to_series())
        if value.null_count() == text.null_count():
            return ReadCells(value)
        is_left = value.is_null() & text.is_not_null()
        rest = self._read_rest(text.filter(is_left), None if currency is None else currency.filter(is_left))
        places, is_bad = is_left.arg_true(), None
        if rest.is_bad is not None:
            is_bad = pl.Series([False]).new_from_index(0, len(text)).scatter(places, rest.is_bad)
        return ReadCells(value.scatter(places, rest.value), is_bad)

    def _read_by_stated_unit(self, rows: pl.DataFrame, wanted: ColumnMap) -> ReadCells:
        """The cells of files that state their units. Without a known unit, a cell with text is bad."""
        value = pl.Series([None], dtype=self.column.dtype).new_from_index(0, rows.height)
        is_bad = rows[self.column.name].is_not_null()
        for unit in UNIT_EXPONENT:
            is_stated = rows["columns"].str.contains(stated_unit_mark(self.column, unit), literal=True)
            if is_stated.any():
                reader = replace(self, wanted=wanted.model_copy(update={"unit": unit}))
                read, places = reader.read(rows.filter(is_stated)), is_stated.arg_true()
                value = value.scatter(places, read.value)
                is_bad = is_bad.scatter(places, False if read.is_bad is None else read.is_bad)
        return ReadCells(value, is_bad)

    def cleaned(self) -> pl.Expr:
        """An expression for the cleaned text of the cells; null if the source declares that the text means unknown."""
        return cleaned_text(pl.col(self.column.name), self.source, self.wanted)

    def remedies(self, texts: Sequence[str], rule: str) -> dict[str, str]:
        """What to do about bad cells with these texts, which break a rule of the quarantine."""

        def reads(some: Sequence[str], source: Source, wanted: ColumnMap) -> list[bool]:
            other = CellReader(self.column, source, wanted, self.settings)
            is_bad = other._read_fully(pl.Series(some, dtype=pl.String)).is_bad
            return [True] * len(some) if is_bad is None else (~is_bad).to_list()

        wanted = self.wanted or ColumnMap.model_validate({"from": [self.column.plain]})
        return cell_remedies(self.column, rule, texts, self.source, wanted, reads)

    def not_data_line(self, first: str) -> str:
        """The line that says that a row is no data. first: its first text."""
        words = toml_string([*self.source.not_data, re.escape(first)])
        return f"if the row is no data, write not_data = {words} in the source"

    def plain_cells(self) -> pl.Expr | None:
        """The values of the cells that are plain numbers or dates, null for other cells; None if the column has no short path.

        `read` asks for them itself if the rows do not have them. It takes less time to hand them over with the rows: Polars then
        reads several parts of a file at once.
        """
        text, name = pl.col(self.column.name), f"plain {self.column.name}"
        if self._plain_number is not None:
            pattern, exponent = self._plain_number
            digits = text.str.replace(",", ".", literal=True) if self.source.decimal == "," else text
            number = digits.cast(pl.Decimal(38, exponent), strict=False).to_physical().cast(pl.Int64, strict=False)
            return pl.when(text.str.contains(pattern)).then(number).alias(name)
        if self._plain_date is not None:
            return full_date(text, self._plain_date).alias(name)
        return None

    def _in_years(self, plain: pl.Series) -> pl.Series:
        """The values of a short path, without dates of impossible years."""
        if self.column.kind not in ("date", "datetime"):
            return plain
        return (plain if are_in_years(plain) else pl.select(in_years(pl.lit(plain))).to_series()).cast(self.column.dtype)

    def _read_rest(self, text: pl.Series, currency: pl.Series | None) -> ReadCells:
        """The cells that are not read on a short path."""
        texts = self._few_texts(text) if self.column.kind != "money" and len(text) > SAMPLE else None
        return self._read_fully(text, currency) if texts is None else self._read_once(text, texts)

    def _few_texts(self, text: pl.Series) -> list[str] | None:
        """The texts of a column whose texts repeat, each once; None if the first cells differ too much. The texts of an earlier
        part of the file are tried first, so they may be more than those of this part.
        """
        known = list(self._read_before)
        if _has_only(text, known):
            return known
        first = text.head(SAMPLE)
        if first.n_unique() > FEW:
            return None
        different = _different(first)
        return different if _has_only(text, different) else _different(text)

    def _read_once(self, text: pl.Series, texts: list[str]) -> ReadCells:
        """Read each distinct text only once, even if a large file comes in several parts. texts: all that the column has."""
        known = self._read_before
        new = [each for each in texts if each not in known]
        fresh = dict(zip(new, self._read_fully(pl.Series(new, dtype=pl.String)).rows(), strict=True)) if new else {}
        if len(known) < REMEMBERED:
            known.update(fresh)
        values, is_bad = zip(*[fresh.get(each) or known[each] for each in texts], strict=True)
        if not any(is_bad) and list(values) == texts:
            return ReadCells(text)
        place = text.cast(pl.Enum(texts)).to_physical()
        value = pl.Series(values, dtype=self.column.dtype).gather(place)
        return ReadCells(value, pl.Series(is_bad).gather(place).fill_null(value=False) if any(is_bad) else None)

    def _read_fully(self, text: pl.Series, currency: pl.Series | None = None) -> ReadCells:
        frame = text.to_frame("text")
        if self.column.kind == "money":
            frame = frame.with_columns(currency=pl.lit(None, pl.String) if currency is None else currency)
        read = frame.with_columns(self._cleaned.alias("text")).select("text", value=self._value)
        is_bad = read["text"].is_not_null() & read["value"].is_null()
        return ReadCells(read["value"], is_bad if is_bad.any() else None)

    @cached_property
    def _plain_number(self) -> tuple[str, int] | None:
        """The pattern of plain numbers and the power of ten by which they are stored; null if the column may not take the
        short path.
        """
        unit = self.wanted.unit if self.wanted else "1"
        if self.column.kind not in ("money", *EXPONENT) or unit not in UNIT_EXPONENT or self._may_mean_otherwise:
            return None
        exponent = self._exponent() + UNIT_EXPONENT[unit]
        decimals = rf"(?:{re.escape(self.source.decimal)}[0-9]{{1,{exponent}}})?" if exponent else ""
        pattern = rf"^-?[0-9]{{1,{PLAIN_DIGITS - min(exponent, 9)}}}{decimals}$"
        return None if any(re.fullmatch(pattern[1:-1], word) for word in self.source.null_words) else (pattern, exponent)

    @cached_property
    def _plain_date(self) -> str | None:
        """The first format of the column, if it names a day in full; null if the column may not take the short path."""
        if self.column.kind not in ("date", "datetime") or self._may_mean_otherwise:
            return None
        form = self._formats()[0]
        may_be_unknown = any(re.search(r"[1-9].*\d|\d.*[1-9]", word) for word in unknown_words(self.source))
        return form if is_full_date(form, self.source.locale) and not may_be_unknown else None

    @property
    def _may_mean_otherwise(self) -> bool:
        """Whether a plain text may mean something else, by the settings of the source and the column."""
        return bool(self.source.null_patterns or (self.wanted and (self.wanted.values or self.wanted.match)))

    def _formats(self) -> tuple[str, ...]:
        return self.wanted.formats if self.wanted and self.wanted.formats else self.source.date_formats

    def _exponent(self) -> int:
        return self.settings.portfolio.minor_digits if self.column.kind == "money" else EXPONENT[self.column.kind]

    def _value_and_expectation(self, text: pl.Expr, currency: pl.Expr) -> tuple[pl.Expr, str]:
        """The typed value as an expression, null if the text is not understood; and a description of a good cell, in words."""
        column, source, wanted = self.column, self.source, self.wanted
        if wanted and wanted.match is not None:
            text = matched_text(text, wanted.match, wanted.write)
        match column.kind:
            case "id":
                spoiled = is_spoiled_id(text, has_declared_form=bool(wanted and wanted.match), locale=source.locale)
                return pl.when(~spoiled).then(text), _or_match(
                    "an identifier, not an error value, and not one that a spreadsheet has turned into a number or a date, "
                    "such as 1.2E+15, 1001.0 or 2027-01-02; send it as text, or declare the form of the ids with match",
                    wanted,
                )
            case "text":
                return pl.when(~is_error_value(text)).then(text), _or_match("text, not an error value", wanted)
            case "enum":
                folded = text.str.to_lowercase().str.replace_all(r"[\s/-]+", "_")
                words = words_for(source.locale, column)
                expected = f"one of {', '.join(column.values)}"
                if not words:
                    return pl.when(folded.is_in(column.values)).then(folded), expected
                word = (
                    text.str.to_lowercase()
                    .str.replace_all(r"\s+", " ")
                    .replace_strict(words, default=None, return_dtype=pl.String)
                )
                return pl.when(folded.is_in(column.values)).then(folded).otherwise(word), f"{expected}, or {', '.join(words)}"
            case "boolean":
                truth = TRUTH | TRUTH_OF_LOCALE[source.locale]
                return text.str.to_lowercase().replace_strict(truth, default=None, return_dtype=pl.Boolean), "yes or no"
            case "date" | "datetime":
                return self._date(text), f"a date written as {' or '.join(self._formats())}"
            case "share":
                return share_in_basis_points(text, source, wanted.unit if wanted else "1")
        return self._number(text, currency)

    def _number(self, text: pl.Expr, currency: pl.Expr) -> tuple[pl.Expr, str]:
        source, unit, base = self.source, self.wanted.unit if self.wanted else "1", self._exponent()
        what = {
            "money": f"an amount, at most {base} decimals of a unit",
            "integer": "a whole number",
        }.get(self.column.kind, f"a number, at most {base} decimals")
        expected = f"{what}; decimal mark {source.decimal!r}, thousands mark {source.thousands!r}" + (
            "; in the unit that the file states" if unit == "stated" else f"; in {unit}" if unit != "1" else ""
        )
        if unit == "hours":
            # FTE are the hours of a period divided by the hours that one person works in it, to the nearest thousandth.
            per_fte = round((source.hours_per_fte or 1) * 1000)
            worked = scaled_integer(text, 3, "1", source)
            return (pl.when(worked.abs() < THOUSANDTHS_OF_HOURS_MAX).then(worked) * 2000 + per_fte) // (2 * per_fte), expected
        if self.column.kind != "money":
            return number_or_percentage(text, base, unit, source), expected
        own = self.settings.portfolio.currency
        code = pl.coalesce(cleaned_text(currency, source, None).str.to_uppercase(), pl.lit(own))
        return scaled_integer(text, base, unit, source, code), f"{expected}; no currency but the row's, else {own}"

    def _date(self, text: pl.Expr) -> pl.Expr:
        is_last = self.source.day_of_imprecise_dates(self.wanted) == "last_day"
        fiscal = self.settings.calendar.fiscal_years()
        tries = [
            date_by_format(
                text,
                form,
                self.source.two_digit_years_from,
                is_last=is_last,
                fiscal=fiscal,
                locale=self.source.locale,
            )
            for form in self._formats()
        ]
        # The reader of workbooks returns dates as ISO text, whatever the formats for typed text are, and databases write
        # timestamps so. A date with an hour is the day that is written.
        day = text.str.replace(ISO_TIMESTAMP, "$1")
        return in_years(pl.coalesce([*tries, full_date(day, "%Y-%m-%d")]))


def _has_only(text: pl.Series, words: list[str]) -> bool:
    """Whether each cell is absent or one of the words, if they are very few; False if they are more."""
    return 0 < len(words) <= VERY_FEW and bool(reduce(operator.or_, [text == word for word in words]).all())


def _different(text: pl.Series) -> list[str]:
    """The different texts of a column. An absent cell has none: it is unknown on every path."""
    return [each for each in text.unique() if each is not None]


def _or_match(expected: str, wanted: ColumnMap | None) -> str:
    return f"text that matches {wanted.match}" if wanted and wanted.match else expected
