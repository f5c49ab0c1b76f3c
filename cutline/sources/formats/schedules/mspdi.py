"""Reads Microsoft Project's XML files (MSPDI) into the records of a schedule."""

from collections.abc import Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.project_xml import child_text, rows_from_xml
from cutline.sources.formats.schedules.records import Activity, Assignment, Project, Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES
from cutline.sources.formats.schedules.values import cents_from_text, day_from_text, number_from_text

DURATION_MAX_CHARS = 24


def mspdi_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Microsoft Project file, the header first. sheet: projects, milestones, demand, cost_lines or
    evm.
    """
    return rows_from_xml(document, source, sheet, _mspdi)


def _mspdi(root: Element) -> Schedule:
    tasks = [task for task in root.iterfind("Tasks/Task") if child_text(task, "IsNull") != "1"]
    by_id = {child_text(task, "UID"): task for task in tasks}
    status = day_from_text(child_text(root, "StatusDate"))
    project_id = child_text(root, "Name").removesuffix(".xml").removesuffix(".mpp") or child_text(root, "Title")
    project = Project(
        project_id, child_text(root, "Title") or project_id, child_text(root, "Manager"), child_text(root, "GUID"), day_from_text(child_text(root, "StartDate")),
        day_from_text(child_text(root, "FinishDate")), None, status, child_text(root, "CurrencyCode"), _mspdi_earned(tasks) if status else None,
    )  # fmt: skip
    resources = {child_text(each, "UID"): each for each in root.iterfind("Resources/Resource")}
    schedule = Schedule([project], [_mspdi_activity(task, project_id) for task in tasks if child_text(task, "UID") != "0"])
    assigned: dict[str, int] = {}
    for each in root.iterfind("Assignments/Assignment"):
        task, resource = by_id.get(child_text(each, "TaskUID")), resources.get(child_text(each, "ResourceUID"))
        assignment = _mspdi_assignment(each, task, resource, project_id)
        assigned[child_text(each, "TaskUID")] = assigned.get(child_text(each, "TaskUID"), 0) + (assignment.planned or 0)
        schedule.assignments.append(assignment)
    for task in tasks:  # the fixed cost is what a task costs beyond its assignments
        fixed = cents_from_text(child_text(task, "FixedCost"), 1)
        if fixed and child_text(task, "Summary") != "1":
            start, finish = day_from_text(child_text(task, "Start")), day_from_text(child_text(task, "Finish"))
            schedule.assignments.append(Assignment(project_id, "", "other", None, fixed, None, None, start, finish))
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
    minutes = _minutes(child_text(each, "Work")) if is_work else None  # without a role the row goes to quarantine, with its hours
    return Assignment(
        project_id, role, "labour" if is_work else "vendor", minutes, cents_from_text(child_text(each, "Cost"), 1), cents_from_text(child_text(each, "ActualCost"), 1),
        cents_from_text(child_text(each, "RemainingCost"), 1), start, finish, share_complete,
    )  # fmt: skip


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


def _minutes(text: str) -> int | None:
    """The minutes of a duration such as PT120H30M0S; null for no text. Raises ValueError for anything else."""
    if not text:
        return None
    if len(text) > DURATION_MAX_CHARS:
        raise ValueError(f"{text[:DURATION_MAX_CHARS]!r} and so on is too long for a duration")
    total, digits = Fraction(0), ""
    for letter in text.removeprefix("PT"):
        if letter.isdigit() or letter == ".":
            digits += letter
        elif letter in "HMS" and digits:
            total += Fraction(digits) * {"H": Fraction(60), "M": Fraction(1), "S": Fraction(1, 60)}[letter]
            digits = ""
        else:
            raise ValueError(f"{text!r} is not a duration like PT8H0M0S")
    if digits or not text.startswith("PT"):
        raise ValueError(f"{text!r} is not a duration like PT8H0M0S")
    return round(total)


MSPDI = ExportFormat(
    "mspdi", (".xml",), mspdi_rows, xml_mentions=b"schemas.microsoft.com/project", has_named_fields=True, ready_made_tables=TABLES
)
