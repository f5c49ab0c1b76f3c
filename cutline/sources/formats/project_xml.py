"""Microsoft Project's XML (MSPDI) and Primavera's (PMXML), through a parser that refuses document types and with them entity bombs."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cutline.settings.sources import Source
from cutline.sources.formats.opening import Document, refuse
from cutline.sources.formats.schedule_rows import TABLES, Activity, Load, Project, Schedule, cents, day, number, rows_of

DEPTH_MAX, DURATION_MAX_CHARS = 64, 24
PMXML_MILESTONES = ("Start Milestone", "Finish Milestone")


def mspdi_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Microsoft Project file: projects, milestones, demand, cost_lines or evm."""
    return _rows(document, source, sheet, _mspdi)


def pmxml_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a Primavera XML file: projects, milestones, demand, cost_lines or evm."""
    return _rows(document, source, sheet, _pmxml)


def _rows(document: Document, source: Source, sheet: str | None, read: Callable[[Element], Schedule]) -> list[list[str]]:
    if sheet not in TABLES:
        refuse(
            document.name, source, f"a sheet called {sheet!r}", f"one of {', '.join(TABLES)}", "name it with sheet in the feed"
        )
    try:
        return rows_of(read(_root(document, source)), sheet)
    except (ValueError, ArithmeticError) as error:
        refuse(document.name, source, str(error), "numbers and ISO dates", "export it again")


def _root(document: Document, source: Source) -> Element:
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(document.data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > DEPTH_MAX:
                refuse(
                    document.name,
                    source,
                    f"elements nested {depth} deep",
                    f"at most {DEPTH_MAX}",
                    "do not open this file; ask who made it",
                )
            if event == "start":
                element.tag = element.tag.rpartition("}")[2]
    except DefusedXmlException:
        refuse(
            document.name,
            source,
            "a document type, which may hide an entity bomb",
            "XML without one",
            "do not open this file; ask who made it",
        )
    except (ParseError, UnicodeError, LookupError) as error:
        refuse(document.name, source, f"broken XML: {error}", "a whole document", "send it again; it may have been cut off")
    if root is None:
        refuse(document.name, source, "no element", "a document", "send it again")
    return root


def _text(element: Element | None, name: str) -> str:
    return (element.findtext(name) or "").strip() if element is not None else ""


def _mspdi(root: Element) -> Schedule:
    tasks = [task for task in root.iterfind("Tasks/Task") if _text(task, "IsNull") != "1"]
    by_id = {_text(task, "UID"): task for task in tasks}
    status = day(_text(root, "StatusDate"))
    project_id = _text(root, "Name").removesuffix(".xml").removesuffix(".mpp") or _text(root, "Title")
    project = Project(
        project_id, _text(root, "Title") or project_id, _text(root, "Manager"), _text(root, "GUID"), day(_text(root, "StartDate")),
        day(_text(root, "FinishDate")), None, status, _text(root, "CurrencyCode"), _mspdi_earned(tasks) if status else None,
    )  # fmt: skip
    resources = {_text(each, "UID"): each for each in root.iterfind("Resources/Resource")}
    schedule = Schedule([project], [_mspdi_activity(task, project_id) for task in tasks if _text(task, "UID") != "0"])
    assigned: dict[str, int] = {}
    for each in root.iterfind("Assignments/Assignment"):
        task, resource = by_id.get(_text(each, "TaskUID")), resources.get(_text(each, "ResourceUID"))
        load = _mspdi_load(each, task, resource, project_id)
        assigned[_text(each, "TaskUID")] = assigned.get(_text(each, "TaskUID"), 0) + (load.planned or 0)
        schedule.loads.append(load)
    for task in tasks:  # what a task costs beyond its assignments: fixed cost
        fixed = cents(_text(task, "FixedCost"), 1)
        if fixed and _text(task, "Summary") != "1":
            start, finish = day(_text(task, "Start")), day(_text(task, "Finish"))
            schedule.loads.append(Load(project_id, "", "other", None, fixed, None, None, start, finish))
    return schedule


def _mspdi_activity(task: Element, project_id: str) -> Activity:
    baseline = next((each for each in task.iterfind("Baseline") if _text(each, "Number") == "0"), None)
    return Activity(
        project_id, _text(task, "UID"), _text(task, "Name"), _text(task, "Milestone") == "1", day(_text(baseline, "Finish")),
        day(_text(task, "Finish")), day(_text(task, "ActualFinish")), (number(_text(task, "PercentComplete")) or Fraction(0)) / 100,
    )  # fmt: skip


def _mspdi_load(each: Element, task: Element | None, resource: Element | None, project_id: str) -> Load:
    # Type 1 is work; money is in hundredths of a unit whatever the currency's digits (MSPDI, Currency); -65535 is "no resource".
    is_work = resource is None or _text(resource, "Type") in ("", "1")
    role = _text(resource, "Group") or _text(resource, "Name")
    start = day(_text(each, "Start")) or day(_text(task, "Start"))
    finish = day(_text(each, "Finish")) or day(_text(task, "Finish"))
    done = (number(_text(each, "PercentWorkComplete")) or Fraction(0)) / 100
    minutes = _minutes(_text(each, "Work")) if is_work else None  # without a role the row goes to quarantine, with its hours
    return Load(
        project_id, role, "labour" if is_work else "vendor", minutes, cents(_text(each, "Cost"), 1), cents(_text(each, "ActualCost"), 1),
        cents(_text(each, "RemainingCost"), 1), start, finish, done,
    )  # fmt: skip


def _mspdi_earned(tasks: list[Element]) -> dict[str, int | None]:
    """The program's own figures: of the project summary task where there is one, else of all tasks that are not summaries."""
    summary = [task for task in tasks if _text(task, "UID") == "0"] or [task for task in tasks if _text(task, "Summary") != "1"]

    def total(amounts: Iterator[int | None]) -> int | None:
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known else None

    def own(name: str) -> int | None:
        return total(cents(_text(task, name), 1) for task in summary)

    baseline = total(
        cents(_text(each, "Cost"), 1) for task in summary for each in task.iterfind("Baseline") if _text(each, "Number") == "0"
    )
    return {
        "planned": own("BCWS"), "earned": own("BCWP"), "actual": own("ACWP"), "budget_at_completion": baseline,
        "estimate_to_complete": own("RemainingCost"),
    }  # fmt: skip


