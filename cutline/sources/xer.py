"""Primavera P6 XER files: tab-separated lines, %T a table, %F its fields, %R a row. Any table can be read by its own name as well."""

from collections.abc import Callable
from fractions import Fraction

from cutline.settings import Source
from cutline.sources.opening import Document, refuse
from cutline.sources.schedule import TABLES, Activity, Load, Project, Schedule, cents, day, number, rows_of
from cutline.sources.text import decode

MILESTONES = ("TT_Mile", "TT_FinMile")
Rows = list[dict[str, str]]


def xer_rows(document: Document, source: Source, sheet: str | None) -> list[list[str]]:
    """The rows of one table: projects, milestones, demand, cost_lines, evm, or any of the file's own."""
    fields, tables = _tables(document, source)
    if sheet in fields:
        return [fields[sheet], *([row.get(name, "") for name in fields[sheet]] for row in tables[sheet])]
    if sheet not in TABLES:
        refuse(document.name, source, f"tables {', '.join(fields)}", f"a table called {sheet!r}, or one of {', '.join(TABLES)}",
               "name it with sheet in the feed")  # fmt: skip
    try:
        return rows_of(_schedule(tables), sheet)
    except (ValueError, KeyError, ZeroDivisionError) as error:
        refuse(
            document.name,
            source,
            f"{type(error).__name__}: {error}",
            "a P6 export with the fields of its tables",
            "export it again",
        )


