"""Reads decimal text into scaled integers, exactly: amounts with currency signs and suffixes, counts, and shares."""

import re

import polars as pl

from cutline.settings.sources import Source
from cutline.sources.typed_rows.written_numbers import numbers_in_full

# The signs that an amount may have besides the ISO code of its currency. A dollar sign means the dollar of the row's currency.
SIGNS = {
    "GBP": ("£",), "EUR": ("€",), "JPY": ("¥",), "CNY": ("¥",), "USD": ("$", "US$"), "CAD": ("$", "C$"), "AUD": ("$", "A$"), "NZD": ("$",),
    "SGD": ("$",), "HKD": ("$",), "MXN": ("$",), "BRL": ("R$",),
}  # fmt: skip
SIGNED = [f"{code} {sign}" for code, signs in SIGNS.items() for sign in signs]
UNIT_EXPONENT = {"1": 0, "k": 3, "m": 6, "bn": 9}
SHARE_EXPONENT = {"percent": 2, "fraction": 4, "bp": 0}
THOUSANDTHS_OF_HOURS_MAX = 10**12  # more hours would overflow 64 bits when they are scaled


def share_in_basis_points(text: pl.Expr, source: Source, unit: str) -> tuple[pl.Expr, str]:
    """A share in basis points (null if the text is not a share), and what was expected, in words. unit: percent, fraction,
    bp, or 1 for none.

    A text with a % sign is understood without a unit, with the unit percent, and with the unit fraction, because a
    workbook shows the fraction 0.35 as 35%. A text without it needs a unit.
    """
    with_sign = scaled_integer(
        pl.when(text.str.ends_with("%")).then(text.str.strip_chars_end("%").str.strip_chars()), 2, "1", source
    )
    if unit not in SHARE_EXPONENT:
        return with_sign, "a share with its % sign, or a declared unit (percent, fraction, bp)"
    without = scaled_integer(pl.when(~text.str.ends_with("%")).then(text), SHARE_EXPONENT[unit], "1", source)
    return (without if unit == "bp" else pl.coalesce(with_sign, without)), f"a share in {unit}"


def number_or_percentage(text: pl.Expr, exponent: int, unit: str, source: Source) -> pl.Expr:
    """A number that is no amount of money, as `scaled_integer` reads it. If hundredths can be stored, a text with a % sign is
    understood too: 50% is 0.5.
    """
    plain = scaled_integer(text, exponent, unit, source)
    if exponent < len("00") or unit != "1":
        return plain
    hundredths = pl.when(text.str.ends_with("%")).then(text.str.strip_chars_end("%").str.strip_chars())
    return pl.coalesce(plain, scaled_integer(hundredths, exponent - 2, unit, source))


def scaled_integer(text: pl.Expr, exponent: int, unit: str, source: Source, currency: pl.Expr | None = None) -> pl.Expr:
    """Decimal text times ten to the power of `exponent` plus that of the unit, as Int64; null if the result is not exactly
    a whole number.

    unit: 1, k, m or bn. currency: the code of each row's currency; null for a column that is not money.

    Understood are a sign, brackets for negative numbers, the sign or code of the row's currency before or after, a suffix
    k, m or bn, the texts after a number that the source declares to mean negative or positive, and the exponent of a number
    that a program wrote in full, such as 2.0E-6. Not understood are a suffix that contradicts the declared unit, the sign of
    another currency, any currency in a column that is not money (0.4 MIO is not 0.4 of a currency called MIO), and the
    exponent of a number that a spreadsheet has shortened, such as 1.23E+07.
    """
    text = text.map_batches(lambda cells: numbers_in_full(cells, source), return_dtype=pl.String, is_elementwise=True)
    text, is_marked_negative = _without_sign_marks(text, source)
    decimal = re.escape(source.decimal)
    mark = re.escape(source.thousands)
    whole = rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+|\d+" if source.thousands else r"\d+"
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
    signs = pl.sum_horizontal(
        piece["open"].is_not_null(), piece["sign"].is_not_null(), piece["sign2"].is_not_null(), is_marked_negative
    )
    value = _digits_shifted(piece["whole"], piece["part"], exponent + UNIT_EXPONENT.get(unit, 0), source.thousands)
    if unit == "1":
        for word in allowed:
            shifted = _digits_shifted(piece["whole"], piece["part"], exponent + UNIT_EXPONENT[word], source.thousands)
            value = pl.when(suffix == word).then(shifted).otherwise(value)
    negative = (
        piece["open"].is_not_null() | piece["sign"].is_in(["-", "\u2212"]) | piece["sign2"].is_not_null() | is_marked_negative
    )
    fits = balanced & (signs <= 1) & (suffix.is_null() | suffix.is_in(allowed))
    for token in (piece["before"], piece["after"]):
        own = (
            pl.lit(value=False)
            if currency is None
            else (token == currency) | pl.concat_str(currency, token, separator=" ").is_in(SIGNED)
        )
        fits = fits & (token.is_null() | own)
    return pl.when(fits).then(pl.when(negative).then(-value).otherwise(value))


def _without_sign_marks(text: pl.Expr, source: Source) -> tuple[pl.Expr, pl.Expr]:
    """The text without the marks behind a number that the source declares (250.00- or 250.00 CR), and whether such a mark
    means negative.
    """
    is_negative = pl.lit(value=False)
    for marks, means_negative in ((source.negative_suffixes, True), (source.positive_suffixes, False)):
        if marks:
            pattern = rf"(?i)(?:{'|'.join(map(re.escape, marks))})$"
            marked = text.str.contains(pattern).fill_null(value=False)
            is_negative = is_negative | (marked if means_negative else pl.lit(value=False))
            text = pl.when(marked).then(text.str.replace(pattern, "").str.strip_chars_end()).otherwise(text)
    return text, is_negative


def _digits_shifted(whole: pl.Expr, part: pl.Expr, exponent: int, thousands: str) -> pl.Expr:
    """The number whose decimal point is moved `exponent` digits to the right; null if decimals would be left, or if the
    number is too large.
    """
    digits = whole.str.replace_all(thousands, "", literal=True) if thousands else whole
    fraction = part.fill_null("").str.strip_chars_end("0")
    fits = fraction.str.len_chars() <= exponent
    return pl.when(fits).then(pl.concat_str(digits, fraction.str.pad_end(exponent, "0"))).cast(pl.Int64, strict=False)
