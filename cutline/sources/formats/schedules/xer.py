"""Reads Primavera P6 XER files: tab-separated lines, in which %T names a table, %F its fields, and %R is a row.

A feed may also ask for any table of the file by the table's own name.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import NoReturn

from cutline.settings.sources import Source
from cutline.sources.formats.decoding import text_lines
from cutline.sources.formats.documents import Document, refuse_file
from cutline.sources.formats.export_format import ExportFormat
from cutline.sources.formats.schedules.own_totals import xer_totals
from cutline.sources.formats.schedules.records import Activity, Assignment, Project, Schedule
from cutline.sources.formats.schedules.schedule_rows import TABLES, refuse_other_totals, table_rows
from cutline.sources.formats.schedules.values import cents_from_text, day_from_text, is_morning, number_from_text

MILESTONES = ("TT_Mile", "TT_FinMile")
XerRows = list[dict[str, str]]


def xer_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table of a XER file, the header first. sheet: projects, milestones, demand, cost_lines, evm, or a table
    of the file.

    Raises SourceError for a file that is damaged or cut off, for a table that the file does not have, and for values that
    P6 does not write in this form.
    """
    fields, tables = _tables(document, source)
    if sheet in fields:
        return [fields[sheet], *([row.get(name, "") for name in fields[sheet]] for row in tables[sheet])]
    if sheet not in TABLES:
        refuse_file(document.name, source, f"tables {', '.join(fields)}", f"a table called {sheet!r}, or one of {', '.join(TABLES)}",
               "name the table with sheet in the feed")  # fmt: skip
    try:
        schedule = _schedule(_XerTables(tables))
        refuse_other_totals(schedule, document, source)
        return table_rows(schedule, sheet)
    except (ValueError, KeyError, ArithmeticError) as error:
        refuse_file(
            document.name,
            source,
            f"{type(error).__name__}: {error}",
            "a P6 export with the fields of its tables",
            "export the file again",
        )


def _tables(document: Document, source: Source) -> tuple[dict[str, list[str]], dict[str, XerRows]]:
    """The fields and the rows of every table of the file, by the table's name."""
    fields: dict[str, list[str]] = {}
    tables: dict[str, XerRows] = {}
    name, ended = "", False

    def refuse(found: str, expected: str) -> NoReturn:
        refuse_file(document.name, source, found, expected, "export the file again")

    for number, line in enumerate(text_lines(document, source, "\n"), 1):
        line = line.removesuffix("\n").removesuffix("\r")
        mark, *cells = line.split("\t")
        if mark == "%T" and cells:
            name = cells[0].strip()
            if name in tables:
                refuse(f"table {name} twice, again in line {number:,}", "each table once")
            tables[name], fields[name] = [], []
        elif mark == "%F" and name:
            fields[name] = [cell.strip() for cell in cells]
            if len(set(fields[name])) < len(fields[name]):
                refuse(f"a field of table {name} twice, in line {number:,}", "each field once")
        elif mark == "%R" and name and fields[name]:
            width = len(fields[name])
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                refuse(f"{len(cells)} cells in line {number:,}", f"at most {width}, the number of fields of table {name}")
            tables[name].append(dict(zip(fields[name], cells, strict=False)))
        elif mark == "%E":
            ended = True
        elif line.strip() and mark != "ERMHDR":
            refuse(f"{line[:60]!r} in line {number:,}", "a line that begins with %T, %F, %R or %E")
    if not ended:
        refuse_file(
            document.name,
            source,
            "no line %E at the end",
            "a whole file, which ends with the line %E",
            "send the file again; this one was cut off",
        )
    return fields, tables


