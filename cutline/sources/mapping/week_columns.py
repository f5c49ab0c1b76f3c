"""Tells whether the columns of a wide layout are weeks, and whether their figures can be split between two months."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.sources import Feed, Source

DAYS_IN_WEEK = 7
FEWEST_COLUMNS = 2


def are_weeks(labels: Sequence[str], feed: Feed, source: Source) -> bool:
    """Whether the headers of the wide columns, in their order, are days that lie a whole number of weeks apart, of which two
    lie one week apart. labels: the part of each header that becomes the period.
    """
    if feed.unpivot is None or feed.unpivot.name_to != "period_start":
        return False
    wanted = feed.columns.get("period_start")
    formats = (wanted.formats if wanted and wanted.formats else source.date_formats) + ("%Y-%m-%d",)
    days = [next((day for form in formats if (day := _day(label, form)) is not None), None) for label in labels]
    if len(days) < FEWEST_COLUMNS or None in days:
        return False
    known = sorted({day for day in days if day is not None})
    steps = [(after - before).days for before, after in pairwise(known)]
    return bool(steps) and min(steps) == DAYS_IN_WEEK and all(step % DAYS_IN_WEEK == 0 for step in steps)


def figures_that_do_not_split(table: Table, feed: Feed, where: str) -> list[Finding]:
    """The finding that a weekly figure is a rate and no amount: the FTE of four weeks are not four times those of a month."""
    if feed.unpivot is None:
        return []
    name = feed.unpivot.value_to
    column = next((each for each in table.columns if each.plain == name), None)
    unit = feed.columns[name].unit if name in feed.columns else "1"
    if column is None or column.kind != "fte" or unit == "hours":
        return []
    return [
        Finding(
            where,
            f"columns of weeks, and {name} in FTE",
            "hours by week, or FTE by month",
            f'map hours, with {name} = {{ unit = "hours" }} and hours_per_fte of a period, or send the figures by month',
        )
    ]


def _day(label: str, form: str) -> datetime | None:
    """The day of a label in a format that names one; null for any other text, or for a format without a day."""
    if "%d" not in form or "%q" in form:
        return None
    try:
        return datetime.strptime(label.strip()[:10] if form == "%Y-%m-%d" else label.strip(), form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
