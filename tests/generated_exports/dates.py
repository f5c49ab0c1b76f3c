"""The ways in which an export writes days and periods, each with what must be declared to read them."""

from collections.abc import Callable
from datetime import date, datetime, time

from tests.generated_exports.drafts import Cell, Draft, month_after

DayWriter = Callable[[date], Cell]
MONTHS = {"Mrz": "Mar", "Mai": "May", "Okt": "Oct", "Dez": "Dec"}
DAYS = {
    "%Y-%m-%d": "%Y-%m-%d", "%d/%m/%Y": "%d/%m/%Y", "%m/%d/%Y": "%m/%d/%Y", "%d.%m.%y": "%d.%m.%y", "%d %b %Y": "%d %b %Y", "%B %d, %Y": "%B %d, %Y", "%d-%b-%y": "%d-%b-%y",
    "%Y%m%d": "%Y%m%d", "%Y-%m-%dT%H:%M:%S": "%Y-%m-%dT08:00:00", "%Y-%m-%dT%H:%M:%SZ": "%Y-%m-%dT08:00:00Z", "%Y-%m-%d %H:%M:%S": "%Y-%m-%d 17:00:00",
    "%d/%m/%Y %H:%M": "%d/%m/%Y 08:00", "database": "%Y-%m-%d 08:00:00.000", "database zone": "%Y-%m-%d 08:00:00+00:00",
}  # fmt: skip
# Periods by the length in months: the format that reads them, and how they are written.
PERIODS = {
    1: ("%Y-%m", "%b %y", "%m.%Y", "%B %Y", "%Y/%m", "%m/%Y", "%b-%y", "P%m %Y/%y", "P%m FY%y"),
    3: ("%Y-Q%q", "Q%q %Y", "Q%q %Y/%y", "FY%y Q%q"),
    12: ("%Y", "%Y/%y", "FY%y", "%Y-%y"),
}


def days(draft: Draft, columns: tuple[str, ...]) -> DayWriter:
    """Days in one format."""
    form = draft.rng.choice([*DAYS, "excel", "cell", "cell with an hour"])
    draft.about.append(f"days {form}")
    if form == "excel":
        draft.declare("date_formats", date_formats=["excel"])
        return lambda day: Cell(str((day - date(1899, 12, 30)).days), float((day - date(1899, 12, 30)).days))
    if form.startswith("cell"):
        hour = time(17) if "hour" in form else time()
        return lambda day: Cell(day.isoformat(), datetime.combine(day, hour), "yyyy-mm-dd")
    if not form.startswith("database") and form not in ("%Y-%m-%d",):
        draft.declare("date_formats", date_formats=[form], **({"two_digit_years_from": 1990} if "%y" in form else {}))
    return lambda day: Cell(day.strftime(DAYS[form]))


def fiscal_start(draft: Draft, form: str) -> int:
    """The month in which the fiscal year of a format begins; 1 for a format without fiscal years."""
    is_fiscal = form.count("%Y") + form.count("%y") > 1 or "FY" in form or "P%m" in form
    if not is_fiscal:
        return 1
    start, named_by = draft.rng.choice([(4, "start"), (4, "end"), (10, "end"), (7, "end")])
    draft.calendar |= {"fiscal_year_starts_month": start, "fiscal_year_named_by": named_by}
    draft.lacks["fiscal_year_starts_month"] = [("calendar", "fiscal_year_starts_month")]
    draft.lacks["fiscal_year_named_by"] = [("calendar", "fiscal_year_named_by")]
    return start


def periods(draft: Draft, form: str, start: int) -> Callable[[date], str]:
    """The labels of periods in a format. start: the month in which a fiscal year begins."""

    def write(day: date) -> str:
        year = day.year if day.month >= start else day.year - 1
        number = (day.month - start) % 12
        if start == 1:
            year, number = day.year, day.month - 1
        text = form.replace("%q", str(number // 3 + 1)).replace("P%m", f"P{number + 1:02d}")
        if form.count("%Y") + form.count("%y") > 1:
            first, last = form.index("%Y"), form.rindex("%y")
            joint = form[first + 2 : last]
            return text.replace(f"%Y{joint}%y", f"{year}{joint}{(year + 1) % 100:02d}")
        if "FY" in form:
            named = year + 1 if draft.calendar["fiscal_year_named_by"] == "end" else year
            return text.replace("%y", f"{named % 100:02d}")
        return day.strftime(text)

    return write


def first_period(grain: int, start: int) -> date:
    """The first day of a period of that many months in 2027."""
    return {1: date(2027, 2, 1), 3: date(2027, start, 1), 12: date(2027, start, 1)}[grain]


def some_periods(draft: Draft, count: int) -> tuple[str, list[tuple[date, str]]]:
    """Periods that follow each other, with their labels; and the format that reads them."""
    grain = draft.rng.choice([1, 1, 3, 12])
    form = draft.rng.choice(PERIODS[grain])
    start = fiscal_start(draft, form)
    first = first_period(grain, start)
    write = periods(draft, form, start)
    found = [month_after(first, grain * n) for n in range(count)]
    draft.about.append(f"periods {form}")
    settings = {"date_formats": [form]} | ({"two_digit_years_from": 1990} if "%y" in form and "%Y" not in form else {})
    draft.declare("date_formats", **settings)
    return form, [(day, write(day)) for day in found]