def _tables(document: Document, source: Source) -> tuple[dict[str, list[str]], dict[str, Rows]]:
    if source.encoding == "auto":
        source = source.model_copy(
            update={"encoding": "utf-8" if _is_utf8(document.data) else "cp1252"}
        )  # P6 writes the machine's code page
    fields: dict[str, list[str]] = {}
    tables: dict[str, Rows] = {}
    name, ended = "", False
    for number_, line in enumerate(decode(document.data, document.name, source).replace("\r\n", "\n").split("\n"), 1):
        mark, *cells = line.split("\t")
        if mark == "%T" and cells:
            name = cells[0].strip()
            if name in tables:
                refuse(
                    document.name, source, f"table {name} twice, again in line {number_:,}", "each table once", "export it again"
                )
            tables[name], fields[name] = [], []
        elif mark == "%F" and name:
            fields[name] = [cell.strip() for cell in cells]
        elif mark == "%R" and name and fields[name]:
            if len(cells) > len(fields[name]) and any(cell.strip() for cell in cells[len(fields[name]) :]):
                refuse(document.name, source, f"{len(cells)} cells in line {number_:,}", f"{len(fields[name])}, as table {name} has fields",
                       "export it again")  # fmt: skip
            tables[name].append(dict(zip(fields[name], cells, strict=False)))
        elif mark == "%E":
            ended = True
        elif line.strip() and mark != "ERMHDR":
            refuse(
                document.name,
                source,
                f"{line[:60]!r} in line {number_:,}",
                "a line that begins with %T, %F, %R or %E",
                "export it again",
            )
    if not ended:
        refuse(document.name, source, "no %E at the end", "a whole file", "it was cut off: send it again")
    return fields, tables


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _schedule(tables: dict[str, Rows]) -> Schedule:
    def rows(name: str) -> Rows:
        return tables.get(name, [])

    comma = any(
        row.get("decimal_symbol", "").lower() in ("comma", ",") for row in rows("CURRTYPE") if row.get("curr_id", "1") == "1"
    )
    plain: Callable[[str | None], str | None] = lambda text: text.replace(",", ".") if text and comma else text  # noqa: E731
    # A baseline travels in the same file as a project of its own that names its original.
    own = {row["proj_id"]: row for row in rows("PROJECT") if not row.get("orig_proj_id", "").strip()}
    names = {row["proj_id"]: row.get("wbs_name", "") for row in rows("PROJWBS") if row.get("proj_node_flag") == "Y"}
    currencies = {row.get("curr_id", ""): row.get("curr_short_name", "") for row in rows("CURRTYPE")}
    resources = {row["rsrc_id"]: row for row in rows("RSRC")}
    roles = {row["role_id"]: row.get("role_short_name") or row.get("role_name", "") for row in rows("ROLES")}
    schedule = Schedule()
    for key, row in own.items():
        schedule.projects.append(
            Project(row["proj_short_name"], names.get(key, ""), guid=row.get("guid", ""), start=day(row.get("plan_start_date")),
                    finish=day(row.get("scd_end_date")), deadline=day(row.get("plan_end_date")), data_date=day(row.get("last_recalc_date")),
                    currency=currencies.get(row.get("base_curr_id", "1") or "1", ""))
        )  # fmt: skip
    short = {key: row["proj_short_name"] for key, row in own.items()}
    tasks = {row["task_id"]: row for row in rows("TASK") if row["proj_id"] in short}
    done = {key: _done(row, plain) for key, row in tasks.items()}
    for key, row in tasks.items():
        forecast = (
            row.get("early_end_date")
            if row.get("task_type") == "TT_FinMile"
            else row.get("early_start_date") or row.get("early_end_date")
        )
        target = (
            row.get("target_end_date")
            if row.get("task_type") == "TT_FinMile"
            else row.get("target_start_date") or row.get("target_end_date")
        )
        actual = row.get("act_end_date") or row.get("act_start_date")
        schedule.activities.append(
            Activity(short[row["proj_id"]], row["task_code"], row.get("task_name", ""), row.get("task_type") in MILESTONES, day(target),
                     day(actual) or day(forecast), day(actual), done[key])
        )  # fmt: skip
    for row in (each for each in rows("TASKRSRC") if each["task_id"] in tasks):
        task, resource = tasks[row["task_id"]], resources.get(row.get("rsrc_id", ""), {})
        is_labour = resource.get("rsrc_type", "RT_Labor") == "RT_Labor"
        hours = number(plain(row.get("target_qty")))
        role = roles.get(row.get("role_id", "")) or resource.get("rsrc_short_name") or resource.get("rsrc_name", "")
        schedule.loads.append(
            Load(short[task["proj_id"]], role, "labour" if is_labour else "vendor", round(hours * 60) if is_labour and hours is not None else None,
                 cents(plain(row.get("target_cost"))), _sum(cents(plain(row.get("act_reg_cost"))), cents(plain(row.get("act_ot_cost")))),
                 cents(plain(row.get("remain_cost"))), day(row.get("target_start_date")) or day(task.get("target_start_date")),
                 day(row.get("target_end_date")) or day(task.get("target_end_date")), done[row["task_id"]])
        )  # fmt: skip
    for row in (each for each in rows("PROJCOST") if each["task_id"] in tasks):
        task = tasks[row["task_id"]]
        schedule.loads.append(
            Load(short[task["proj_id"]], "", "other", None, cents(plain(row.get("target_cost"))), cents(plain(row.get("act_cost"))),
                 cents(plain(row.get("remain_cost"))), day(task.get("target_start_date")), day(task.get("target_end_date")), done[row["task_id"]])
        )  # fmt: skip
    return schedule


def _sum(*amounts: int | None) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _done(task: dict[str, str], plain: Callable[[str | None], str | None]) -> Fraction:
    """The share complete, by the rule the activity names: physical, duration or units."""
    read: Callable[[str], Fraction] = lambda name: number(plain(task.get(name))) or Fraction(0)  # noqa: E731
    if task.get("act_end_date", "").strip():
        return Fraction(1)
    match task.get("complete_pct_type", "CP_Phys"):
        case "CP_Drtn":
            done, whole = read("target_drtn_hr_cnt") - read("remain_drtn_hr_cnt"), read("target_drtn_hr_cnt")
        case "CP_Units":
            done, whole = read("act_work_qty"), read("act_work_qty") + read("remain_work_qty")
        case _:
            done, whole = read("phys_complete_pct"), Fraction(100)
    return max(Fraction(0), min(Fraction(1), done / whole)) if whole else Fraction(0)
