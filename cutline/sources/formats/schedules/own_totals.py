"""The totals that a schedule file itself states, such as the cost of its summary task, beside the sums of what was read.

If they differ, work or money was left out or counted twice, by the program that wrote the file or by its reader.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from cutline.sources.formats.schedules.project_xml import child_text
from cutline.sources.formats.schedules.records import Assignment, OwnTotal
from cutline.sources.formats.schedules.values import cents_from_text, minutes_from_text, number_from_text


def mspdi_totals(project_id: str, tasks: list[Element], assignments: Iterable[Assignment]) -> list[OwnTotal]:
    """The totals that a Microsoft Project file states: of its summary task, or else of all tasks that are not summaries."""
    own = list(assignments)
    summary = [task for task in tasks if child_text(task, "UID") == "0"]
    counted = summary or [task for task in tasks if child_text(task, "Summary") != "1"]
    costs = [cents_from_text(child_text(task, "Cost"), 1) for task in counted]
    work = [_minutes_or_none(child_text(task, "Work")) for task in counted]
    if not summary:  # the fixed cost of a phase is in none of its tasks
        phases = [task for task in tasks if child_text(task, "Summary") == "1"]
        costs += [cents_from_text(child_text(task, "FixedCost"), 1) or 0 for task in phases]
    read_costs, read_work = [each.planned for each in own], [each.minutes for each in own if each.cost_type == "labour"]
    return [*_total(project_id, "cost", costs, read_costs), *_total(project_id, "work", work, read_work)]


def _minutes_or_none(text: str) -> int | None:
    try:
        return minutes_from_text(text)
    except ValueError:
        return None  # the text is no figure that could contradict another


def _total(project_id: str, what: str, stated: list[int | None], read: list[int | None]) -> list[OwnTotal]:
    """The total of one kind; none if the file does not state it for every task, or if a part of what was read is unknown."""
    if not stated or None in stated or None in read:
        return []
    return [OwnTotal(project_id, what, sum(filter(None, stated)), sum(filter(None, read)), len(read))]


def xer_totals(project_id: str, stated: list[int | None], assignments: Iterable[Assignment]) -> list[OwnTotal]:
    """The budgeted work that the tasks of a Primavera project state, in minutes, beside that of their assignments."""
    return _total(project_id, "work", stated, [each.minutes for each in assignments if each.cost_type == "labour"])


def pmxml_totals(project_id: str, activities: Iterable[Element], assignments: Iterable[Assignment]) -> list[OwnTotal]:
    """The planned cost and work that the activities of a Primavera XML file state, beside those of their assignments."""
    stated, own = list(activities), list(assignments)
    costs = [cents_from_text(child_text(one, "PlannedTotalCost")) for one in stated]
    hours = [number_from_text(child_text(one, "PlannedLaborUnits")) for one in stated]
    work = [None if each is None else round(each * 60) for each in hours]
    labour = [each.minutes for each in own if each.cost_type == "labour"]
    return [*_total(project_id, "cost", costs, [each.planned for each in own]), *_total(project_id, "work", work, labour)]
