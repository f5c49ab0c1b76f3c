"""Detects the formats of a column of dates, and asks if day and month, or month and fiscal year, may be confused."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from cutline.sources.inspecting.findings import Detection

DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%m.%d.%y",
    "%d-%m-%y", "%m-%d-%y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y%m%d", "%B %Y", "%b %Y", "%b-%y", "%B%Y",
    "%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%m-%Y",
)  # fmt: skip
# The formats of quarters and fiscal years, by the regular expression of their texts: strptime does not know them.
SPANS = {r"\d{4}-\d{2}": "%Y-%y", r"\d{4}/\d{2}": "%Y/%y", r"\d{4}-\d{4}": "%Y-%Y", r"Q[1-4] \d{4}/\d{2}": "Q%q %Y/%y", r"\d{4}-Q[1-4]": "%Y-Q%q",
         r"Fiscal Year \d{4}-\d{4}": "Fiscal Year %Y-%Y", r"FY \d{4}/\d{4}": "FY %Y/%Y", r"FY ?\d{4}-\d{2}": "FY%Y-%y"}  # fmt: skip
MONTH_OR_YEAR = {"%Y-%m": "%Y-%y", "%Y-%y": "%Y-%m", "%Y/%m": "%Y/%y", "%Y/%y": "%Y/%m"}  # 2011-12 could be either


def dates_of(header: str, filled: Sequence[str]) -> tuple[Detection, tuple[str, ...]] | None:
    """The finding or question about the date formats of a column, and the texts that no format reads; None for a column
    without dates.

    As few formats as possible are chosen to read the column. Some formats read the same texts in another
    sense: 03/04/2027 has day and month in either order, and 2011-12 is December 2011 or the fiscal year 2011 to 2012. A text
    that only one of the two formats reads decides between them. If there is no such text, the result is a question.
    """
    counted = Counter(filled)
    left, chosen = dict(counted), []
    reads = {form: {text for text in counted if _fits(text, form)} for form in (*DATE_FORMATS, *SPANS.values())}
    while left:
        form, texts = max(reads.items(), key=lambda pair: sum(left.get(text, 0) for text in pair[1]))
        if not any(text in left for text in texts):
            break
        chosen.append(form)
        left = {text: n for text, n in left.items() if text not in texts}
    if sum(left.values()) > 0.4 * len(filled) or (set(chosen) & {"%Y%m%d"} and not re.search(r"(?i)date|day|start|end", header)):
        return None
    what = f"date_formats of {header}"
    odd = tuple(text for text, _ in Counter(left).most_common(12))
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
    if any("%y" in form and "%Y" not in form for form in chosen):
        years = sorted({text[-2:] for form in chosen if "%y" in form and "%Y" not in form for text in reads[form]})
        return Detection(
            what, " or ".join(chosen), 0.95, f"years of two digits, {years[0]} to {years[-1]}{proof}", tuple(chosen)
        ), odd
    reach = _first_and_last(chosen, [text for text in counted if text not in left])
    return Detection(
        what, " or ".join(chosen), 0.95, f"reads {len(filled) - sum(left.values())} of {len(filled)}{reach}{proof}", tuple(chosen)
    ), odd


def _first_and_last(chosen: list[str], texts: list[str]) -> str:
    """The first and the last day of a column, in words; empty for formats of quarters and fiscal years. They are
    shown because a first day in 1905 among days of today tells the reader that a spreadsheet took a year for a day.
    """
    days = []
    for text in texts:
        for form in chosen:
            if form not in SPANS.values() and _fits(text, form):
                days.append(datetime.strptime(text, form).date())  # noqa: DTZ007 - a day has no zone
                break
    return f", {min(days)} to {max(days)}" if days else ""


def _fits(text: str, form: str) -> bool:
    """Whether a format reads a text as a year between 1900 and 2200; the second year of a fiscal year must follow the first."""
    for pattern, span in SPANS.items():
        if form == span:
            years = [int(year[-2:]) for year in re.findall(r"\d{4}|(?<=[-/])\d{2}", text)]
            follows = len(years) < 2 or years[1] == (years[0] + 1) % 100
            return follows and re.fullmatch(pattern, text) is not None
    try:
        year = datetime.strptime(text, form).year  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return 1900 <= year <= 2200


def _swapped(form: str) -> str:
    """The format with day and month exchanged; a text that is not a format if `form` does not begin with day and month."""
    return form.replace("%d", "%\0").replace("%m", "%d").replace("%\0", "%m") if re.match(r"%[dm].%[dm]", form) else form + "!"
