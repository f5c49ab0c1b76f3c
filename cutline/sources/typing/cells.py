"""One cell's text to a typed value, by the contract's kind and the formats its source declares. Exactly, or not at all.

A reader takes a whole column at once. Text in its plainest form is read by a short path, repeated text once for each distinct value;
everything else goes the long way. All three give the same value.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from cutline.contracts.tables.records import Column, Kind
from cutline.settings.all_settings import Settings
from cutline.settings.sources import ColumnMap, Source

# What may stand beside an amount besides its currency's ISO code. A dollar sign is that of whichever dollar the row is in.
SIGNS = {
    "GBP": ("£",), "EUR": ("€",), "JPY": ("¥",), "CNY": ("¥",), "USD": ("$", "US$"), "CAD": ("$", "C$"), "AUD": ("$", "A$"), "NZD": ("$",),
    "SGD": ("$",), "HKD": ("$",), "MXN": ("$",), "BRL": ("R$",),
}  # fmt: skip
SIGNED = [f"{code} {sign}" for code, signs in SIGNS.items() for sign in signs]
UNIT_EXPONENT = {"1": 0, "k": 3, "m": 6, "bn": 9}
SHARE_EXPONENT = {"percent": 2, "fraction": 4, "bp": 0}
EXPONENT: dict[Kind, int] = {"fte": 3, "rate": 9, "integer": 0}
YEARS = (1900, 2200)  # a date outside is a typing mistake in every export seen
TRUTH = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
EXCEL_EPOCH = {"excel": (1899, 12, 30), "excel1904": (1904, 1, 1)}  # day 0; the first is right from 1 March 1900 on

# What a spreadsheet shows for a cell that has no value, and what it makes of a long identifier: 1.23457E+15.
ERROR_VALUE = (
    r"^(?:#N/?A|#REF!|#VALUE!|#DIV/0!|#NAME\?|#NUM!|#NULL!|#SPILL!|#CALC!|#FIELD!|#GETTING_DATA|#ERROR|Err:\d{3}|#{3,})$"
)
SPOILED_ID = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
SPACES = "[\u00a0\u202f\u2007]"
PLAIN_DIGITS = 15
HOURS_MAX = 10**12  # thousandths of an hour: more would not fit when scaled
SAMPLE, FEW, REMEMBERED = 1_000, 250, 200_000


@dataclass(frozen=True)
class CellReader:
    """How the cells of one column of one feed are read. expected: in words."""

    column: Column
    source: Source
    wanted: ColumnMap | None
    settings: Settings
    expected: str = field(init=False)
    _read_before: dict[str | None, tuple[object, ...]] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expected", self._reading(pl.lit(""), pl.lit(""))[1])

    def expression(self, has_currency: bool) -> pl.Expr:
        """A struct of `value` (typed, null where unknown) and `is_bad` (there is text, and it is not understood)."""
        inputs = [self.column.name, *(["currency"] if has_currency and self.column.kind == "money" else [])]
        dtype = pl.Struct({"value": self.column.dtype, "is_bad": pl.Boolean()})
        return pl.map_batches(inputs, self._read, return_dtype=dtype, is_elementwise=True)

    def known(self) -> pl.Expr:
        """The cell's text, cleaned, null where the source declares that it means unknown."""
        return known_text(pl.col(self.column.name), self.source, self.wanted)

    def _read(self, columns: Sequence[pl.Series]) -> pl.Series:
        text = columns[0]
        if text.null_count() == len(text):
            nothing = pl.DataFrame({"value": pl.Series([None], dtype=self.column.dtype), "is_bad": [False]})
            return nothing.to_struct(self.column.name).new_from_index(0, len(text))
        frame = pl.DataFrame(
            {"text": text, "currency": columns[1] if len(columns) > 1 else None}, schema_overrides={"currency": pl.String}
        )
        plain = self._plain()
        if plain is not None:
            return self._read_plain(frame, *plain).to_struct(self.column.name)
        if self.column.kind != "money" and len(text) > SAMPLE and text.head(SAMPLE).n_unique() <= FEW:
            return self._read_once(text).to_struct(self.column.name)
        return self._at_length(frame).to_struct(self.column.name)

    def _read_once(self, text: pl.Series) -> pl.DataFrame:
        """Each distinct text is read once, in whichever part of a large file it is met first."""
        once = text.unique()
        texts = once.to_list()
        known, fresh = self._read_before, dict[str | None, tuple[object, ...]]()
        new = [each for each in texts if each not in known]
        if new:
            read = self._at_length(
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

    def _at_length(self, frame: pl.DataFrame) -> pl.DataFrame:
        text = known_text(pl.col("text"), self.source, self.wanted)
        frame = frame.with_columns(text=text)
        value = self._reading(pl.col("text"), pl.col("currency"))[0].cast(self.column.dtype)
        return frame.select(value=value, is_bad=pl.col("text").is_not_null() & value.is_null())

    def _plain(self) -> tuple[str, int] | None:
        """The pattern of the plainest numbers and the power of ten they are stored in; null where none may be read by the short path."""
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

    def _read_plain(self, frame: pl.DataFrame, pattern: str, exponent: int) -> pl.DataFrame:
        is_plain = frame["text"].str.contains(pattern).fill_null(value=True)  # an absent cell is plainly unknown
        digits = frame["text"] if is_plain.all() else frame.select(pl.when(is_plain).then("text"))["text"]
        if self.source.decimal == ",":
            digits = digits.str.replace(",", ".", literal=True)
        value = digits.cast(pl.Decimal(38, exponent)).to_physical().cast(pl.Int64)
        read = pl.DataFrame({"value": value}).with_columns(is_bad=pl.lit(value=False))
        if is_plain.all():
            return read
        rest = self._at_length(frame.filter(~is_plain))
        places = (~is_plain).arg_true()
        return pl.DataFrame({name: read[name].scatter(places, rest[name]) for name in ("value", "is_bad")})

    def _exponent(self) -> int:
        return self.settings.portfolio.minor_digits if self.column.kind == "money" else EXPONENT[self.column.kind]

    def _reading(self, text: pl.Expr, currency: pl.Expr) -> tuple[pl.Expr, str]:
        """The typed value as an expression (null where the text is not understood), and what was expected, in words."""
        column, source, wanted = self.column, self.source, self.wanted
        if wanted and wanted.match is not None:
            text = _matched(text, wanted.match, wanted.write)
        match column.kind:
            case "id":
                return pl.when(~text.str.contains(ERROR_VALUE) & ~text.str.contains(SPOILED_ID)).then(text), _or_match(
                    "an identifier, not an error value, not one a spreadsheet has turned into a number like 1.2E+15", wanted
                )
            case "text":
                return pl.when(~text.str.contains(ERROR_VALUE)).then(text), _or_match("text, not an error value", wanted)
            case "enum":
                folded = text.str.to_lowercase().str.replace_all(r"[\s/-]+", "_")
                return pl.when(folded.is_in(column.values)).then(folded), f"one of {', '.join(column.values)}"
            case "boolean":
                return text.str.to_lowercase().replace_strict(TRUTH, default=None, return_dtype=pl.Boolean), "yes or no"
            case "date" | "datetime":
                formats = wanted.formats if wanted and wanted.formats else source.date_formats
                return self._date(text, formats), f"a date written as {' or '.join(formats)}"
            case "share":
                return _share(text, source, wanted.unit if wanted else "1")
        return self._number(text, currency)

    def _number(self, text: pl.Expr, currency: pl.Expr) -> tuple[pl.Expr, str]:
        source, unit, base = self.source, self.wanted.unit if self.wanted else "1", self._exponent()
        what = {"money": f"an amount, at most {base} decimals of a unit", "fte": "a number, at most 3 decimals"}.get(
            self.column.kind, "a number"
        )
        told = f"{what}; decimal mark {source.decimal!r}, thousands mark {source.thousands!r}" + (
            f"; in {unit}" if unit != "1" else ""
        )
        if unit == "hours":
            # FTE to the nearest thousandth: hours of a period over the hours that one person works in it.
            per_fte = round((source.hours_per_fte or 1) * 1000)
            worked = scaled(text, 3, "1", source)
            return (pl.when(worked.abs() < HOURS_MAX).then(worked) * 2000 + per_fte) // (2 * per_fte), told
        if self.column.kind != "money":
            return scaled(text, base, unit, source), told
        own = self.settings.portfolio.currency
        code = pl.coalesce(known_text(currency, source, None).str.to_uppercase(), pl.lit(own))
        return scaled(text, base, unit, source, code), f"{told}; no currency but the row's, else {own}"

    def _date(self, text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
        is_last = (
            self.source.imprecise_dates
            if not self.wanted or self.wanted.imprecise_dates == "source"
            else self.wanted.imprecise_dates
        ) == "last_day"
        month = self.settings.calendar.fiscal_year_starts_month
        tries = [_date_by(text, form, self.source.two_digit_years_from, is_last=is_last, fiscal_month=month) for form in formats]
        # A workbook hands dates over as ISO text whatever the formats for typed text are.
        value = pl.coalesce([*tries, _whole(text, "%Y-%m-%d")])
        return pl.when(value.dt.year().is_between(*YEARS)).then(value)


def known_text(text: pl.Expr, source: Source, wanted: ColumnMap | None) -> pl.Expr:
    """The cell without outer white space, its declared synonyms resolved, null where the source declares that it means unknown."""
    text = text.str.replace_all(SPACES, " ").str.strip_chars().str.strip_chars("\u200b\ufeff").str.strip_chars()
    is_null = text.str.to_lowercase().is_in([word.lower() for word in source.null_words])
    for pattern in source.null_patterns:
        is_null = is_null | text.str.contains(f"(?s)^(?:{pattern})$")
    text = pl.when(is_null | (text == "")).then(None).otherwise(text)
    if wanted and wanted.values:
        synonyms = {" ".join(key.split()).lower(): value for key, value in wanted.values.items()}
        squeezed = text.str.replace_all(r"\s+", " ").str.to_lowercase()
        text = squeezed.replace_strict(list(synonyms), list(synonyms.values()), default=text, return_dtype=pl.String)
        text = pl.when(text != "").then(text)
    return text


def _matched(text: pl.Expr, pattern: str, write: str | None) -> pl.Expr:
    whole = f"(?s)^(?:{pattern})$"
    found = text if write is None else text.str.replace(whole, re.sub(r"\$(\d+)", r"${\1}", write))
    return pl.when(text.str.contains(whole) & (found.str.strip_chars() != "")).then(found)


def _or_match(told: str, wanted: ColumnMap | None) -> str:
    return f"text that matches {wanted.match}" if wanted and wanted.match else told


def _share(text: pl.Expr, source: Source, unit: str) -> tuple[pl.Expr, str]:
    with_sign = scaled(pl.when(text.str.ends_with("%")).then(text.str.strip_chars_end("%").str.strip_chars()), 2, "1", source)
    if unit not in SHARE_EXPONENT:
        return with_sign, "a share with its % sign, or a declared unit (percent, fraction, bp)"
    without = scaled(pl.when(~text.str.ends_with("%")).then(text), SHARE_EXPONENT[unit], "1", source)
    return (pl.coalesce(with_sign, without) if unit == "percent" else without), f"a share in {unit}"


def scaled(text: pl.Expr, exponent: int, unit: str, source: Source, currency: pl.Expr | None = None) -> pl.Expr:
    """Decimal text times ten to the `exponent` (plus that of the unit) as Int64, exactly; null where that is not a whole number.

    Signs, brackets for negatives, the sign or code of `currency` (a column of codes) before or after, and a suffix k, m or bn are
    understood. A suffix that contradicts the declared unit is not, nor another currency's sign, nor any in a column without currency
    (0.4 MIO is not 0.4 of a currency called MIO). Exponents are not.
    """
    decimal = re.escape(source.decimal)
    mark = re.escape(source.thousands)
    whole = rf"\d{{1,3}}(?:{mark}\d{{3}})+|\d+" if source.thousands else r"\d+"
    pattern = (
        rf"^(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*(?P<before>[£€¥]|[A-Z]{{0,2}}\$|[A-Z]{{3}})?\s*(?P<sign2>[-\u2212])?"
        rf"(?P<whole>{whole})(?:{decimal}(?P<part>\d+))?\s*(?P<suffix>k|m|bn|K|M|BN|Bn)?\s*(?P<after>[£€¥]|[A-Z]{{0,2}}\$|[A-Z]{{3}})?(?P<close>\))?$"
    )
    groups = text.str.replace_all(r"\s", " ").str.extract_groups(pattern)
    piece = {
        name: groups.struct.field(name)
        for name in ("open", "sign", "sign2", "whole", "part", "suffix", "close", "before", "after")
    }
    suffix = piece["suffix"].str.to_lowercase()
    allowed = ["k", "m", "bn"] if unit == "1" else [unit]
    balanced = piece["open"].is_null() == piece["close"].is_null()
    signs = pl.sum_horizontal(piece["open"].is_not_null(), piece["sign"].is_not_null(), piece["sign2"].is_not_null())
    value = _shift(piece["whole"], piece["part"], exponent + UNIT_EXPONENT.get(unit, 0), source.thousands)
    if unit == "1":
        for word in allowed:
            shifted = _shift(piece["whole"], piece["part"], exponent + UNIT_EXPONENT[word], source.thousands)
            value = pl.when(suffix == word).then(shifted).otherwise(value)
    negative = piece["open"].is_not_null() | piece["sign"].is_in(["-", "\u2212"]) | piece["sign2"].is_not_null()
    fits = balanced & (signs <= 1) & (suffix.is_null() | suffix.is_in(allowed))
    for token in (piece["before"], piece["after"]):
        own = (
            pl.lit(value=False)
            if currency is None
            else (token == currency) | pl.concat_str(currency, token, separator=" ").is_in(SIGNED)
        )
        fits = fits & (token.is_null() | own)
    return pl.when(fits).then(pl.when(negative).then(-value).otherwise(value))


def _shift(whole: pl.Expr, part: pl.Expr, exponent: int, thousands: str) -> pl.Expr:
    digits = whole.str.replace_all(thousands, "", literal=True) if thousands else whole
    fraction = part.fill_null("").str.strip_chars_end("0")
    fits = fraction.str.len_chars() <= exponent
    return pl.when(fits).then(pl.concat_str(digits, fraction.str.pad_end(exponent, "0"))).cast(pl.Int64, strict=False)


# A date format that Polars reads as it is: one year, a month and a day, and perhaps a time.
_TOKENS: dict[str, str] = {
    "%d": r"(?P<d>\d{1,2})", "%m": r"(?P<m>\d{1,2})", "%Y": r"(?P<Y>\d{4})", "%y": r"(?P<y>\d{2})", "%q": r"(?P<q>[1-4])",
    "%B": r"(?P<B>[[:alpha:]]+)", "%b": r"(?P<B>[[:alpha:]]+)",
    "%H": r"\d{1,2}", "%I": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d+", "%p": "(?:AM|PM)",
}  # fmt: skip
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH_NUMBER = {name[:n]: i for i, name in enumerate(_MONTHS, 1) for n in (3, len(name))} | {"sept": 9}


def _whole(text: pl.Expr, form: str) -> pl.Expr:
    """A date that the format states in full. A time of day is read and dropped: the contract asks for the day."""
    if form.endswith("%z"):  # the day as written, not as it was in Greenwich
        text, form = text.str.replace(r"(?:Z|[+-]\d{2}:?\d{2})$", "").str.strip_chars_end(), form.removesuffix("%z").rstrip()
    if "%Y%m" in form:
        text = pl.when(text.str.contains(r"^\d{8}(?:\D|$)")).then(text)  # 2027111 could be two days
    has_time = re.search("%[HIMSpf]", form)
    return text.str.to_datetime(form, strict=False).dt.date() if has_time else text.str.to_date(form, strict=False)


def _date_by(text: pl.Expr, form: str, century: int | None, *, is_last: bool, fiscal_month: int) -> pl.Expr:
    """Dates of one format: in full, as a bare serial number, or as a month, quarter, year or fiscal year that stands for a day."""
    if form in EXCEL_EPOCH:
        days = (
            pl.when(text.str.contains(r"^[0-9]{1,7}(?:\.0+)?$")).then(text.str.replace(r"\.0+$", "")).cast(pl.Int64, strict=False)
        )
        return pl.when(days.is_between(61, 2_958_465)).then(pl.date(*EXCEL_EPOCH[form]) + pl.duration(days=days))
    years = len(re.findall("%[Yy]", form))
    if years == 1 and "%Y" in form and "%d" in form:
        return _whole(text, form)
    fields, build = _pattern(form)
    groups = text.str.extract_groups(build)
    piece: Callable[[str], pl.Expr] = lambda name: groups.struct.field(name).cast(pl.Int32, strict=False)  # noqa: E731
    year = piece("Y") if "Y" in fields else _windowed(piece("y"), century or 0)
    if years == 2:  # a fiscal year, 2023-24: the second year must follow the first
        follows = piece("Y2") == year + 1 if "Y2" in fields else piece("y2" if "y2" in fields else "y") == (year + 1) % 100
        year = pl.when(follows & (fiscal_month > 1)).then(year)
    first = pl.lit(1) if years == 1 else pl.lit(fiscal_month)
    if "B" in fields:
        month, length = (
            groups.struct.field("B").str.to_lowercase().replace_strict(_MONTH_NUMBER, default=None, return_dtype=pl.Int32),
            1,
        )
    elif "m" in fields:
        month, length = pl.when(piece("m").is_between(1, 12)).then(piece("m")), 1
    elif "q" in fields:
        month, length = first + (piece("q") - 1) * 3, 3
    else:
        month, length = first, 12
    if years == 2 and fields & {"B", "m"}:  # January of 2023-24 is in the second of the two years
        year = year + (month < fiscal_month).cast(pl.Int32)
    # Through text: pl.date raises where there is no such day, and such a cell is bad data, not a fault.
    parts = (year + (month - 1) // 12, (month - 1) % 12 + 1, piece("d") if "d" in fields else pl.lit(1))
    start = pl.format("{}-{}-{}", *parts).str.to_date("%Y-%m-%d", strict=False)
    is_day = "d" in fields or not is_last
    return start if is_day else start.dt.offset_by(f"{length}mo").dt.offset_by("-1d")


def _pattern(form: str) -> tuple[set[str], str]:
    pattern, fields = "", set()
    for part in re.split("(%[a-zA-Z])", form):
        token = _TOKENS.get(part)
        if token is None:
            pattern += re.escape(part)
            continue
        if "<" not in token:
            pattern += token  # a time of day is passed over
            continue
        name = token[4 : token.index(">")]
        if name in fields:
            token, name = token.replace(f"<{name}>", f"<{name}2>"), name + "2"
        fields.add(name)
        pattern += token
    return fields, f"(?i)^{pattern}$"


def _windowed(year: pl.Expr, start: int) -> pl.Expr:
    """Two digits as the one year of the hundred from `start` on that ends in them."""
    return start + (year - start % 100) % 100
