"""The plausible values of a cell that could not be read: the low and the high end of the values of comparable cells."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from cutline.contracts.tables.all_tables import TABLES
from cutline.contracts.tables.records import Column, Kind
from cutline.settings.all_settings import Settings
from data_quality.effects.decided_data import DecidedData
from data_quality.effects.deciding_columns import can_change_plan

NO_DEADLINE = date(9999, 1, 1)
# The ends of the plausible range: quantiles of the figures of the same kind in the same table.
LOW_QUANTILE, HIGH_QUANTILE = 0.05, 0.95
# The end that favours a project, by column. The amount of a benefit favours it at the high end (`favourable_value`).
FAVOURABLE_QUANTILE: dict[str, float] = {
    "amount_minor": LOW_QUANTILE,
    "milli_fte": LOW_QUANTILE,
    "duration_periods": LOW_QUANTILE,
    "probability_bp": HIGH_QUANTILE,
    "success_probability_bp": HIGH_QUANTILE,
}


# A text of digits, the marks that people write between them, a sign and a currency; anything else cannot be read as digits.
DIGITS_AND_MARKS = re.compile(r"[-+(]?\s*[£€¥$]?\s*(\d[\d.,' \u00a0]*)\s*[£€¥$]?\)?")
MARKS = re.compile(r"[.,' \u00a0]")
DECIMALS: dict[Kind, int] = {"fte": 3, "points": 3}  # money has the decimals of its currency
UNITS = {"1": 1, "k": 10**3, "m": 10**6, "bn": 10**9}


def readings(text: str | None, column: Column, unit: str, settings: Settings) -> list[int]:
    """The numbers that the characters of a cell may mean, as they are stored, the smallest first: its last mark, or none, is the
    decimal mark, and all others separate thousands.

    unit: the unit of the mapping. The list is empty if the cell holds anything but digits and marks.
    """
    decimals = settings.portfolio.minor_digits if column.kind == "money" else DECIMALS.get(column.kind)
    hit = DIGITS_AND_MARKS.fullmatch((text or "").strip())
    if hit is None or decimals is None or unit not in UNITS:
        return []
    digits, sign = hit[1].strip(), -1 if (text or "").strip().startswith(("-", "(")) else 1
    cuts = [None, *[mark.start() for mark in MARKS.finditer(digits)][-1:]]
    found = set()
    for cut in cuts:
        whole, part = (digits, "") if cut is None else (digits[:cut], digits[cut + 1 :])
        exact = Decimal(f"{MARKS.sub('', whole) or '0'}.{MARKS.sub('', part) or '0'}") * UNITS[unit] * 10**decimals
        if exact == exact.to_integral_value():  # an amount finer than its unit is none
            found.add(sign * int(exact))
    allowed = [each for each in found if column.minimum is None or each >= column.minimum]
    return sorted(each for each in allowed if column.maximum is None or each <= column.maximum)


def favourable_value(
    name: str, column: str, raw: str | None, data: DecidedData, text: str | None = None, source: str | None = None
) -> Any:
    """The plausible value of an unreadable cell that favours its project most; None if there is no such value.

    name, column: the cell's table and column. raw: the text of the cell's row as JSON, which tells the rows of the same kind.
    text, source: the text of the cell, and the source that it comes from. Where its characters can be read as digits, the value
    is one of these readings; other rows tell a value only where they cannot.
    """
    if column in FAVOURABLE_QUANTILE:
        unit = _unit_of(name, column, source, data.settings)
        own = readings(text, TABLES[name].column(column), unit, data.settings)
        if own:
            return own[-1] if _is_better_high(name, column) else own[0]
    known = data.tables[name]
    about: dict[str, Any] = json.loads(raw) if raw else {}
    similar_rows = known
    for kind in ("cost_class", "category", "role_id"):
        word = about.get(kind)
        if kind in known.columns and isinstance(word, str) and word in set(known[kind].drop_nulls()):
            similar_rows = similar_rows.filter(pl.col(kind) == word)
    values = (similar_rows if similar_rows[column].count() else known)[column].drop_nulls()
    if name == "projects":
        return _favourable_date_of_project(column, data)
    if values.is_empty():
        return None
    if column in FAVOURABLE_QUANTILE:
        share = HIGH_QUANTILE if _is_better_high(name, column) else LOW_QUANTILE
        return values.sort()[round(share * (len(values) - 1))]
    # A class, a period or a role has no favourable end. If the column cannot change the plan, any value will do. If it can,
    # no value is guessed.
    return None if can_change_plan(name, column, data.settings) else values.mode().sort()[0]


def _is_better_high(name: str, column: str) -> bool:
    """Whether a higher value favours the project."""
    return FAVOURABLE_QUANTILE[column] == HIGH_QUANTILE or (name == "benefits" and column == "amount_minor")


def _unit_of(name: str, column: str, source: str | None, settings: Settings) -> str:
    """The unit that the mapping of a source declares for a column."""
    plain = TABLES[name].column(column).plain
    feeds = [feed for each in settings.sources if each.name == source for feed in each.feeds if feed.table == name]
    return next((feed.columns[plain].unit for feed in feeds if plain in feed.columns), "1")


def _favourable_date_of_project(column: str, data: DecidedData) -> Any:
    """The date that leaves the project the widest start window; None for other columns: a status or a mandate is never
    guessed.
    """
    horizon = data.settings.horizon()
    dates = {
        "earliest_start": horizon.period_start(0),
        "latest_start": horizon.period_start(horizon.periods - 1),
        "deadline": NO_DEADLINE,
    }
    return dates.get(column)
