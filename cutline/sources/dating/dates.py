"""Reads dates by declared formats, including months, quarters, years and fiscal years that stand for a day."""

import re
from collections.abc import Callable
from datetime import date

import polars as pl

from cutline.contracts.fiscal_years import FiscalYears
from cutline.settings.layouts.date_formats import FISCAL_YEAR, names_fiscal_year, names_posting_period
from cutline.settings.layouts.locales import LocaleName
from cutline.sources.dating.month_names import folded_month, month_numbers

_EPOCH = date(1970, 1, 1).toordinal()
YEARS = (1900, 2200)  # every date outside these years that was ever seen in an export was a typing mistake
EXCEL_EPOCH = {
    "excel": (1899, 12, 30),
    "excel1904": (1904, 1, 1),
}  # the day of serial number 0; the first holds from 1 March 1900 on

# The regular expression of each token of a date format. Fields with a name are read; a time of day is passed over.
_TOKENS: dict[str, str] = {
    "%d": r"(?P<d>\d{1,2})", "%m": r"(?P<m>\d{1,2})", "%Y": r"(?P<Y>\d{4})", "%y": r"(?P<y>\d{2})", "%G": r"(?P<Y>\d{4})", "%g": r"(?P<y>\d{2})", "%q": r"(?P<q>[1-4])", "%P": r"(?P<m>\d{1,3})",
    "%B": r"(?P<B>\pL+)\.?", "%b": r"(?P<B>\pL+)\.?", "%V": r"(?P<V>\d{1,2})", "%u": r"(?P<u>[1-7])",
    "%H": r"\d{1,2}", "%I": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d+", "%p": "(?:AM|PM)", "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
}  # fmt: skip


def is_full_date(form: str, locale: LocaleName) -> bool:
    """Whether a date format names day, month and a year of four digits, in a language that `full_date` reads."""
    has_foreign_month = re.search("%[Bb]", form) is not None and locale != "en"
    return len(re.findall("%[YyGg]", form)) == 1 and "%Y" in form and "%d" in form and not has_foreign_month


def in_years(day: pl.Expr) -> pl.Expr:
    """A date, null if it is outside YEARS."""
    return pl.when(day.dt.year().is_between(*YEARS)).then(day)


def are_in_years(dates: pl.Series) -> bool:
    """Whether every date is in YEARS or null. Takes less time than to look at the year of each date."""
    first, last = date(YEARS[0], 1, 1).toordinal() - _EPOCH, date(YEARS[1], 12, 31).toordinal() - _EPOCH
    days = dates.to_physical()
    return days.count() == 0 or bool(days.min() >= first and days.max() <= last)  # type: ignore[operator]


def full_date(text: pl.Expr, form: str) -> pl.Expr:
    """A date whose format names day, month and year. A time of day is dropped, because the contract asks for the day."""
    if form.endswith("%z"):  # the day counts as it is written, and not as it was in Greenwich
        text, form = text.str.replace(r"(?:Z|[+-]\d{2}:?\d{2})$", "").str.strip_chars_end(), form.removesuffix("%z").rstrip()
    if "%Y%m" in form:
        text = pl.when(text.str.contains(r"^\d{8}(?:\D|$)")).then(text)  # 2027111 could be two days
    has_time = re.search("%[HIMSpf]", form)
    form = form.replace(".%f", "%.f")  # as Polars calls the fraction of a second, with its point
    return text.str.to_datetime(form, strict=False).dt.date() if has_time else text.str.to_date(form, strict=False)


# After a year and a decimal mark, a month of one digit may be a number that has lost a zero: 2027.1 may be 2027.10.
_BEHIND_YEAR = {"%m": r"(?P<m>\d{2})", "%P": r"(?P<m>\d{2,3})"}


