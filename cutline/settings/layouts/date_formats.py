"""The tokens of date formats, and the check that a format can name a day."""

import re

DATE_TOKENS = ("%d", "%m", "%B", "%b", "%Y", "%y", "%q", "%P", "%H", "%I", "%M", "%S", "%f", "%p", "%z")


def check_date_format(form: str) -> None:
    """Raise ValueError for a format that has no year, an unknown token, or more parts than a date."""
    tokens = re.findall("%.", form)
    if form in ("excel", "excel1904"):
        return
    years = [token for token in tokens if token in ("%Y", "%y")]
    months = [token for token in tokens if token in ("%m", "%B", "%b", "%P")]
    unknown = [token for token in tokens if token not in DATE_TOKENS]
    if (
        unknown
        or not 1 <= len(years) <= 2
        or len(months) > 1
        or (tokens.count("%d") and not months)
        or tokens.count("%d") > 1
        or {"%d", "%P"} <= set(tokens)
    ):
        raise ValueError(
            f"{form!r} is not a date format; a date format is made of {' '.join(DATE_TOKENS)} and has one year, or two years for a fiscal year"
        )
    if form.startswith("%Y-%d-%m"):
        raise ValueError(f"{form!r} would read the ISO dates of workbooks with day and month exchanged")
