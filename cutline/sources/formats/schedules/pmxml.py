"""Reads Primavera's XML files (PMXML) into the records of a schedule."""

from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.project_xml import child_text, rows_from_xml
from cutline.sources.formats.schedules.records import Activity, Assignment, Project, Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES
from cutline.sources.formats.schedules.values import cents_from_text, day_from_text, number_from_text

PMXML_MILESTONES = ("Start Milestone", "Finish Milestone")


def pmxml_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Primavera XML file, the header first. sheet: projects, milestones, demand, cost_lines or evm."""
    return rows_from_xml(document, source, sheet, _pmxml)


def _pmxml(root: Element) -> Schedule:
    resources = {child_text(each, "ObjectId"): each for each in root.iterfind("Resource")}
    roles = {child_text(each, "ObjectId"): child_text(each, "Id") or child_text(each, "Name") for each in root.iterfind("Role")}
    currencies = {child_text(each, "ObjectId"): child_text(each, "Id") for each in root.iterfind("Currency")}
    schedule = Schedule()
    for each in root.iterfind("Project"):
        project_id = child_text(each, "Id")
        schedule.projects.append(
            Project(project_id, child_text(each, "Name"), "", child_text(each, "GUID"), day_from_text(child_text(each, "PlannedStartDate")),
                    day_from_text(child_text(each, "ScheduledFinishDate")) or day_from_text(child_text(each, "FinishDate")), day_from_text(child_text(each, "MustFinishByDate")),
                    day_from_text(child_text(each, "DataDate")), next(iter(currencies.values()), "") if len(currencies) == 1 else "")
        )  # fmt: skip
        activities = {child_text(one, "ObjectId"): one for one in each.iterfind("Activity")}
        schedule.activities.extend(_pmxml_activity(one, project_id) for one in activities.values())
        for one in (*each.iterfind("ResourceAssignment"), *each.iterfind("ActivityExpense")):
            schedule.assignments.append(
                _pmxml_assignment(one, activities.get(child_text(one, "ActivityObjectId")), resources, roles, project_id)
            )
    return schedule


def _pmxml_activity(one: Element, project_id: str) -> Activity:
    end = "Start" if child_text(one, "Type") == "Start Milestone" else "Finish"
    actual = day_from_text(child_text(one, f"Actual{end}Date"))
    forecast: date | None = (
        actual or day_from_text(child_text(one, f"{end}Date")) or day_from_text(child_text(one, f"Remaining{end}Date"))
    )
    is_milestone = child_text(one, "Type") in PMXML_MILESTONES
    return Activity(
        project_id,
        child_text(one, "Id"),
        child_text(one, "Name"),
        is_milestone,
        day_from_text(child_text(one, f"Planned{end}Date")),
        forecast,
        actual,
        _pmxml_share_complete(one),
    )


def _pmxml_share_complete(one: Element | None) -> Fraction:
    if child_text(one, "ActualFinishDate"):
        return Fraction(1)
    name = "PhysicalPercentComplete" if child_text(one, "PercentCompleteType") == "Physical" else "PercentComplete"
    return max(Fraction(0), min(Fraction(1), number_from_text(child_text(one, name)) or Fraction(0)))  # PMXML writes shares of 1


def _pmxml_assignment(
    one: Element, activity: Element | None, resources: dict[str, Element], roles: dict[str, str], project_id: str
) -> Assignment:
    resource = resources.get(child_text(one, "ResourceObjectId"))
    is_expense = one.tag == "ActivityExpense"
    is_labour = not is_expense and (child_text(one, "ResourceType") or child_text(resource, "ResourceType") or "Labor") == "Labor"
    hours = number_from_text(child_text(one, "PlannedUnits")) if is_labour else None
    role = roles.get(child_text(one, "RoleObjectId")) or child_text(resource, "Id") or child_text(resource, "Name")
    start = day_from_text(child_text(one, "PlannedStartDate")) or day_from_text(child_text(activity, "PlannedStartDate"))
    finish = day_from_text(child_text(one, "PlannedFinishDate")) or day_from_text(child_text(activity, "PlannedFinishDate"))
    return Assignment(
        project_id, role, "other" if is_expense else "labour" if is_labour else "vendor", None if hours is None else round(hours * 60),
        cents_from_text(child_text(one, "PlannedCost")), cents_from_text(child_text(one, "ActualCost")), cents_from_text(child_text(one, "RemainingCost")), start, finish, _pmxml_share_complete(activity),
    )  # fmt: skip


PMXML = ExportFormat(
    "pmxml", (".xml",), pmxml_rows, xml_mentions=b"APIBusinessObjects", has_named_fields=True, ready_made_tables=TABLES
)
