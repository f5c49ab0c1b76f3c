"""The plausible values of a cell that could not be read: the low and the high end of the values of comparable cells."""

import json
from datetime import date
from typing import Any

import polars as pl

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


def favourable_value(name: str, column: str, raw: str | None, data: DecidedData) -> Any:
    """The plausible value of an unreadable cell that favours its project most; None if there is no such value.

    name, column: the cell's table and column. raw: the text of the cell's row as JSON, which tells the rows of the same kind.
    """
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
        share = HIGH_QUANTILE if name == "benefits" and column == "amount_minor" else FAVOURABLE_QUANTILE[column]
        return values.sort()[round(share * (len(values) - 1))]
    # A class, a period or a role has no favourable end. If the column cannot change the plan, any value will do. If it can,
    # no value is guessed.
    return None if can_change_plan(name, column, data.settings) else values.mode().sort()[0]


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
