"""Recomputes what a project in flight has cost in each period of the horizon, and in which cost class it was booked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from cutline.contracts.calendar import Calendar
from cutline.ledger.recomputing.accepted_lines import CostLine
from cutline.ledger.recomputing.amounts import LockedRates
from cutline.ledger.recomputing.projects import Project
from cutline.valuation.money import allocate

ACTUAL = "actual"
CLASSES = ("capex", "opex")
Weights = Mapping[str, int]  # cost class to an amount


@dataclass(frozen=True)
class CostToDate:
    """What a project has cost.

    spent: period of the horizon to minor units of the portfolio's currency. posted: period to the postings by cost class.
    """

    spent: Mapping[int, int]
    posted: Mapping[int, Weights]


def cost_to_date(
    project_id: str,
    status: tuple[date, date],
    tables: Mapping[str, pl.DataFrame],
    project: Project,
    rates: LockedRates,
    calendar: Calendar,
) -> CostToDate:
    """The cost of a project up to its status. status: the first and the last day of the status period.

    Each row of `evm` stands for as many months as the status period has, and its cost is spread evenly over them.
    """
    first, last = (day.year * 12 + day.month - 1 for day in status)
    length = last - first + 1
    by_month: dict[int, int] = defaultdict(int)
    for day, amount in _rows(tables["evm"], project_id, "period_start", "actual_minor"):
        if amount is not None:
            by_month[day.year * 12 + day.month - 1] += rates.converted(amount, project.currency) or 0
    spent: dict[int, int] = defaultdict(int)
    for month, amount in by_month.items():
        for number in range(length if month <= first else 0):
            at = month + number
            period = calendar.index_of(date(at // 12, at % 12 + 1, 1))
            spent[period] += amount * (number + 1) // length - amount * number // length
    posted: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(CLASSES, 0))
    for day, cost_class, amount in _rows(tables["actuals"], project_id, "period_start", "cost_class", "amount_minor"):
        posted[calendar.index_of(day)][cost_class] += amount
    return CostToDate({period: amount for period, amount in spent.items() if period >= 0 and amount}, posted)


def lines_of_cost_to_date(
    cost: CostToDate,
    project_id: str,
    planned: Mapping[int, Weights],
    of_default: Weights,
    classes: Sequence[str],
    calendar: Calendar,
) -> list[CostLine]:
    """A line for each period and cost class in which the project has cost something.

    planned: for each period, the plan of the default mode before the status, by cost class. of_default: the whole plan of
    the default mode, by cost class. classes: the cost classes of all lines of the project.

    The cost of a period is split between cost classes in proportion to the positive amounts of the first source that has
    one: the postings of the period, then `planned` in the period, then `of_default`. If none of these has a positive
    amount, each of `classes` gets an equal part.
    """
    lines = []
    for period, amount in sorted(cost.spent.items()):
        candidates = (cost.posted.get(period, {}), planned.get(period, {}), of_default, dict.fromkeys(classes, 1))
        weights = next(known for each in candidates if (known := {k: w for k, w in each.items() if w > 0}))
        ordered = sorted(weights)
        for cost_class, part in zip(ordered, allocate(amount, [weights[k] for k in ordered]), strict=True):
            day = calendar.period_start(period)
            lines.append(CostLine(project_id, None, ACTUAL, cost_class, None, None, day, "nominal", part))
    return lines


def _rows(frame: pl.DataFrame, project_id: str, *columns: str) -> list[tuple[Any, ...]]:
    return frame.filter(pl.col("project_id") == project_id).select(columns).rows()
