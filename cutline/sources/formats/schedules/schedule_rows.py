"""Turns the records of a schedule into rows headed like the canonical tables.

The tables are `projects`, `milestones`, `demand`, `cost_lines` and `evm`. A schedule states hours and not FTE: map `fte = {
from = "hours", unit = "hours" }`. It does not say which cost is capital: give cost_class a value.
"""

from collections.abc import Callable

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document, refuse_file
from cutline.sources.formats.schedules.earned_by_month import earned_by_month
from cutline.sources.formats.schedules.records import Schedule
from cutline.sources.formats.schedules.spreading import first_month, spread_cost, spread_over_months
from cutline.sources.formats.schedules.values import amount_text, day_text, hours_text

TABLES = ("projects", "milestones", "demand", "cost_lines", "evm")


def refuse_other_totals(schedule: Schedule, document: Document, source: Source) -> None:
    """Refuse a file of which the work or the cost that was read is not what the file states as its total. Each part may be
    rounded. Raises SourceError.
    """
    if source.schedule_totals == "ignored":
        return
    for total in schedule.totals:
        if abs(total.stated - total.read) > max(total.parts, 1):
            shown = hours_text if total.what == "work" else amount_text
            unit = " hours" if total.what == "work" else ""
            refuse_file(
                document.name,
                source,
                f"{total.what} of {shown(total.read)}{unit} in the tasks of {total.project_id}, where the file states {shown(total.stated)}{unit}",
                "a file whose tasks sum to its own totals",
                "let the scheduling program calculate the project, save it and send it again; if its totals are known to be wrong, write schedule_totals = 'ignored' in the source",
            )


def table_rows(schedule: Schedule, table: str) -> list[list[str]]:
    """The rows of a table, the header first. table: one of TABLES."""
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
        costs = [assignment.planned for assignment in schedule.assignments if assignment.project_id == each.project_id]
        total = amount_text(sum(filter(None, costs))) if costs and None not in costs else ""
        days = [day_text(day) for day in (each.start, each.finish, each.deadline, each.data_date)]
        rows.append([each.project_id, each.name, each.manager, each.guid, *days, each.currency, total])
    return rows


def _milestones(schedule: Schedule) -> list[list[str]]:
    return [
        ["project_id", "milestone_id", "name", "baseline_date", "forecast_date", "actual_date"],
        *([each.project_id, each.activity_id, each.name, day_text(each.baseline), day_text(each.forecast), day_text(each.actual)]
          for each in schedule.activities if each.is_milestone),
    ]  # fmt: skip


def _demand(schedule: Schedule) -> list[list[str]]:
    minutes: dict[tuple[str, str, str], int] = {}
    unknown = []
    for assignment in schedule.assignments:
        if assignment.cost_type == "labour" and assignment.minutes is None:
            unknown.append([assignment.project_id, assignment.role_id, first_month(assignment), ""])
        for month, part in spread_over_months(assignment, assignment.minutes):
            key = (assignment.project_id, assignment.role_id, month)
            minutes[key] = minutes.get(key, 0) + part
    header = ["project_id", "role_id", "period_start", "hours"]
    return [header, *([*key, hours_text(total)] for key, total in minutes.items() if total), *unknown]


def _cost_lines(schedule: Schedule) -> list[list[str]]:
    cents: dict[tuple[str, str, str], int] = {}
    unknown = []
    for assignment in schedule.assignments:
        if assignment.planned is None:
            unknown.append([assignment.project_id, first_month(assignment), assignment.cost_type, "", "plan"])
        for month, part in spread_cost(assignment, assignment.planned):
            key = (assignment.project_id, month, assignment.cost_type)
            cents[key] = cents.get(key, 0) + part
    header = ["project_id", "period_start", "cost_type", "amount", "kind"]
    return [header, *([*key, amount_text(total), "plan"] for key, total in cents.items() if total), *unknown]


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
        own = [assignment for assignment in schedule.assignments if assignment.project_id == each.project_id]
        for month, figures in earned_by_month(each, own, each.data_date).items():
            amounts = ["" if (amount := figures[name]) is None else amount_text(amount) for name in header[2:7]]
            rows.append([each.project_id, day_text(month), *amounts, day_text(each.data_date)])
    return rows
