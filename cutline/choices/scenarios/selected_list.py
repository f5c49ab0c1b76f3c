"""Reads a list of projects that people selected by hand, and limits the optimiser's frames to exactly these projects.

The list is a CSV file, the first sheet of a workbook, or a text file with an id on each line. A header names the columns:
`project_id`, and if they are there `mode_id` and `start` (a day; the period that it is in counts). Other columns are not read.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from cutline.contracts.calendar import Calendar
from cutline.contracts.choice_frames import OPTION_KEY, REQUIRED_IN_FLIGHT
from cutline.errors import Finding, UsageError
from cutline.settings.section import nearest

Frames = Mapping[str, pl.DataFrame]
COLUMNS = {
    "project_id": ("project_id", "project", "id"),
    "mode_id": ("mode_id", "mode"),
    "start": ("start", "start_date", "start_period"),
}
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
FORCED = "selected"
MOST_BYTES = 64 << 20


@dataclass(frozen=True)
class Listed:
    """One project of the list. mode_id, start: None if the best is to be found. line: its line or row in the file, from 1."""

    project_id: str
    mode_id: str | None
    start: date | None
    line: int


def read_list(path: Path) -> list[Listed]:
    """The projects of a list. Raises UsageError that names every line that cannot be read, and every project that is there twice."""
    rows = [(line, row) for line, row in enumerate(_rows(path), 1) if any(cell.strip() for cell in row)]
    if not rows:
        raise UsageError("the list has no project", [Finding(str(path), "no text", "a project id on each line", "list the projects that are selected")])  # fmt: skip
    header = [cell.strip().lower().replace(" ", "_") for cell in rows[0][1]]
    places = {name: next((header.index(word) for word in words if word in header), None) for name, words in COLUMNS.items()}
    if places["project_id"] is None:
        if len(rows[0][1]) > 1:
            raise UsageError("the list has no column of projects", [Finding(f"{path}, line {rows[0][0]}", ", ".join(rows[0][1]), "a column project_id", "name the column of the ids project_id")])  # fmt: skip
        places = {"project_id": 0, "mode_id": None, "start": None}
    else:
        rows = rows[1:]
    listed, findings, seen = [], [], dict[str, int]()
    for line, row in rows:
        project, mode, start = ((row[at].strip() if at is not None and at < len(row) else "") for at in places.values())
        try:
            day = date.fromisoformat(start) if start else None
        except ValueError:
            findings.append(
                Finding(
                    f"{path}, line {line}", f"start {start!r}", "a day such as 2027-04-01", "correct it, or leave the cell empty"
                )
            )
            continue
        if not project or project in seen:
            found = f"{project} again, after line {seen[project]}" if project else "no project_id"
            findings.append(Finding(f"{path}, line {line}", found, "each project once", "take the line out"))
            continue
        seen[project] = line
        listed.append(Listed(project, mode or None, day, line))
    if findings:
        raise UsageError("the list of projects cannot be read", findings)
    return listed


def _rows(path: Path) -> Iterable[Sequence[str]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"more than {MOST_BYTES:,} bytes")
        if path.suffix.lower() in WORKBOOKS:
            sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
            return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        text = path.read_bytes().decode("utf-8-sig")
        first = text.splitlines()[0] if text.strip() else ""
        delimiter = next((mark for mark in (";", "\t", ",") if mark in first), ",")
        return list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except (OSError, ValueError, csv.Error, CalamineError) as error:
        action = "save it as CSV in UTF-8, or as a workbook whose first sheet has the list"
        raise UsageError("the list of projects cannot be read", [Finding(str(path), f"{type(error).__name__}: {error}", "a list of projects", action)]) from None  # fmt: skip


def _text(cell: object) -> str:
    """The text of a cell of a workbook. A number that is whole has no decimals, because it may be an id."""
    if isinstance(cell, datetime | date):
        return cell.date().isoformat() if isinstance(cell, datetime) else cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def frames_of_list(
    frames: Frames, listed: Sequence[Listed], calendar: Calendar, path: Path, reasons: Mapping[str, str]
) -> tuple[dict[str, pl.DataFrame], list[str]]:
    """The frames in which exactly the listed projects run, in the listed modes and starts; and the rules that the list breaks by
    leaving out a project, in words. These rules do not count, so that the list can be valued.

    reasons: why projects are not in the plan, for those that were not offered to the optimiser. Raises UsageError for a project, a
    mode or a start that the night does not offer.
    """
    running = frames["options"].join(frames["stop_modes"], on=["project_id", "mode_id"], how="anti", maintain_order="left")
    wanted = {each.project_id: each for each in listed}
    findings = list(_not_offered(running, listed, calendar, path, reasons))
    if findings:
        raise UsageError("the list names what the night does not offer", findings)
    fits = [_fits(wanted.get(project), mode, start, calendar) for project, mode, start in running.select(OPTION_KEY).iter_rows()]
    stops = frames["options"].join(frames["stop_modes"], on=["project_id", "mode_id"], how="semi").filter(pl.col("project_id").is_in(list(wanted)))  # fmt: skip
    gone = pl.concat([running.filter(~pl.Series(fits, dtype=pl.Boolean)).select(OPTION_KEY), stops.select(OPTION_KEY)])
    found = {
        name: frame.join(gone, on=list(OPTION_KEY), how="anti", maintain_order="left")
        if set(OPTION_KEY) <= set(frame.columns) and name != "approved" else frame
        for name, frame in frames.items()
    }  # fmt: skip
    can_stop = list(set(found["options"]["project_id"]) - wanted.keys())
    is_kept = pl.col("project_id").is_in(list(wanted)) | (
        pl.col("project_id").is_in(can_stop) & (pl.col("rule") == REQUIRED_IN_FLIGHT)
    )
    kept, out = found["requirements"].filter(is_kept), found["requirements"].filter(~is_kept)
    forced = pl.DataFrame(
        [(each, FORCED, "selected by hand") for each in wanted], schema=frames["requirements"].schema, orient="row"
    )
    found["requirements"] = pl.concat([kept, forced]).sort("project_id", "rule")
    return found, [f"{project} is left out: {text}" for project, text in out.select("project_id", "text").iter_rows()]


def _fits(listed: Listed | None, mode: str, start: int, calendar: Calendar) -> bool:
    if listed is None:
        return False
    return listed.mode_id in (None, mode) and (listed.start is None or calendar.index_of(listed.start) == start)


def _not_offered(
    running: pl.DataFrame, listed: Sequence[Listed], calendar: Calendar, path: Path, reasons: Mapping[str, str]
) -> Iterator[Finding]:
    offered: dict[str, list[tuple[str, int]]] = {}
    for project, mode, start in running.select(OPTION_KEY).iter_rows():
        offered.setdefault(project, []).append((mode, start))
    for each in listed:
        where = f"{path}, line {each.line}"
        if each.project_id not in offered:
            why = f": {reasons[each.project_id]}" if each.project_id in reasons else nearest(each.project_id, offered)
            yield Finding(
                where, f"{each.project_id}{why}", "a project that the night could choose", "correct the id, or take the line out"
            )
        elif not any(_fits(each, mode, start, calendar) for mode, start in offered[each.project_id]):
            modes = sorted({mode for mode, _ in offered[each.project_id]})
            starts = sorted({calendar.period_start(start).isoformat() for _, start in offered[each.project_id]})
            expected = f"a mode of {', '.join(modes)} and a start of {', '.join(starts[:12])}{' ...' if len(starts) > 12 else ''}"
            yield Finding(
                where,
                f"{each.project_id} {each.mode_id or ''} {each.start or ''}".strip(),
                expected,
                "correct the line, or leave the cells empty",
            )