def date_by_format(
    text: pl.Expr,
    form: str,
    century: int | None,
    *,
    is_last: bool,
    fiscal: FiscalYears,
    locale: LocaleName = "en",
) -> pl.Expr:
    """Dates of one format: in full, as a bare serial number, or as a month, quarter, year or fiscal year that stands for a
    day.

    century: the first of the hundred years that %y can mean. is_last: the last day of a period stands for it, not the first.
    fiscal: the fiscal years, in which fiscal months may have exact days of their own. locale: the language of the names of
    months. The result is null if the text is not of the format, or if there is no such day.
    """
    if form in EXCEL_EPOCH:
        days = (
            pl.when(text.str.contains(r"^[0-9]{1,7}(?:\.0+)?$")).then(text.str.replace(r"\.0+$", "")).cast(pl.Int64, strict=False)
        )
        return pl.when(days.is_between(61, 2_958_465)).then(pl.date(*EXCEL_EPOCH[form]) + pl.duration(days=days))
    years = len(re.findall("%[YyGg]", form))
    if is_full_date(form, locale):
        return full_date(text, form)
    fields, build = _pattern(form)
    groups = text.str.extract_groups(build)
    piece: Callable[[str], pl.Expr] = lambda name: groups.struct.field(name).cast(pl.Int32, strict=False)  # noqa: E731
    year = piece("Y") if "Y" in fields else _windowed(piece("y"), century or 0)
    if "V" in fields:
        return _day_of_iso_week(year, piece("V"), piece("u") if "u" in fields else pl.lit(7 if is_last else 1))
    fiscal_month = fiscal.first_month
    if years == 2:  # in a fiscal year such as 2023-24, the second year must follow the first
        follows = piece("Y2") == year + 1 if "Y2" in fields else piece("y2" if "y2" in fields else "y") == (year + 1) % 100
        year = pl.when(follows & (fiscal_month > 1)).then(year)
    is_posting_period = names_posting_period(form)
    told = re.search(FISCAL_YEAR, form)
    is_fiscal = names_fiscal_year(form)
    if is_fiscal and years == 1 and (fiscal.named_by == "end" or (told and told[1])) and fiscal_month > 1:
        year = year - 1  # from here on, the calendar year in which the fiscal year starts
    first = pl.lit(fiscal_month if is_fiscal else 1)
    month, length = first, 12
    if "B" in fields:
        names = folded_month(groups.struct.field("B"), locale)
        month, length = names.replace_strict(month_numbers(locale), default=None, return_dtype=pl.Int32), 1
    elif "m" in fields:
        number = pl.when(piece("m").is_between(1, 12)).then(piece("m"))  # P13 and later have no month: they close the year
        month, length = number + (fiscal_month - 1 if is_posting_period else 0), 1
    elif "q" in fields:
        month, length = first + (piece("q") - 1) * 3, 3
    if is_fiscal and not is_posting_period and fields & {"B", "m"}:  # January of 2023-24 is in the second of the two years
        year = year + (month < fiscal_month).cast(pl.Int32)
    if is_fiscal and fiscal.weeks is not None:
        at = year.cast(pl.Int64) * 12 + month - 1
        return fiscal.first_day_expr(at + length) - pl.duration(days=1) if is_last else fiscal.first_day_expr(at)
    # The date is built as text, because pl.date raises an error if there is no such day. Such a cell is bad data and no
    # fault of the program.
    parts = (year + (month - 1) // 12, (month - 1) % 12 + 1, piece("d") if "d" in fields else pl.lit(1))
    start = pl.format("{}-{}-{}", *parts).str.to_date("%Y-%m-%d", strict=False)
    is_day = "d" in fields or not is_last
    return start if is_day else start.dt.offset_by(f"{length}mo").dt.offset_by("-1d")


def _day_of_iso_week(year: pl.Expr, week: pl.Expr, weekday: pl.Expr) -> pl.Expr:
    """The day of an ISO week, from Monday (1) to Sunday (7); null for a week that the year does not have.

    Source: ISO 8601. A week belongs to the year in which its Thursday lies, so 4 January is always in week 1.
    """
    fourth = pl.format("{}-01-04", year).str.to_date("%Y-%m-%d", strict=False)
    monday = fourth - pl.duration(days=fourth.dt.weekday().cast(pl.Int32) - 1) + pl.duration(days=(week - 1) * 7)
    is_in_year = (monday + pl.duration(days=3)).dt.year() == year
    return pl.when((week > 0) & is_in_year).then(monday + pl.duration(days=weekday - 1))


def _pattern(form: str) -> tuple[set[str], str]:
    """The fields of a date format, and the regular expression with a group for each. A second year has a 2 after its name."""
    pattern, fields = "", set()
    parts = re.split("(%[a-zA-Z])", form)
    for place, part in enumerate(parts):
        token = _TOKENS.get(part)
        if parts[max(place - 2, 0) : place] in (["%Y", "."], ["%Y", ","]):
            token = _BEHIND_YEAR.get(part, token)
        if token is None:
            pattern += re.escape(part)
            continue
        if "<" not in token:
            pattern += token
            continue
        name = token[4 : token.index(">")]
        if name in fields:
            token, name = token.replace(f"<{name}>", f"<{name}2>"), name + "2"
        fields.add(name)
        pattern += token
    return fields, f"(?i)^{pattern}$"


def _windowed(year: pl.Expr, start: int) -> pl.Expr:
    """The year that ends in two digits, of the hundred years from `start` on."""
    return start + (year - start % 100) % 100
