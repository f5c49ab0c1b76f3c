"""Spreads work and money over calendar months: as the file states them by day, else by working days from Monday to Friday.

Whole minutes and whole cents are spread, so that the months sum exactly to what the file states.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from cutline.sources.formats.schedules.records import Assignment
from cutline.sources.formats.schedules.values import day_text
from cutline.valuation.money import allocate

MONTHS_MAX = 1200


def first_month(assignment: Assignment) -> str:
    """The first day of the month in which an assignment begins, as text; empty if the assignment has no dates."""
    start = assignment.start or assignment.finish
    return day_text(start.replace(day=1)) if start else ""


def spread_over_months(assignment: Assignment, amount: int | None) -> list[tuple[str, int]]:
    """An amount by month: as the file states the work by day, else in proportion to the working days of the assignment in
    each month. The parts sum exactly to the amount.

    The units left after rounding down go to the months with the largest remainders. An assignment of more than MONTHS_MAX
    months is cut off there, and its first MONTHS_MAX months receive the whole amount. Months are the first day as text.
    """
    if not amount:
        return []
    start = assignment.start or assignment.finish
    if start is None and not assignment.minutes_by_month:
        return [("", amount)]  # without a date the row goes to quarantine, with its amount
    weights = assignment.minutes_by_month or days_by_month(start or date.min, assignment.finish)
    return [(day_text(month), part) for month, part in split_by_weights(amount, weights).items()]


def spread_cost(assignment: Assignment, amount: int | None) -> list[tuple[str, int]]:
    """A cost by month, as it accrues: with the start of the assignment, with its end, or over its work."""
    on = assignment.start if assignment.accrual == "start" else assignment.finish if assignment.accrual == "end" else None
    if not amount or on is None:
        return spread_over_months(assignment, amount)
    return [(day_text(on.replace(day=1)), amount)]


def days_by_month(start: date, finish: date | None) -> dict[date, int]:
    """The working days between two days by first day of month. A month without any has a place if it is the only one."""
    last = max(finish or start, start)
    months: dict[date, int] = {}
    first = start.replace(day=1)
    while first <= last and len(months) < MONTHS_MAX:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        months[first] = working_days(max(first, start), min(last, after - timedelta(days=1)))
        first = after
    return months if any(months.values()) else dict.fromkeys(months, 1)


def split_by_weights(amount: int, weights: Mapping[date, int]) -> dict[date, int]:
    """`amount` in proportion to `weights`, to the unit by largest remainder; months that receive nothing are left out."""
    parts = allocate(abs(amount), list(weights.values()))
    return {month: part if amount > 0 else -part for month, part in zip(weights, parts, strict=True) if part}


def working_days(start: date, finish: date) -> int:
    """The days from Monday to Friday between two days, both of which count; 0 if finish is before start."""
    if finish < start:
        return 0
    weeks, rest = divmod((finish - start).days + 1, 7)
    return weeks * 5 + sum((start.weekday() + i) % 7 < 5 for i in range(rest))
