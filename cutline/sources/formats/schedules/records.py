"""The records of a schedule, alike for every scheduling program: projects, activities, and the work or money on activities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


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
    """A task or milestone."""

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
    share_complete: Fraction = Fraction(0)


@dataclass
class Schedule:
    """Everything read from one file."""

    projects: list[Project] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
