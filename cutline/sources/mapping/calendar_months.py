"""Asks about figures by calendar month where fiscal years have whole weeks: a calendar month lies in several fiscal months."""

from collections.abc import Mapping, Sequence

import polars as pl

from cutline.contracts.fiscal_years import FiscalYears
from cutline.errors import Finding
from cutline.settings.sources import Feed, Source
from cutline.sources.dating.dates import date_by_format, full_date
from cutline.sources.formats.reading import TextTable

FEWEST_MONTHS = 2


def calendar_month_problems(
    text: TextTable,
    feed: Feed,
    source: Source,
    read_at: Mapping[str, int],
    wide: Sequence[tuple[int, str]],
    fiscal: FiscalYears,
    where: str,
) -> list[Finding]:
    """A finding if the periods of a feed are days that all begin a calendar month, and one of them begins no fiscal month.

    Such days probably stand for their months: the first of February 2024 may mean February, and lies in the last month of
    the fiscal year 2023 of a shop. read_at: the column of the file that fills each canonical column. wide: as wide_columns
    returns it.
    """
    if fiscal.weeks is None or feed.first_of_month == "day":
        return []
    if feed.unpivot is not None:
        labels = [label for _, label in wide] if feed.unpivot.name_to == "period_start" else []
    else:
        place = read_at.get("period_start")
        cells = text.cells.filter(pl.col("not_data").is_null()) if place is not None else None
        labels = cells.select(pl.col(str(place)).unique()).collect().to_series().to_list() if cells is not None else []
    days = _days(labels, feed, source)
    if days.n_unique() < FEWEST_MONTHS or not (days.dt.day() == 1).all():
        return []
    odd = [day for day in days.sort() if fiscal.first_day(fiscal.month_of(day)) != day]
    if not odd:
        return []
    return [
        Finding(
            where,
            f"periods that all begin a calendar month, such as {odd[0].isoformat()}, which begins no fiscal month",
            "the first days of fiscal months, labels of fiscal months, weeks, or days on which money was posted",
            "send the figures by fiscal month or by week; or, if these are days and stand for no months, write first_of_month = 'day' in the feed",
        )
    ]


def _days(labels: Sequence[str | None], feed: Feed, source: Source) -> pl.Series:
    cells = pl.lit(pl.Series([(label or "").strip() for label in labels], dtype=pl.String))
    formats = [form for form in source.formats_of(feed, "period_start") if "%d" in form or form.startswith("excel")]
    tries = [
        date_by_format(cells, form, source.two_digit_years_from, is_last=False, fiscal=FiscalYears(), locale=source.locale)
        for form in formats
    ]
    return pl.select(pl.coalesce([*tries, full_date(cells.str.slice(0, 10), "%Y-%m-%d")])).to_series().drop_nulls()
