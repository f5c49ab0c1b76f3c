"""Asks for the fiscal year of the portfolio if the labels of an export name fiscal years and portfolio.toml does not declare one.

FY27 Q1 and P01 2027/28 are other months in each organisation. Without a declaration they are never taken for calendar months.
"""

from collections.abc import Collection

from cutline.contracts.tables.records import Table
from cutline.errors import Finding
from cutline.settings.general import CalendarSection
from cutline.settings.layouts.date_formats import names_fiscal_year
from cutline.settings.sources import Feed, Source
from cutline.sources.dating.date_forms import needs_name_of_year


def fiscal_questions(
    table: Table, feed: Feed, source: Source, calendar: CalendarSection, read: Collection[str], where: str
) -> list[Finding]:
    """A finding if a date column of the feed has a format with fiscal years, and the calendar does not say when they begin, or
    by which of their two years they are named.

    read: the columns that the file fills. where: the file, source and table, as a message names them.
    """
    forms: list[str] = []
    for column in table.columns:
        is_header = feed.unpivot is not None and column.plain == feed.unpivot.name_to
        if column.kind == "date" and (column.name in read or is_header):
            wanted = feed.columns.get(column.plain)
            forms += wanted.formats if wanted and wanted.formats else source.date_formats
    fiscal = next((form for form in forms if names_fiscal_year(form)), None)
    single = next((form for form in forms if needs_name_of_year(form)), None)
    declared = calendar.model_fields_set
    if fiscal is not None and "fiscal_year_starts_month" not in declared:
        return [Finding(where, f"the date format {fiscal!r}, which names fiscal years, and no fiscal year in [calendar]", "the month in which the fiscal year begins",
                        "write fiscal_year_starts_month = 4 under [calendar] if it begins in April, or the number of its month")]  # fmt: skip
    if single is not None and calendar.fiscal_year_starts_month > 1 and "fiscal_year_named_by" not in declared:
        return [Finding(where, f"the date format {single!r}, which names a fiscal year by one of its two years", "whether that is the year in which it starts or ends",
                        "write fiscal_year_named_by = 'end' under [calendar] if FY27 ends in 2027, or fiscal_year_named_by = 'start' if it starts in 2027")]  # fmt: skip
    return []