def _minutes(text: str) -> int | None:
    """Minutes of a duration such as PT120H30M0S; null where there is none. Raises ValueError for another kind."""
    if not text:
        return None
    if len(text) > DURATION_MAX_CHARS:
        raise ValueError(f"{text[:DURATION_MAX_CHARS]!r} and so on is no duration that can be meant")
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


def _pmxml(root: Element) -> Schedule:
    resources = {_text(each, "ObjectId"): each for each in root.iterfind("Resource")}
    roles = {_text(each, "ObjectId"): _text(each, "Id") or _text(each, "Name") for each in root.iterfind("Role")}
    currencies = {_text(each, "ObjectId"): _text(each, "Id") for each in root.iterfind("Currency")}
    schedule = Schedule()
    for each in root.iterfind("Project"):
        project_id = _text(each, "Id")
        schedule.projects.append(
            Project(project_id, _text(each, "Name"), "", _text(each, "GUID"), day(_text(each, "PlannedStartDate")),
                    day(_text(each, "ScheduledFinishDate")) or day(_text(each, "FinishDate")), day(_text(each, "MustFinishByDate")),
                    day(_text(each, "DataDate")), next(iter(currencies.values()), "") if len(currencies) == 1 else "")
        )  # fmt: skip
        activities = {_text(one, "ObjectId"): one for one in each.iterfind("Activity")}
        schedule.activities.extend(_pmxml_activity(one, project_id) for one in activities.values())
        for one in (*each.iterfind("ResourceAssignment"), *each.iterfind("ActivityExpense")):
            schedule.loads.append(_pmxml_load(one, activities.get(_text(one, "ActivityObjectId")), resources, roles, project_id))
    return schedule


def _pmxml_activity(one: Element, project_id: str) -> Activity:
    end = "Start" if _text(one, "Type") == "Start Milestone" else "Finish"
    actual = day(_text(one, f"Actual{end}Date"))
    forecast: date | None = actual or day(_text(one, f"{end}Date")) or day(_text(one, f"Remaining{end}Date"))
    is_milestone = _text(one, "Type") in PMXML_MILESTONES
    return Activity(
        project_id,
        _text(one, "Id"),
        _text(one, "Name"),
        is_milestone,
        day(_text(one, f"Planned{end}Date")),
        forecast,
        actual,
        _pmxml_done(one),
    )


def _pmxml_done(one: Element | None) -> Fraction:
    if _text(one, "ActualFinishDate"):
        return Fraction(1)
    name = "PhysicalPercentComplete" if _text(one, "PercentCompleteType") == "Physical" else "PercentComplete"
    return max(Fraction(0), min(Fraction(1), number(_text(one, name)) or Fraction(0)))  # PMXML writes shares of 1


def _pmxml_load(
    one: Element, activity: Element | None, resources: dict[str, Element], roles: dict[str, str], project_id: str
) -> Load:
    resource = resources.get(_text(one, "ResourceObjectId"))
    is_expense = one.tag == "ActivityExpense"
    is_labour = not is_expense and (_text(one, "ResourceType") or _text(resource, "ResourceType") or "Labor") == "Labor"
    hours = number(_text(one, "PlannedUnits")) if is_labour else None
    role = roles.get(_text(one, "RoleObjectId")) or _text(resource, "Id") or _text(resource, "Name")
    start = day(_text(one, "PlannedStartDate")) or day(_text(activity, "PlannedStartDate"))
    finish = day(_text(one, "PlannedFinishDate")) or day(_text(activity, "PlannedFinishDate"))
    return Load(
        project_id, role, "other" if is_expense else "labour" if is_labour else "vendor", None if hours is None else round(hours * 60),
        cents(_text(one, "PlannedCost")), cents(_text(one, "ActualCost")), cents(_text(one, "RemainingCost")), start, finish, _pmxml_done(activity),
    )  # fmt: skip
