"""Spreads work and money over the calendar months of an activity, by working days from Monday to Friday.

Whole minutes and whole cents are spread, so that the months sum exactly to what the file states.
"""

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
    """An amount by month, in proportion to the working days of the assignment in each month; the parts sum exactly to the
    amount.

    The units left after rounding down go to the months with the largest remainders. An assignment of more than MONTHS_MAX
    months is cut off there, and its first MONTHS_MAX months receive the whole amount. Months are the first day as text.
    """
    if not amount:
        return []
    start = assignment.start or assignment.finish
    if start is None:
        return [("", amount)]  # without a date the row goes to quarantine, with its amount
    finish = max(assignment.finish or start, start)
    months: list[tuple[date, int]] = []
    first = start.replace(day=1)
    while first <= finish and len(months) < MONTHS_MAX:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        months.append((first, working_days(max(first, start), min(finish, after - timedelta(days=1)))))
        first = after
    weights = [days for _, days in months] if any(days for _, days in months) else [1] * len(months)
    parts = allocate(abs(amount), weights)
    return [(day_text(month), part if amount > 0 else -part) for (month, _), part in zip(months, parts, strict=True) if part]


def working_days(start: date, finish: date) -> int:
    """The days from Monday to Friday between two days, both of which count; 0 if finish is before start."""
    if finish < start:
        return 0
    weeks, rest = divmod((finish - start).days + 1, 7)
    return weeks * 5 + sum((start.weekday() + i) % 7 < 5 for i in range(rest))
