"""The formats under which a text might be read as a day or a period."""

import re
from collections.abc import Iterator

from cutline.settings.sources import ColumnMap, Source
from cutline.sources.dating.date_forms import DATE_FORMATS, PERIOD_FORMATS
from cutline.sources.remedies.written_settings import Change

CENTURY_FROM = 1970  # the first of the hundred years that two digits mean, if nothing is declared
LOOKS = {"%d": r"\d{1,2}", "%m": r"\d{1,2}", "%Y": r"\d{4}", "%y": r"\d{2}", "%q": "[1-4]", "%B": r"[^\W\d]{3,}", "%b": r"[^\W\d]{3,4}",
         "%H": r"\d{1,2}", "%I": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}", "%f": r"\d+", "%p": "[AP]M", "%z": r"(?:Z|[+-]\d{2}:?\d{2})"}  # fmt: skip


def date_settings(text: str, source: Source, wanted: ColumnMap) -> Iterator[Change]:
    """The changes under which a text might be read as a date: one format more, and the century of years of two digits."""
    serial = ("excel",) if re.fullmatch(r"\d{5}(?:\.0+)?", text) else ()
    for form in (*(form for form in (*DATE_FORMATS, *PERIOD_FORMATS) if _looks_so(text, form)), *serial):
        is_short = "%y" in form and "%Y" not in form and source.two_digit_years_from is None
        years = {"two_digit_years_from": CENTURY_FROM} if is_short else {}
        if wanted.formats:
            yield Change(years, {"formats": (*wanted.formats, form)})
        else:
            own = source.date_formats if "date_formats" in source.model_fields_set else ()
            yield Change({"date_formats": (*own, form), **years})


def _looks_so(text: str, form: str) -> bool:
    pattern = "".join(LOOKS.get(part, re.escape(part)) for part in re.split("(%[a-zA-Z])", form))
    return re.fullmatch(pattern, text, re.IGNORECASE) is not None
