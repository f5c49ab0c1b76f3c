"""Reads Primavera's XML files (PMXML) into the records of a schedule."""

from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element

from cutline.settings.sources import Source
from cutline.sources.formats.documents import Document
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.own_totals import pmxml_totals
from cutline.sources.formats.schedules.project_xml import child_text, rows_from_xml
from cutline.sources.formats.schedules.records import Activity, Assignment, Project, Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES
from cutline.sources.formats.schedules.values import cents_from_text, day_from_text, is_morning, number_from_text

PMXML_MILESTONES = ("Start Milestone", "Finish Milestone")


def pmxml_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Primavera XML file, the header first. sheet: projects, milestones, demand, cost_lines or evm."""
    return rows_from_xml(document, source, sheet, _pmxml)


def _pmxml(root: Element) -> Schedule:
    resources = {child_text(each, "ObjectId"): each for each in root.iterfind("Resource")}
    roles = {child_text(each, "ObjectId"): child_text(each, "Id") or child_text(each, "Name") for each in root.iterfind("Role")}
    currency = _base_currency(root)
    schedule = Schedule()
    for each in root.iterfind("Project"):
        project_id = child_text(each, "Id")
        schedule.projects.append(
            Project(project_id, child_text(each, "Name"), "", child_text(each, "GUID"), day_from_text(child_text(each, "PlannedStartDate")),
                    day_from_text(child_text(each, "ScheduledFinishDate")) or day_from_text(child_text(each, "FinishDate")), day_from_text(child_text(each, "MustFinishByDate")),
                    day_from_text(child_text(each, "DataDate")), currency, is_data_date_open=is_morning(child_text(each, "DataDate"), if_no_time=True))
        )  # fmt: skip
        activities = {child_text(one, "ObjectId"): one for one in each.iterfind("Activity")}
        planned = _baseline_dates(root, each)
        schedule.activities.extend(_pmxml_activity(one, project_id, planned) for one in activities.values())
        for one in (*each.iterfind("ResourceAssignment"), *each.iterfind("ActivityExpense")):
            schedule.assignments.append(
                _pmxml_assignment(one, activities.get(child_text(one, "ActivityObjectId")), resources, roles, project_id)
            )
        own = [assignment for assignment in schedule.assignments if assignment.project_id == project_id]
        schedule.totals += pmxml_totals(project_id, activities.values(), own)
    return schedule


def _base_currency(root: Element) -> str:
    """The currency in which the file states all money: the base currency; empty if the file names no currency.

    Raises ValueError if the file names several and does not say which is the base: it is marked, or its rate is 1.
    """
    listed = list(root.iterfind("Currency"))
    marked = [each for each in listed if child_text(each, "IsBaseCurrency").lower() in ("1", "true")]
    at_par = [each for each in listed if number_from_text(child_text(each, "ExchangeRate")) == 1]
    found = next((group for group in (marked, at_par, listed) if len(group) == 1), [])
    if listed and not found:
        names = ", ".join(child_text(each, "Id") for each in listed)
        raise ValueError(f"currencies {names}, of which none alone is the base currency or has the rate 1")
    return child_text(found[0], "Id") if found else ""


def _baseline_dates(root: Element, project: Element) -> dict[str, Element]:
    """The activities of the project's baseline by their id: of its current baseline, or of the only one in the file. Empty
    if the file holds none, or several without saying which counts.
    """
    own = [
        each
        for each in root.iterfind("BaselineProject")
        if child_text(each, "OriginalProjectObjectId") == child_text(project, "ObjectId")
    ]
    current = child_text(project, "CurrentBaselineProjectObjectId")
    chosen = [each for each in own if child_text(each, "ObjectId") == current] or own
    return {child_text(one, "Id"): one for one in chosen[0].iterfind("Activity")} if len(chosen) == 1 else {}


def _pmxml_activity(one: Element, project_id: str, planned: dict[str, Element]) -> Activity:
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
        day_from_text(child_text(planned.get(child_text(one, "Id")), f"Planned{end}Date")),
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
    begun, ended = (
        day_from_text(child_text(one, name)) or day_from_text(child_text(activity, name))
        for name in ("ActualStartDate", "ActualFinishDate")
    )
    return Assignment(
        project_id, role, "other" if is_expense else "labour" if is_labour else "vendor", None if hours is None else round(hours * 60),
        cents_from_text(child_text(one, "PlannedCost")), cents_from_text(child_text(one, "ActualCost")), cents_from_text(child_text(one, "RemainingCost")), start, finish, _pmxml_share_complete(activity),
        begun=begun, ended=ended,
    )  # fmt: skip


PMXML = ExportFormat(
    "pmxml", (".xml", ".pmxml"), pmxml_rows, xml_mentions=b"APIBusinessObjects", has_named_fields=True, ready_made_tables=TABLES
)
