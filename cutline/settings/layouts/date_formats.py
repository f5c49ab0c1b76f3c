"""The tokens of date formats, and the check that a format can name a day."""

import re

DATE_TOKENS = ("%d", "%m", "%B", "%b", "%Y", "%y", "%q", "%G", "%g", "%V", "%u", "%P", "%H", "%I", "%M", "%S", "%f", "%p", "%z")
# A year that FY or "fiscal year" introduces is a fiscal year, and FYE names the year in which it ends. A month that P or
# "period" introduces is a posting period: the first month of the fiscal year is P01. Source: the posting periods of SAP, and
# budgets that are headed FY27 Q1.
_START_OF_WORD = r"(?i)(?:\b|(?<=%[BbmqYy]))"
FISCAL_YEAR = _START_OF_WORD + r"(?:FY(E?)|fiscal(?:\s*year)?)\s*'?\s*(?=%[Yy])"
POSTING_PERIOD = _START_OF_WORD + r"(?:P|per|period)\.?\s*(?=%m)"
OF_WEEKS = ("%G", "%g", "%V", "%u")


def names_week(form: str) -> bool:
    """Whether a format has a token of ISO weeks."""
    return any(token in form for token in OF_WEEKS)


def is_whole_week(form: str) -> bool:
    """Whether a format names an ISO week and no day of it, such as %G-W%V."""
    return "%V" in form and "%u" not in form


def names_posting_period(form: str) -> bool:
    """Whether a format names a posting period: the first month of the fiscal year is the first."""
    return "%P" in form or re.search(POSTING_PERIOD, form) is not None


def names_fiscal_year(form: str) -> bool:
    """Whether the year of a format is a fiscal year: FY stands before it, it has two years, or the month is a posting period."""
    is_two = len(re.findall("%[Yy]", form)) == 2
    return is_two or names_posting_period(form) or re.search(FISCAL_YEAR, form) is not None


def names_calendar_month(form: str) -> bool:
    """Whether a format names a month, a quarter or a year of the calendar, and no day."""
    return form not in ("excel", "excel1904") and "%d" not in form and not names_week(form) and not names_fiscal_year(form)


def check_date_format(form: str) -> None:
    """Raise ValueError for a format that has no year, an unknown token, or more parts than a date."""
    tokens = re.findall("%.", form)
    if form in ("excel", "excel1904"):
        return
    unknown = [token for token in tokens if token not in DATE_TOKENS]
    if names_week(form) and not unknown:
        _check_format_of_weeks(form, tokens)
        return
    years = [token for token in tokens if token in ("%Y", "%y")]
    months = [token for token in tokens if token in ("%m", "%B", "%b", "%P")]
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


def _check_format_of_weeks(form: str, tokens: list[str]) -> None:
    dated = [token for token in tokens if token in (*OF_WEEKS, "%Y", "%y", "%q", "%m", "%B", "%b", "%P", "%d")]
    if sorted(dated) not in (["%G", "%V"], ["%V", "%g"], ["%G", "%V", "%u"], ["%V", "%g", "%u"]):
        raise ValueError(
            f"{form!r} is not a format of ISO weeks, which has one %V and one %G (or %g), as in %G-W%V, and may have one %u for the day"
        )
