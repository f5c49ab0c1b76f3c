"""Reads Microsoft Project's XML files (MSPDI) into the records of a schedule."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal
from xml.etree.ElementTree import Element

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.own_totals import mspdi_totals
from cutline.sources.formats.schedules.project_xml import child_text, rows_from_xml
from cutline.sources.formats.schedules.records import Activity, Assignment, Project, Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES
from cutline.sources.formats.schedules.spreading import days_by_month, split_by_weights
from cutline.sources.formats.schedules.values import (
    cents_from_text,
    day_from_text,
    is_morning,
    minutes_from_text,
    number_from_text,
)

Accrual = Literal["start", "spread", "end"]
# The two elements count differently (MSPDI schema: FixedCostAccrual of a task, AccrueAt of a resource).
FIXED_COST_ACCRUAL: dict[str, Accrual] = {"1": "start", "2": "spread", "3": "end"}
RESOURCE_ACCRUAL: dict[str, Accrual] = {"1": "start", "2": "end", "3": "spread"}
REMAINING_WORK, ACTUAL_WORK = "1", "2"  # the types of time-phased data that sum to the work of an assignment


def mspdi_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Microsoft Project file, the header first. sheet: projects, milestones, demand, cost_lines or
    evm.
    """
    return rows_from_xml(document, source, sheet, _mspdi)


def _mspdi(root: Element) -> Schedule:
    # An inactive task stays in the file and out of the schedule: its work, cost and date do not count. An external task is of
    # another file, and counts there.
    listed = [task for task in root.iterfind("Tasks/Task") if child_text(task, "IsNull") != "1"]
    tasks = [task for task in listed if child_text(task, "Active") != "0" and child_text(task, "ExternalTask") != "1"]
    inactive = {child_text(task, "UID") for task in listed} - {child_text(task, "UID") for task in tasks}
    by_id = {child_text(task, "UID"): task for task in tasks}
    status = day_from_text(child_text(root, "StatusDate"))
    project_id = child_text(root, "Name").removesuffix(".xml").removesuffix(".mpp") or child_text(root, "Title")
    project = Project(
        project_id, child_text(root, "Title") or project_id, child_text(root, "Manager"), child_text(root, "GUID"), day_from_text(child_text(root, "StartDate")),
        day_from_text(child_text(root, "FinishDate")), None, status, child_text(root, "CurrencyCode"), _mspdi_earned(tasks) if status else None,
        is_morning(child_text(root, "StatusDate"), if_no_time=False),
    )  # fmt: skip
    resources = {child_text(each, "UID"): each for each in root.iterfind("Resources/Resource")}
    schedule = Schedule([project], [_mspdi_activity(task, project_id) for task in tasks if child_text(task, "UID") != "0"])
    for each in root.iterfind("Assignments/Assignment"):
        if child_text(each, "TaskUID") not in inactive:
            task, resource = by_id.get(child_text(each, "TaskUID")), resources.get(child_text(each, "ResourceUID"))
            schedule.assignments.append(_mspdi_assignment(each, task, resource, project_id))
    for task in tasks:  # what a task, or a phase, costs beyond its assignments; the cost of a phase has its tasks in it
        fixed = cents_from_text(child_text(task, "FixedCost"), 1)
        if fixed:
            start, finish = day_from_text(child_text(task, "Start")), day_from_text(child_text(task, "Finish"))
            accrual = FIXED_COST_ACCRUAL.get(child_text(task, "FixedCostAccrual"), "spread")
            cost = Assignment(project_id, "", "other", None, fixed, None, None, start, finish, accrual=accrual)
            schedule.assignments.append(cost)
    schedule.totals = mspdi_totals(project_id, tasks, schedule.assignments)
    return schedule


def _mspdi_activity(task: Element, project_id: str) -> Activity:
    baseline = next((each for each in task.iterfind("Baseline") if child_text(each, "Number") == "0"), None)
    return Activity(
        project_id, child_text(task, "UID"), child_text(task, "Name"), child_text(task, "Milestone") == "1", day_from_text(child_text(baseline, "Finish")),
        day_from_text(child_text(task, "Finish")), day_from_text(child_text(task, "ActualFinish")), (number_from_text(child_text(task, "PercentComplete")) or Fraction(0)) / 100,
    )  # fmt: skip


