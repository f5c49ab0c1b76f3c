"""Detects the formats of a column of dates, and asks if day and month, or month and fiscal year, may be confused."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from cutline.sources.dating.date_forms import DATE_FORMATS
from cutline.sources.inspecting.findings import Detection

# The formats of quarters and fiscal years, by the regular expression of their texts: strptime does not know them.
SPANS = {r"\d{4}-\d{2}": "%Y-%y", r"\d{4}/\d{2}": "%Y/%y", r"\d{4}-\d{4}": "%Y-%Y", r"Q[1-4] \d{4}/\d{2}": "Q%q %Y/%y", r"\d{4}-Q[1-4]": "%Y-Q%q",
         r"\d{4} Q[1-4]": "%Y Q%q", r"Q[1-4] \d{4}": "Q%q %Y", r"Q[1-4]-\d{4}": "Q%q-%Y", r"FY\d{4}": "FY%Y", r"FY \d{4}": "FY %Y", r"FY\d{2} Q[1-4]": "FY%y Q%q", r"FY\d{4} Q[1-4]": "FY%Y Q%q", r"FY\d{2}": "FY%y",
         r"Fiscal Year \d{4}-\d{4}": "Fiscal Year %Y-%Y", r"Fiscal Year \d{4}/\d{2}": "Fiscal Year %Y/%y", r"FY \d{4}/\d{4}": "FY %Y/%Y",
         r"FY ?\d{4}-\d{2}": "FY%Y-%y", r"P(?:0?[1-9]|1[0-2]) \d{4}/\d{2}": "P%m %Y/%y"}  # fmt: skip
MONTH_OR_YEAR = {"%Y-%m": "%Y-%y", "%Y-%y": "%Y-%m", "%Y/%m": "%Y/%y", "%Y/%y": "%Y/%m"}  # 2011-12 could be either
_PARTS = {
    "%d": r"\d{1,2}", "%m": r"\d{1,2}", "%Y": r"\d{4}", "%y": r"\d{2}", "%B": r"[^\W\d_]{3,}", "%b": r"[^\W\d_]{3,4}", "%H": r"\d{1,2}", "%I": r"\d{1,2}",
    "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d{1,9}", "%p": "(?i:AM|PM)", "%z": r"(?:Z|[+-]\d{2}:?\d{2})",
}  # fmt: skip
CENTURY = 100
YEARS = (1900, 2200)
YEARS_AS_DAYS = ("1905-06-21", "1905-08-10")  # the days with the serial numbers 1999 to 2049


def dates_of(header: str, filled: Sequence[str]) -> tuple[Detection, tuple[str, ...]] | None:
    """The finding or question about the date formats of a column, and the texts that no format reads; None for a column
    without dates.

    As few formats as possible are chosen to read the column. Some formats read the same texts in another
    sense: 03/04/2027 has day and month in either order, and 2011-12 is December 2011 or the fiscal year 2011 to 2012. A text
    that only one of the two formats reads decides between them. If there is no such text, the result is a question.
    """
    counted = Counter(filled)
    reads = {form: {text for text in counted if _fits(text, form)} for form in (*DATE_FORMATS, *SPANS.values())}
    chosen, left = _fewest_formats(reads, counted)
    is_serial = set(chosen) & {"%Y%m%d"} and not re.search(r"(?i)date|day|start|end", header)
    if sum(left.values()) > 0.4 * len(filled) or is_serial:
        return None
    what = f"date_formats of {header}"
    odd = tuple(text for text, _ in Counter(left).most_common())
    rivals = [(form, other) for form in chosen for other in (_swapped(form), MONTH_OR_YEAR.get(form, "")) if other in reads]
    for form, other in rivals:
        first = sorted(reads[form])[0]
        if all(text in reads[other] for text in reads[form]):
            asked = "a month or a fiscal year" if form in MONTH_OR_YEAR else "day first or month first"
            return Detection(what, None, 0.4, f"{first}: {asked}? No cell decides it", (form, other)), odd
        if form not in MONTH_OR_YEAR and reads[other] - reads[form]:
            one, two = sorted(reads[form] - reads[other])[0], sorted(reads[other] - reads[form])[0]
            return Detection(what, None, 0.3, f"{one} and {two} stand in one column: are both orders meant?", (form, other)), odd
    proof = next((f"; {sorted(reads[form] - reads[other])[0]} decides the order" for form, other in rivals), "")
    if any(has_two_digit_years(form) for form in chosen):
        years = sorted({_year_digits(text, form) for form in chosen if has_two_digit_years(form) for text in reads[form]})
        return Detection(
            what, " or ".join(chosen), 0.95, f"years of two digits, {years[0]} to {years[-1]}{proof}", tuple(chosen)
        ), odd
    evidence = f"reads {len(filled) - sum(left.values())} of {len(filled)}"
    found = Detection(what, " or ".join(chosen), 0.95, evidence, tuple(chosen))
    reach = first_and_last(found, [text for text in counted if text not in left])
    return Detection(what, found.value, 0.95, evidence + _reach_in_words(*reach) + proof, tuple(chosen)), odd


def has_two_digit_years(form: str) -> bool:
    """Whether a format has no year but one of two digits, so that the century must be declared."""
    return "%y" in form and "%Y" not in form


def _fewest_formats(reads: dict[str, set[str]], counted: Counter[str]) -> tuple[list[str], dict[str, int]]:
    """The formats that read a column, the one that reads most first, and the texts that none of them reads."""
    left, chosen = dict(counted), list[str]()
    while left:
        form, texts = max(reads.items(), key=lambda pair: sum(left.get(text, 0) for text in pair[1]))
        if not any(text in left for text in texts):
            break
        chosen.append(form)
        left = {text: n for text, n in left.items() if text not in texts}
    return chosen, left


def first_and_last(found: Detection, texts: Sequence[str]) -> tuple[str, str]:
    """The first and the last day of a column; two empty texts for formats of quarters and fiscal years. Where the century, or
    the order of day and month, is a question, the cells with these days as they are written.

    They are shown because a first day in 1905 among days of today tells the reader that a spreadsheet took a year for a day.
    """
    days = []
    for text in texts:
        for form in found.options:
            if form not in SPANS.values() and (day := _day(text, form)):
                days.append((day, text))
                break
    if not days:
        return "", ""
    is_sure = found.value is not None and not any(has_two_digit_years(form) for form in found.options)
    first, last = min(days), max(days)
    return (str(first[0]), str(last[0])) if is_sure else (first[1], last[1])


def _reach_in_words(first: str, last: str) -> str:
    """The first and the last day, with a warning about years that a spreadsheet took for days."""
    is_year = YEARS_AS_DAYS[0] <= first <= YEARS_AS_DAYS[1]
    warning = " (a spreadsheet that takes the year 2022 for a day shows 1905-07-14)" if is_year else ""
    return f", {first}{warning} to {last}" if first else ""


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile("".join(_PARTS.get(part, re.escape(part)) for part in re.split("(%[a-zA-Z])", form)))


def _day(text: str, form: str) -> date | None:
    """The day of a text in a format of strptime, with a year between 1900 and 2200; None if the format does not read it."""
    if not _pattern(form).fullmatch(text):
        return None
    try:  # strptime reads six digits of a fraction of a second; databases write seven or nine
        found = datetime.strptime(re.sub(r"([.]\d{6})\d+", r"\1", text), form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return found if YEARS[0] <= found.year <= YEARS[1] else None


def _fits(text: str, form: str) -> bool:
    """Whether a format reads a text as a year between 1900 and 2200; the second year of a fiscal year must follow the first."""
    for pattern, span in SPANS.items():
        if form == span:
            years = [int(year[-2:]) for year in re.findall(r"\d{4}|(?<=[-/])\d{2}", text)]
            follows = len(years) < 2 or years[1] == (years[0] + 1) % CENTURY
            whole = [int(year) for year in re.findall(r"\d{4}", text)]
            return (
                follows
                and all(YEARS[0] <= year <= YEARS[1] for year in whole)
                and re.fullmatch(pattern, text, re.IGNORECASE) is not None
            )
    return _day(text, form) is not None


def _year_digits(text: str, form: str) -> str:
    """The two digits of the year in a text."""
    place = len(re.sub(r"%y.*", "", form))
    digits: list[str] = re.findall(r"\d+", text)
    return digits[len(re.findall(r"%[dmqY]", form[:place]))][-2:]


def _swapped(form: str) -> str:
    """The format with day and month exchanged; a text that is not a format if `form` does not begin with day and month."""
    return form.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m") if re.match(r"%[dm].%[dm]", form) else form + "!"
