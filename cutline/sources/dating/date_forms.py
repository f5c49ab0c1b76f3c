"""The date formats that exports write: those of days and months, and those of quarters, years and posting periods."""

import re

from cutline.settings.layouts.date_formats import FISCAL_YEAR, names_fiscal_year

DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%m.%d.%y",
    "%d-%m-%y", "%m-%d-%y", "%d %B %Y", "%d %b %Y", "%d. %b %Y", "%d. %b %y", "%d de %b de %Y", "%b de %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d/%b/%y", "%B %d, %Y", "%b %d, %Y", "%b %d %Y", "%Y%m%d",
    "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S.%f%z", "%Y-%m-%d %H:%M:%S.%f %z", "%Y-%m-%d %H:%M:%S UTC", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%d/%m/%Y %I:%M %p", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%y %H:%M", "%m/%d/%y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S",
    "%d/%b/%y %I:%M %p", "%d/%b/%Y %I:%M %p", "%d-%b-%Y %H:%M:%S", "%d-%b-%y %I.%M.%S.%f %p", "%d-%b-%y %I.%M.%S %p", "%b %d %Y %I:%M%p", "%b %d, %Y %I:%M %p",
    "%B %Y", "%b %Y", "%b %y", "%b-%y", "%b-%Y", "%B %y", "%B%Y", "%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%m-%Y",
)  # fmt: skip
# Quarters, years and posting periods; the calendar of the portfolio says when a fiscal year begins. strptime does not know them.
PERIOD_FORMATS = (
    "%Y-Q%q", "%YQ%q", "Q%q %Y", "Q%q/%Y", "%Y", "%Y/%y", "%Y-%y", "%Y-%Y", "%Y/%Y", "Q%q %Y/%y", "FY%y Q%q", "FY%Y Q%q", "Q%q FY%y", "FY%y", "FY%Y", "FY %Y/%Y",
    "FY%Y-%y", "P%m %Y/%y", "P%m FY%y", "P%m %Y", "%b %y", "%m/%y",
)  # fmt: skip


def needs_name_of_year(form: str) -> bool:
    """Whether a format has a single fiscal year, which may be named after the year in which it starts or ends."""
    told = re.search(FISCAL_YEAR, form)
    return names_fiscal_year(form) and len(re.findall("%[Yy]", form)) == 1 and not (told and told[1])
