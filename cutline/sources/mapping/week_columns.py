"""Tells whether the periods of a feed are weeks, which day of the week they name, and whether their figures can be split.

The periods of a feed are the headers of a wide layout, or the cells of a column of which the header speaks of weeks.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import Feed, Source

WeekDay = Literal["first", "last", "asked"]
DAYS_IN_WEEK = 7
FEWEST_COLUMNS = 2
FRIDAY = 4
# How a header says that its day begins or ends a week: w/c 29-Mar, week commencing, w/e 02-Apr, week ending.
SAYS_WEEK = re.compile(r"(?i)\b(?:w/?[cebs]|weeks?|wk|woche|kw|semaine|semana|settimana)\b")
SAYS_END = re.compile(r"(?i)\bw/?e\b|\bend(?:s|ing|ed)?\b|\bto\b|\bende\b|\bfin\b")
SAYS_BEGIN = re.compile(r"(?i)\bw/?[cbs]\b|\bcommenc\w*|\bbegin\w*|\bstart\w*|\bof\b|\bfrom\b|\bbeginn\b|\bdébut\b")


def week_day(headers: Sequence[str], labels: Sequence[str], feed: Feed, source: Source) -> WeekDay | None:
    """Which day of a week the periods of a feed name: "first" or "last". None if the periods are no weeks. "asked" if they are
    weeks and nothing says which day they name, so that a person must be asked.

    headers: the headers of the wide columns in their order, else the header of the column of periods.
    labels: for wide columns, the part of each header that becomes the period.

    Wide columns are weeks if all labels are days, the days lie a whole number of weeks apart, and two of them lie one week
    apart. The periods in a column are weeks if the header of the column says so.
    """
    days = _days(labels, feed, source) if feed.unpivot is not None else []
    if feed.unpivot is not None and not _are_weeks(days):
        return None
    text = " ".join(headers[:1])
    if feed.unpivot is None and not SAYS_WEEK.search(text):
        return None
    if SAYS_END.search(text):
        return "last"
    if SAYS_BEGIN.search(text):
        return "first"
    is_weekday = bool(days) and days[0].weekday() < FRIDAY
    return "first" if is_weekday or feed.unpivot is None else "asked"


def week_problems(day: WeekDay | None, table: Table, feed: Feed, where: str) -> list[Finding]:
    """The findings about figures by week that cannot be split between months: nothing says which day of its week a header
    names, or the figure is in FTE. FTE say how many people work at a time, so the FTE of the weeks of a month must not be
    added up to the FTE of the month, as hours are.
    """
    if day is None:
        return []
    found = []
    if day == "asked":
        found.append(
            Finding(
                where,
                "columns of weeks, headed by days from Friday to Sunday",
                "headers that say whether the week begins or ends on the day",
                "ask who made the file; write w/c or w/e before the day, and match it in `columns` of the unpivot",
            )
        )
    names = [column.plain for column in table.columns if column.kind == "fte"]
    if feed.unpivot is not None:
        names = [name for name in names if name == feed.unpivot.value_to]
    rates = [name for name in names if name in feed.columns or feed.unpivot] if names else []
    for name in rates:
        if (feed.columns[name].unit if name in feed.columns else "1") != "hours":
            found.append(
                Finding(
                    where,
                    f"columns of weeks, and {name} in FTE",
                    "hours by week, or FTE by month",
                    f'map hours, with {name} = {{ unit = "hours" }} and hours_per_fte of a period, or send the figures by month',
                )
            )
    return found


def names_weeks(feed: Feed) -> bool:
    """Whether the periods of a feed may be weeks: they are the headers of a wide layout, or their column speaks of weeks."""
    if feed.unpivot is not None:
        return feed.unpivot.name_to == "period_start"
    wanted = feed.columns.get("period_start")
    return wanted is not None and any(SAYS_WEEK.search(name) for name in wanted.from_)


def _days(labels: Sequence[str], feed: Feed, source: Source) -> list[datetime]:
    """The days of the labels; an empty list if one of them is no day, or if they become no period."""
    if feed.unpivot is None or feed.unpivot.name_to != "period_start":
        return []
    wanted = feed.columns.get("period_start")
    formats = (*(wanted.formats if wanted and wanted.formats else source.date_formats), "%Y-%m-%d")
    read = [next((day for form in formats if (day := _day(label, form)) is not None), None) for label in labels]
    return [day for day in read if day is not None] if None not in read else []


def _are_weeks(days: Sequence[datetime]) -> bool:
    steps = [(after - before).days for before, after in pairwise(sorted(set(days)))]
    return (
        len(days) >= FEWEST_COLUMNS and min(steps, default=0) == DAYS_IN_WEEK and all(step % DAYS_IN_WEEK == 0 for step in steps)
    )


def _day(label: str, form: str) -> datetime | None:
    """The day of a label in a format that names one; null for any other text, or for a format without a day."""
    if "%d" not in form or "%q" in form:
        return None
    try:
        return datetime.strptime(label.strip()[:10] if form == "%Y-%m-%d" else label.strip(), form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
