"""The rows of earned value of a schedule: what was planned, earned and spent, by month up to its data date.

A schedule states sums up to its data date. Each sum is dated by the assignments that it is made of, so that what was
spent before the horizon is told apart from what was spent in it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from cutline.sources.formats.schedules.records import Assignment, Project
from cutline.sources.formats.schedules.spreading import days_by_month, split_by_weights, working_days

Months = dict[date, int]  # first day of month to cents
PHASED = ("planned", "earned", "actual")


def earned_by_month(project: Project, assignments: Sequence[Assignment], on: date) -> dict[date, dict[str, int | None]]:
    """The figures of each month from the first with an amount to the month of the data date, in cents.

    Figures: planned, earned and actual of the month; budget_at_completion; estimate_to_complete, in the last month only. If
    the total of a figure up to the data date is unknown, that figure is null in every month. The months follow one another without a gap.
    """
    figures = project.earned or _figures(assignments, on)
    last = (on - timedelta(days=1) if project.is_data_date_open else on).replace(day=1)
    phased = {name: _phased(figures[name], _weights(name, assignments, last), last) for name in PHASED}
    first = min((month for months in phased.values() for month in months or ()), default=last)
    rows: dict[date, dict[str, int | None]] = {}
    while first <= last:
        row: dict[str, int | None] = {name: None if months is None else months.get(first, 0) for name, months in phased.items()}
        row["budget_at_completion"] = figures["budget_at_completion"]
        row["estimate_to_complete"] = figures["estimate_to_complete"] if first == last else None
        rows[first] = row
        first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return rows


def _phased(total: int | None, weights: Mapping[date, int], last: date) -> Months | None:
    """`total` by month; all of it in the last month if nothing says when. Null if the total is unknown."""
    if total is None:
        return None
    return split_by_weights(total, weights) if total and any(weights.values()) else {last: total}


def _weights(name: str, assignments: Sequence[Assignment], last: date) -> Months:
    """What each month up to `last` contributes to a figure, in cents; a part after `last` counts in `last`."""
    weights: Months = {}
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    for each in assignments:
        amount = _contribution(name, each, end)
        start = (each.start if name == "planned" else each.begun or each.start) or each.finish
        if start is None or amount <= 0:
            continue
        finish = each.finish if name == "planned" else each.ended or end
        for month, part in split_by_weights(amount, days_by_month(min(start, end), min(finish or end, end))).items():
            weights[month] = weights.get(month, 0) + part
    return dict(sorted(weights.items()))


def _contribution(name: str, each: Assignment, end: date) -> int:
    if name == "actual":
        return each.actual or 0
    return round((each.planned or 0) * (each.share_complete if name == "earned" else _elapsed(each, end)))


def _figures(assignments: Sequence[Assignment], on: date) -> dict[str, int | None]:
    """The figures of earned value up to the data date, in cents; null if one of the amounts that they are computed from is
    unknown.

    Planned value follows from the working days that have passed of each assignment, and earned value from the share complete
    of its activity.
    """

    def total(amounts: list[Fraction | int | None]) -> int | None:
        known = [amount for amount in amounts if amount is not None]
        return None if len(known) < len(amounts) or not known else round(sum(known, Fraction(0)))

    return {
        "planned": total([None if each.planned is None else each.planned * _elapsed(each, on) for each in assignments]),
        "earned": total([None if each.planned is None else each.planned * each.share_complete for each in assignments]),
        "actual": total([each.actual for each in assignments]),
        "budget_at_completion": total([each.planned for each in assignments]),
        "estimate_to_complete": total([each.remaining for each in assignments]),
    }


def _elapsed(assignment: Assignment, on: date) -> Fraction:
    """The share of an assignment's working days up to a day; 0 if the assignment has no dates."""
    if assignment.start is None or assignment.finish is None:
        return Fraction(0)
    whole = max(working_days(assignment.start, assignment.finish), 1)
    return Fraction(min(working_days(assignment.start, min(assignment.finish, on)), whole), whole)
