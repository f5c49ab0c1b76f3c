"""Tells whether the periods of a feed are weeks, which day of the week they name, and whether their figures can be split.

The periods of a feed are the headers of a wide layout, or the cells of a column of which the header speaks of weeks.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

import polars as pl

from cutline.contracts.fiscal_years import FiscalYears
from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.layouts.date_formats import is_whole_week
from cutline.settings.sources import Feed, Source
from cutline.sources.dating.dates import date_by_format, full_date

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
    if all(map(is_whole_week, source.formats_of(feed, "period_start"))):
        return "last" if source.day_of_imprecise_dates(feed.columns.get("period_start")) == "last_day" else "first"
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


def week_problems(day: WeekDay | None, table: Table, feed: Feed, read: Collection[str], where: str) -> list[Finding]:
    """The findings about figures by week that cannot be split between months: nothing says which day of its week a header
    names, or the figure is in FTE. FTE say how many people work at a time, so the FTE of the weeks of a month must not be
    added up to the FTE of the month, as hours are. read: the canonical columns that the file has.
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
    fte = [column for column in table.columns if column.kind == "fte"]
    for name in [each.plain for each in fte if (each.plain == feed.unpivot.value_to if feed.unpivot else each.name in read)]:
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


def names_weeks(feed: Feed, source: Source) -> bool:
    """Whether the periods of a feed may be weeks: they are the headers of a wide layout, or their column speaks of weeks, or
    their format is one of ISO weeks.
    """
    if "period_start" not in TABLES[feed.table].schema:
        return False
    if all(map(is_whole_week, source.formats_of(feed, "period_start"))):
        return True
    if feed.unpivot is not None:
        return feed.unpivot.name_to == "period_start"
    wanted = feed.columns.get("period_start")
    return wanted is not None and any(SAYS_WEEK.search(name) for name in (*wanted.from_, *wanted.parts))


def _days(labels: Sequence[str], feed: Feed, source: Source) -> list[date]:
    """The days of the labels; an empty list if one of them is no day, or if they become no period."""
    if feed.unpivot is None or feed.unpivot.name_to != "period_start":
        return []
    formats = [form for form in source.formats_of(feed, "period_start") if "%d" in form]
    cells = pl.lit(pl.Series([label.strip() for label in labels], dtype=pl.String))
    century, locale = source.two_digit_years_from, source.locale
    tries = [date_by_format(cells, form, century, is_last=False, fiscal=FiscalYears(), locale=locale) for form in formats]
    read = pl.select(pl.coalesce([*tries, full_date(cells.str.slice(0, 10), "%Y-%m-%d")])).to_series()
    return read.to_list() if not read.null_count() else []


def _are_weeks(days: Sequence[date]) -> bool:
    steps = [(after - before).days for before, after in pairwise(sorted(set(days)))]
    return (
        len(days) >= FEWEST_COLUMNS and min(steps, default=0) == DAYS_IN_WEEK and all(step % DAYS_IN_WEEK == 0 for step in steps)
    )