class _XerTables:
    """The tables of a file. Its numbers have the decimal mark that its base currency declares.

    projects, tasks: the rows of PROJECT and TASK by id, without those of baselines.
    baselines: the task of the baseline by project and task code, for each project whose baseline is in the file. A project
      with several baselines has the one that it names (sum_base_proj_id), or none.
    """

    def __init__(self, tables: dict[str, XerRows]) -> None:
        self.tables = tables
        base = [row for row in self.rows("CURRTYPE") if row.get("curr_id", "1") == "1"]
        self.has_commas = any(row.get("decimal_symbol", "").lower() in ("comma", ",") for row in base)
        # A baseline is in the same file as a separate project, whose row names the original project.
        self.projects = {row["proj_id"]: row for row in self.rows("PROJECT") if not row.get("orig_proj_id", "").strip()}
        self.tasks = {row["task_id"]: row for row in self.rows("TASK") if row["proj_id"] in self.projects}
        copies: dict[str, list[str]] = {}
        for row in self.rows("PROJECT"):
            copies.setdefault(row.get("orig_proj_id", "").strip(), []).append(row["proj_id"])
        chosen = {
            baseline: key
            for key, row in self.projects.items()
            for own in [copies.get(key, [])]
            for baseline in ([row.get("sum_base_proj_id", "")] if row.get("sum_base_proj_id", "") in own else own)
            if row.get("sum_base_proj_id", "") in own or len(own) == 1
        }
        self.baselines = {
            (chosen[row["proj_id"]], row["task_code"]): row for row in self.rows("TASK") if row["proj_id"] in chosen
        }

    def tasks_of(self, name: str) -> list[tuple[dict[str, str], dict[str, str]]]:
        """The rows of a table about tasks, each with its task, without the rows of baselines. Raises ValueError where a
        task is not in the file.
        """
        all_tasks = {row["task_id"] for row in self.rows("TASK")}
        lost = next((row["task_id"] for row in self.rows(name) if row["task_id"] not in all_tasks), None)
        if lost is not None:
            raise ValueError(f"table {name} speaks of task {lost!r}, which is not in table TASK")
        return [(row, self.tasks[row["task_id"]]) for row in self.rows(name) if row["task_id"] in self.tasks]

    def rows(self, name: str) -> XerRows:
        """The rows of a table; an empty list if the file has no such table."""
        return self.tables.get(name, [])

    def decimal_text(self, row: dict[str, str], name: str) -> str:
        """The text of a number, with a decimal point."""
        text = row.get(name, "")
        return text.replace(",", ".") if self.has_commas else text

    def cents(self, row: dict[str, str], *names: str) -> int | None:
        """The sum in cents of those amounts of a row that the file states; null if it states none of them."""
        known = [amount for name in names if (amount := cents_from_text(self.decimal_text(row, name))) is not None]
        return sum(known) if known else None

    def project_code(self, task: dict[str, str]) -> str:
        """The id by which people know the project of a task."""
        return self.projects[task["proj_id"]]["proj_short_name"]

    def share_complete(self, task: dict[str, str]) -> Fraction:
        """The share complete of a task, from 0 to 1, by the rule that the task names: physical, duration or units."""
        if task.get("act_end_date", "").strip():
            return Fraction(1)
        read: Callable[[str], Fraction] = lambda name: number_from_text(self.decimal_text(task, name)) or Fraction(0)  # noqa: E731
        match task.get("complete_pct_type", "CP_Phys"):
            case "CP_Drtn":
                done, whole = read("target_drtn_hr_cnt") - read("remain_drtn_hr_cnt"), read("target_drtn_hr_cnt")
            case "CP_Units":
                done, whole = read("act_work_qty"), read("act_work_qty") + read("remain_work_qty")
            case _:
                done, whole = read("phys_complete_pct"), Fraction(100)
        return max(Fraction(0), min(Fraction(1), done / whole)) if whole else Fraction(0)


def _schedule(file: _XerTables) -> Schedule:
    schedule = Schedule(
        _projects(file), [_activity(file, task) for task in file.tasks.values()], [*_assignments(file), *_expenses(file)]
    )
    for key, row in file.projects.items():
        hours = [
            number_from_text(file.decimal_text(task, "target_work_qty")) for task in file.tasks.values() if task["proj_id"] == key
        ]
        own = [each for each in schedule.assignments if each.project_id == row["proj_short_name"]]
        schedule.totals += xer_totals(row["proj_short_name"], [None if each is None else round(each * 60) for each in hours], own)
    return schedule