def _mspdi_assignment(each: Element, task: Element | None, resource: Element | None, project_id: str) -> Assignment:
    # A resource of type 1 is work. Money is in hundredths of a unit, whatever the currency's digits are (MSPDI, Currency). An
    # assignment to the resource -65535 has no resource.
    is_work = resource is None or child_text(resource, "Type") in ("", "1")
    role = child_text(resource, "Group") or child_text(resource, "Name")
    start = day_from_text(child_text(each, "Start")) or day_from_text(child_text(task, "Start"))
    finish = day_from_text(child_text(each, "Finish")) or day_from_text(child_text(task, "Finish"))
    share_complete = (number_from_text(child_text(each, "PercentWorkComplete")) or Fraction(0)) / 100
    minutes = (
        minutes_from_text(child_text(each, "Work")) if is_work else None
    )  # without a role the row goes to quarantine, with its hours
    return Assignment(
        project_id, role, "labour" if is_work else "vendor", minutes, cents_from_text(child_text(each, "Cost"), 1), cents_from_text(child_text(each, "ActualCost"), 1),
        cents_from_text(child_text(each, "RemainingCost"), 1), start, finish, share_complete,
        RESOURCE_ACCRUAL.get(child_text(resource, "AccrueAt"), "spread"), _minutes_by_month(each, minutes),
        day_from_text(child_text(each, "ActualStart")) or day_from_text(child_text(task, "ActualStart")),
        day_from_text(child_text(each, "ActualFinish")) or day_from_text(child_text(task, "ActualFinish")),
    )  # fmt: skip


def _minutes_by_month(each: Element, minutes: int | None) -> dict[date, int] | None:
    """The minutes of an assignment by month, as its time-phased data state them: so a task that is split, or that has more
    work in one month than in another, keeps its months. Null if the file states none, or not all of the work.

    An entry of several days is spread over its working days.
    """
    by_month: dict[date, int] = {}
    entries = 0
    for entry in each.iterfind("TimephasedData"):
        start, value = day_from_text(child_text(entry, "Start")), minutes_from_text(child_text(entry, "Value"))
        if child_text(entry, "Type") not in (REMAINING_WORK, ACTUAL_WORK) or not value:
            continue
        if start is None:
            return None
        entries += 1
        finish = day_from_text(child_text(entry, "Finish"))
        if finish is not None and is_morning(child_text(entry, "Finish"), if_no_time=False):
            finish -= timedelta(days=1)  # an entry of a day may end on the next morning
        for month, part in split_by_weights(value, days_by_month(start, finish)).items():
            by_month[month] = by_month.get(month, 0) + part
    is_whole = abs(sum(by_month.values()) - (minutes or 0)) <= entries  # each entry is rounded to a minute
    return dict(sorted(by_month.items())) if minutes and by_month and is_whole else None


def _mspdi_earned(tasks: list[Element]) -> dict[str, int | None]:
    """The figures of earned value that the program computed, in cents, under the names of the columns of `evm`.

    If the file has a summary task of the project, its figures are taken. Otherwise, the figures are the sums over all tasks
    that are not summaries.
    """
    summary = [task for task in tasks if child_text(task, "UID") == "0"] or [
        task for task in tasks if child_text(task, "Summary") != "1"
    ]

    def total(amounts: Iterator[int | None]) -> int | None:
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None

    def own(name: str) -> int | None:
        return total(cents_from_text(child_text(task, name), 1) for task in summary)

    baseline = total(
        cents_from_text(child_text(each, "Cost"), 1)
        for task in summary
        for each in task.iterfind("Baseline")
        if child_text(each, "Number") == "0"
    )
    return {
        "planned": own("BCWS"), "earned": own("BCWP"), "actual": own("ACWP"), "budget_at_completion": baseline,
        "estimate_to_complete": own("RemainingCost"),
    }  # fmt: skip


MSPDI = ExportFormat(
    "mspdi", (".xml",), mspdi_rows, xml_mentions=b"schemas.microsoft.com/project", has_named_fields=True, ready_made_tables=TABLES
)
