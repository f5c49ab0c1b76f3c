"""What a scheduling program's file says, program by program alike, as the rows of tables named and headed like the canonical ones.

Work and cost are spread over calendar months by Monday-to-Friday days, whole minutes and whole cents at a time, so that the months
sum to what the file states. A file states hours, not FTE: map `fte = { from = "hours", unit = "hours" }`. It does not say what is
capital: give cost_class a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

from cutline.valuation.money import allocate

MONTHS_MAX = 1200
TABLES = ("projects", "milestones", "demand", "cost_lines", "evm")


@dataclass(frozen=True)
class Project:
    """A project of the file. data_date: the day progress speaks of."""

    project_id: str
    name: str
    manager: str = ""
    guid: str = ""
    start: date | None = None
    finish: date | None = None
    deadline: date | None = None
    data_date: date | None = None
    currency: str = ""
    earned: Mapping[str, int | None] | None = None  # the file's own figures, where it has them


@dataclass(frozen=True)
class Activity:
    """A task or milestone. done: share complete."""

    project_id: str
    activity_id: str
    name: str
    is_milestone: bool
    baseline: date | None
    forecast: date | None
    actual: date | None
    done: Fraction = Fraction(0)


@dataclass(frozen=True)
class Load:
    """Work or money on an activity. minutes: null where it is no work of people; the amounts are in cents, unknown where not stated."""

    project_id: str
    role_id: str
    cost_type: str
    minutes: int | None
    planned: int | None
    actual: int | None
    remaining: int | None
    start: date | None
    finish: date | None
    done: Fraction = Fraction(0)


@dataclass
class Schedule:
    """Everything read from one file."""

    projects: list[Project] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)


def rows_of(schedule: Schedule, table: str) -> list[list[str]]:
    """The rows of `table` (one of TABLES), its header first."""
    makers: dict[str, Callable[[Schedule], list[list[str]]]] = {
        "projects": _projects, "milestones": _milestones, "demand": _demand, "cost_lines": _cost_lines, "evm": _evm,
    }  # fmt: skip
    return makers[table](schedule)


def _projects(schedule: Schedule) -> list[list[str]]:
    header = [
        "project_id",
        "name",
        "manager",
        "guid",
        "earliest_start",
        "finish",
        "deadline",
        "status_date",
        "currency",
        "whole_life_cost",
    ]
    rows = [header]
    for each in schedule.projects:
        costs = [load.planned for load in schedule.loads if load.project_id == each.project_id]
        total = money_text(sum(filter(None, costs))) if costs and None not in costs else ""
        days = [_day(day) for day in (each.start, each.finish, each.deadline, each.data_date)]
        rows.append([each.project_id, each.name, each.manager, each.guid, *days, each.currency, total])
    return rows


def _milestones(schedule: Schedule) -> list[list[str]]:
    return [
        ["project_id", "milestone_id", "name", "baseline_date", "forecast_date", "actual_date"],
        *([each.project_id, each.activity_id, each.name, _day(each.baseline), _day(each.forecast), _day(each.actual)]
          for each in schedule.activities if each.is_milestone),
    ]  # fmt: skip


def _demand(schedule: Schedule) -> list[list[str]]:
    minutes: dict[tuple[str, str, str], int] = {}
    unknown = []
    for load in schedule.loads:
        if load.cost_type == "labour" and load.minutes is None:
            unknown.append([load.project_id, load.role_id, _month(load), ""])
        for month, part in _by_month(load, load.minutes):
            key = (load.project_id, load.role_id, month)
            minutes[key] = minutes.get(key, 0) + part
    header = ["project_id", "role_id", "period_start", "hours"]
    return [header, *([*key, _hours(total)] for key, total in minutes.items() if total), *unknown]


def _cost_lines(schedule: Schedule) -> list[list[str]]:
    cents: dict[tuple[str, str, str], int] = {}
    unknown = []
    for load in schedule.loads:
        if load.planned is None:
            unknown.append([load.project_id, _month(load), load.cost_type, "", "plan"])
        for month, part in _by_month(load, load.planned):
            key = (load.project_id, month, load.cost_type)
            cents[key] = cents.get(key, 0) + part
    header = ["project_id", "period_start", "cost_type", "amount", "kind"]
    return [header, *([*key, money_text(total), "plan"] for key, total in cents.items() if total), *unknown]


def _month(load: Load) -> str:
    """The month a load begins in."""
    start = load.start or load.finish
    return _day(start.replace(day=1)) if start else ""


def _evm(schedule: Schedule) -> list[list[str]]:
    header = [
        "project_id",
        "period_start",
        "planned",
        "earned",
        "actual",
        "budget_at_completion",
        "estimate_to_complete",
        "status_date",
    ]
    rows = [header]
    for each in schedule.projects:
        if each.data_date is None:
            continue
        figures = each.earned or _earned([load for load in schedule.loads if load.project_id == each.project_id], each.data_date)
        amounts = ["" if figures[name] is None else money_text(figures[name] or 0) for name in header[2:7]]
        rows.append([each.project_id, _day(each.data_date.replace(day=1)), *amounts, _day(each.data_date)])
    return rows


def _earned(loads: Sequence[Load], on: date) -> dict[str, int | None]:
    """Up to the data date: planned by elapsed days, earned by the share complete of each activity."""

    def total(amounts: list[Fraction | int | None]) -> int | None:
        known = [amount for amount in amounts if amount is not None]
        return None if len(known) < len(amounts) or not known else round(sum(known, Fraction(0)))

    return {
        "planned": total([None if each.planned is None else each.planned * _elapsed(each, on) for each in loads]),
        "earned": total([None if each.planned is None else each.planned * each.done for each in loads]),
        "actual": total([each.actual for each in loads]),
        "budget_at_completion": total([each.planned for each in loads]),
        "estimate_to_complete": total([each.remaining for each in loads]),
    }


def _elapsed(load: Load, on: date) -> Fraction:
    if load.start is None or load.finish is None:
        return Fraction(0)
    whole = max(working_days(load.start, load.finish), 1)
    return Fraction(min(working_days(load.start, min(load.finish, on)), whole), whole)


def _by_month(load: Load, amount: int | None) -> list[tuple[str, int]]:
    """The amount over the months of the load, largest remainders first. A load longer than MONTHS_MAX ends there, with all of its amount."""
    if not amount:
        return []
    start = load.start or load.finish
    if start is None:
        return [("", amount)]  # no date: the row goes to quarantine with its amount
    finish = max(load.finish or start, start)
    months: list[tuple[date, int]] = []
    first = start.replace(day=1)
    while first <= finish and len(months) < MONTHS_MAX:
        after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        months.append((first, working_days(max(first, start), min(finish, after - timedelta(days=1)))))
        first = after
    weights = [days for _, days in months] if any(days for _, days in months) else [1] * len(months)
    parts = allocate(abs(amount), weights)
    return [(_day(month), part if amount > 0 else -part) for (month, _), part in zip(months, parts, strict=True) if part]


def working_days(start: date, finish: date) -> int:
    """Monday to Friday, both ends counted; 0 where finish is before start."""
    if finish < start:
        return 0
    weeks, rest = divmod((finish - start).days + 1, 7)
    return weeks * 5 + sum((start.weekday() + i) % 7 < 5 for i in range(rest))


def number(text: str | None) -> Fraction | None:
    """A decimal number as the file writes it, exactly; null where there is none. Raises ValueError for anything else."""
    if text is None or not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    # The exponent first: as a fraction, 1e-99999999 would not fit into memory.
    if not value.is_finite() or (value and not -30 <= value.adjusted() <= 15) or abs(int(value.as_tuple().exponent)) > 40:
        raise ValueError(f"{text!r} is no number that can be meant")
    return Fraction(value)


def cents(text: str | None, per_unit: int = 100) -> int | None:
    """An amount in cents, to the nearest, halves to even: schedules hold costs to fractions of a cent."""
    value = number(text)
    return (
        None
        if value is None
        else int((Decimal(value.numerator) * per_unit / value.denominator).quantize(Decimal(1), ROUND_HALF_EVEN))
    )


def day(text: str | None) -> date | None:
    """The day of an ISO date or date and time; null where there is none. Raises ValueError for anything else."""
    return date.fromisoformat(text.strip()[:10]) if text and text.strip() else None


def money_text(amount: int) -> str:
    """Cents as decimal text."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def _hours(minutes: int) -> str:
    # Three decimals of an hour hold 3.6 seconds: the minutes come back.
    return str((Decimal(minutes) / 60).quantize(Decimal("0.001")))


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
