"""The records of a schedule, alike for every scheduling program: projects, activities, and their work or money.

Work and money are recorded on activities.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True)
class Project:
    """A project of the schedule. data_date: the day up to which progress is recorded.

    is_data_date_open: whether progress ends with the day before the data date, because the date is that of a morning.
    earned: the file's own figures of earned value in cents, under the names of the columns of `evm`; null if the file has
    none; the figures are then computed from the assignments.
    """

    project_id: str
    name: str
    manager: str = ""
    guid: str = ""
    start: date | None = None
    finish: date | None = None
    deadline: date | None = None
    data_date: date | None = None
    currency: str = ""
    earned: Mapping[str, int | None] | None = None
    is_data_date_open: bool = False


@dataclass(frozen=True)
class Activity:
    """A task or a milestone. share_complete: from 0 to 1. baseline: null if the file holds no baseline: the planned dates
    of a schedule move with it.
    """

    project_id: str
    activity_id: str
    name: str
    is_milestone: bool
    baseline: date | None
    forecast: date | None
    actual: date | None
    share_complete: Fraction = Fraction(0)


@dataclass(frozen=True)
class Assignment:
    """Work or money on an activity: the assignment of a resource, or an expense.

    minutes: the work of people; null if the assignment is not work, or if the file does not state the work. planned,
    actual, remaining: in cents; null if the file does not state them. share_complete: of the activity, from 0 to 1.
    accrual: whether the cost falls on the start, on the end, or is spread over the work. minutes_by_month: the minutes of
    work by first day of month, if the file states them; null if it does not. begun, ended: when the work really began and
    ended; null if it has not.
    """

    project_id: str
    role_id: str
    cost_type: str
    minutes: int | None
    planned: int | None
    actual: int | None
    remaining: int | None
    start: date | None
    finish: date | None
    share_complete: Fraction = Fraction(0)
    accrual: Literal["start", "spread", "end"] = "spread"
    minutes_by_month: Mapping[date, int] | None = None
    begun: date | None = None
    ended: date | None = None


@dataclass(frozen=True)
class OwnTotal:
    """A total that the file itself states, and the sum of what was read. what: "cost" in cents, or "work" in minutes. parts: how
    many figures were added up.
    """

    project_id: str
    what: str
    stated: int
    read: int
    parts: int


@dataclass
class Schedule:
    """Everything that was read from one file."""

    projects: list[Project] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    totals: list[OwnTotal] = field(default_factory=list)