def _currency(file: _XerTables, row: dict[str, str]) -> str:
    """The base currency, in which the file states the money of a project; empty if the file lists no currency. Raises
    ValueError if it lists several and the base currency is none of them.
    """
    listed = {each.get("curr_id", ""): each.get("curr_short_name", "") for each in file.rows("CURRTYPE")}
    base = row.get("base_curr_id", "1") or "1"
    at_par = [
        code for each, code in zip(file.rows("CURRTYPE"), listed.values(), strict=False) if each.get("base_exch_rate") == "1"
    ]
    if base not in listed and len(at_par) == 1:
        return at_par[0]
    if base not in listed and len(listed) > 1:
        raise ValueError(f"the base currency of project {row['proj_short_name']} is not in table CURRTYPE")
    return listed.get(base, next(iter(listed.values()), ""))


def _projects(file: _XerTables) -> list[Project]:
    names = {row["proj_id"]: row.get("wbs_name", "") for row in file.rows("PROJWBS") if row.get("proj_node_flag") == "Y"}
    return [
        Project(
            row["proj_short_name"], names.get(key, ""), guid=row.get("guid", ""), start=day_from_text(row.get("plan_start_date")),
            finish=day_from_text(row.get("scd_end_date")), deadline=day_from_text(row.get("plan_end_date")), data_date=day_from_text(row.get("last_recalc_date")),
            currency=_currency(file, row), is_data_date_open=is_morning(row.get("last_recalc_date"), if_no_time=True),
        )
        for key, row in file.projects.items()
    ]  # fmt: skip


def _activity(file: _XerTables, task: dict[str, str]) -> Activity:
    ends = ("end",) if task.get("task_type") == "TT_FinMile" else ("start", "end")
    baseline = file.baselines.get((task["proj_id"], task["task_code"]), {})
    forecast, target = (
        next(filter(None, (row.get(f"{kind}_{end}_date", "").strip() for end in ends)), "")
        for row, kind in ((task, "early"), (baseline, "target"))
    )
    actual = task.get("act_end_date") or task.get("act_start_date")
    return Activity(
        file.project_code(task), task["task_code"], task.get("task_name", ""), task.get("task_type") in MILESTONES, day_from_text(target),
        day_from_text(actual) or day_from_text(forecast), day_from_text(actual), file.share_complete(task),
    )  # fmt: skip


def _assignments(file: _XerTables) -> list[Assignment]:
    resources = {row["rsrc_id"]: row for row in file.rows("RSRC")}
    roles = {row["role_id"]: row.get("role_short_name") or row.get("role_name", "") for row in file.rows("ROLES")}
    assignments = []
    for row, task in file.tasks_of("TASKRSRC"):
        resource = resources.get(row.get("rsrc_id", ""), {})
        is_labour = resource.get("rsrc_type", "RT_Labor") == "RT_Labor"
        hours = number_from_text(file.decimal_text(row, "target_qty"))
        role = roles.get(row.get("role_id", "")) or resource.get("rsrc_short_name") or resource.get("rsrc_name", "")
        start, finish = (
            day_from_text(row.get(name)) or day_from_text(task.get(name)) for name in ("target_start_date", "target_end_date")
        )
        begun, ended = (
            day_from_text(row.get(name)) or day_from_text(task.get(name)) for name in ("act_start_date", "act_end_date")
        )
        minutes = round(hours * 60) if is_labour and hours is not None else None
        spent = file.cents(row, "act_reg_cost", "act_ot_cost")
        assignments.append(
            Assignment(file.project_code(task), role, "labour" if is_labour else "vendor", minutes, file.cents(row, "target_cost"), spent,
                 file.cents(row, "remain_cost"), start, finish, file.share_complete(task), begun=begun, ended=ended)
        )  # fmt: skip
    return assignments


def _expenses(file: _XerTables) -> list[Assignment]:
    return [
        Assignment(file.project_code(task), "", "other", None, file.cents(row, "target_cost"), file.cents(row, "act_cost"), file.cents(row, "remain_cost"),
             day_from_text(task.get("target_start_date")), day_from_text(task.get("target_end_date")), file.share_complete(task),
             begun=day_from_text(task.get("act_start_date")), ended=day_from_text(task.get("act_end_date")))
        for row, task in file.tasks_of("PROJCOST")
    ]  # fmt: skip


XER = ExportFormat(
    "xer", (".xer", ".txt"), xer_rows, begins_with=(b"ERMHDR",), is_text=True, has_named_fields=True, ready_made_tables=TABLES
)
