"""Reads the text of a column's cells into typed values, by the kind of the column and its source's declared formats.

A value is exact, or the cell is bad. A reader takes a whole column at once. Plain numbers are read on a short path, and a
text that is repeated is read once. All paths give the same values.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from cutline.contracts.tables.records import Column, Kind
from cutline.settings.all_settings import Settings
from cutline.settings.sources import ColumnMap, Source
from cutline.sources.dating.dates import YEARS, date_by_format, full_date
from cutline.sources.mapping.unit_questions import stated_unit_mark
from cutline.sources.remedies.cell_remedies import cell_remedies
from cutline.sources.toml_text import toml_string
from cutline.sources.typed_rows.cell_text import cleaned_text, matched_text
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
SAMPLE, FEW, REMEMBERED = 1_000, 250, 200_000


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
    _read_before: dict[str | None, tuple[object, ...]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", self.source.with_marks_of(self.wanted))
        object.__setattr__(self, "expected", self._value_and_expectation(pl.lit(""), pl.lit(""))[1])

    def typed_value(self, has_currency: bool) -> pl.Expr:
        """An expression for the cells: a struct of `value` (typed, null if unknown) and `is_bad` (there is text that is
        not understood).

        has_currency: whether the table has a column `currency`, which then decides what currency signs an amount may have.
        With the unit "stated", the column `columns` of the rows says which unit counts (see `unit_questions.UNIT_OF`).
        """
        if self.wanted and self.wanted.unit == "stated":
            value = pl.lit(None, pl.Struct({"value": self.column.dtype, "is_bad": pl.Boolean()}))
            for unit in UNIT_EXPONENT:
                reader = replace(self, wanted=self.wanted.model_copy(update={"unit": unit}))
                is_stated = pl.col("columns").str.contains(stated_unit_mark(self.column, unit), literal=True)
                value = pl.when(is_stated).then(reader.typed_value(has_currency)).otherwise(value)
            return value
        inputs = [self.column.name, *(["currency"] if has_currency and self.column.kind == "money" else [])]
        dtype = pl.Struct({"value": self.column.dtype, "is_bad": pl.Boolean()})
        return pl.map_batches(inputs, self._read, return_dtype=dtype, is_elementwise=True)

    def cleaned(self) -> pl.Expr:
        """An expression for the cleaned text of the cells; null if the source declares that the text means unknown."""
        return cleaned_text(pl.col(self.column.name), self.source, self.wanted)

    def remedies(self, texts: Sequence[str], rule: str) -> dict[str, str]:
        """What to do about bad cells with these texts, which break a rule of the quarantine."""

        def reads(some: Sequence[str], source: Source, wanted: ColumnMap) -> list[bool]:
            other = CellReader(self.column, source, wanted, self.settings)
            frame = pl.DataFrame({"text": some, "currency": None}, schema={"text": pl.String, "currency": pl.String})
            return (~other._read_fully(frame)["is_bad"]).to_list()

        wanted = self.wanted or ColumnMap.model_validate({"from": [self.column.plain]})
        return cell_remedies(self.column, rule, texts, self.source, wanted, reads)

    def not_data_line(self, first: str) -> str:
        """The line that says that a row is no data. first: its first text."""
        words = toml_string([*self.source.not_data, re.escape(first)])
        return f"if the row is no data, write not_data = {words} in the source"

    def _read(self, columns: Sequence[pl.Series]) -> pl.Series:
        text = columns[0]
        if text.null_count() == len(text):
            nothing = pl.DataFrame({"value": pl.Series([None], dtype=self.column.dtype), "is_bad": [False]})
            return nothing.to_struct(self.column.name).new_from_index(0, len(text))
        frame = pl.DataFrame(
            {"text": text, "currency": columns[1] if len(columns) > 1 else None}, schema_overrides={"currency": pl.String}
        )
        plain = self._plain_number_pattern()
        if plain is not None:
            return self._read_plain_numbers(frame, *plain).to_struct(self.column.name)
        if self.column.kind != "money" and len(text) > SAMPLE and text.head(SAMPLE).n_unique() <= FEW:
            return self._read_once(text).to_struct(self.column.name)
        return self._read_fully(frame).to_struct(self.column.name)

    def _read_once(self, text: pl.Series) -> pl.DataFrame:
        """Read each distinct text only once, even if a large file comes in several parts."""
        once = text.unique()
        texts = once.to_list()
        known, fresh = self._read_before, dict[str | None, tuple[object, ...]]()
        new = [each for each in texts if each not in known]
        if new:
            read = self._read_fully(
                pl.DataFrame({"text": new, "currency": None}, schema={"text": pl.String, "currency": pl.String})
            )
            fresh = dict(zip(new, read.iter_rows(), strict=True))
            if len(known) < REMEMBERED:
                known.update(fresh)
        values, is_bad = zip(*[fresh.get(each) or known[each] for each in texts], strict=True)
        if not any(is_bad) and list(values) == texts:
            return pl.DataFrame({"value": text}).with_columns(is_bad=pl.lit(value=False))
        read = pl.DataFrame({"value": values, "is_bad": is_bad}, schema={"value": self.column.dtype, "is_bad": pl.Boolean})
        place = text.replace_strict(once, pl.int_range(len(once), dtype=pl.UInt32, eager=True), return_dtype=pl.UInt32)
        return read.select(pl.all().gather(place))

    def _read_fully(self, frame: pl.DataFrame) -> pl.DataFrame:
        text = cleaned_text(pl.col("text"), self.source, self.wanted)
        frame = frame.with_columns(text=text)
        value = self._value_and_expectation(pl.col("text"), pl.col("currency"))[0].cast(self.column.dtype)
        return frame.select(value=value, is_bad=pl.col("text").is_not_null() & value.is_null())

    def _plain_number_pattern(self) -> tuple[str, int] | None:
        """The pattern of plain numbers and the power of ten by which they are stored; null if the column may not take the
        short path.
        """
        unit = self.wanted.unit if self.wanted else "1"
        special = (
            self.source.null_patterns or (self.wanted and (self.wanted.values or self.wanted.match)) or unit not in UNIT_EXPONENT
        )
        if self.column.kind not in ("money", *EXPONENT) or special:
            return None
        exponent = self._exponent() + UNIT_EXPONENT[unit]
        decimals = rf"(?:{re.escape(self.source.decimal)}[0-9]{{1,{exponent}}})?" if exponent else ""
        pattern = rf"^-?[0-9]{{1,{PLAIN_DIGITS - min(exponent, 9)}}}{decimals}$"
        return None if any(re.fullmatch(pattern[1:-1], word) for word in self.source.null_words) else (pattern, exponent)

    def _read_plain_numbers(self, frame: pl.DataFrame, pattern: str, exponent: int) -> pl.DataFrame:
        is_plain = frame["text"].str.contains(pattern).fill_null(value=True)  # an absent cell is unknown on every path
        digits = frame["text"] if is_plain.all() else frame.select(pl.when(is_plain).then("text"))["text"]
        if self.source.decimal == ",":
            digits = digits.str.replace(",", ".", literal=True)
        value = digits.cast(pl.Decimal(38, exponent)).to_physical().cast(pl.Int64)
        read = pl.DataFrame({"value": value}).with_columns(is_bad=pl.lit(value=False))
        if is_plain.all():
            return read
        rest = self._read_fully(frame.filter(~is_plain))
        places = (~is_plain).arg_true()
        return pl.DataFrame({name: read[name].scatter(places, rest[name]) for name in ("value", "is_bad")})

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
                formats = wanted.formats if wanted and wanted.formats else source.date_formats
                return self._date(text, formats), f"a date written as {' or '.join(formats)}"
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

    def _date(self, text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
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
            for form in formats
        ]
        # The reader of workbooks returns dates as ISO text, whatever the formats for typed text are, and databases write
        # timestamps so. A date with an hour is the day that is written.
        day = text.str.replace(ISO_TIMESTAMP, "$1")
        value = pl.coalesce([*tries, full_date(day, "%Y-%m-%d")])
        return pl.when(value.dt.year().is_between(*YEARS)).then(value)


def _or_match(expected: str, wanted: ColumnMap | None) -> str:
    return f"text that matches {wanted.match}" if wanted and wanted.match else expected
