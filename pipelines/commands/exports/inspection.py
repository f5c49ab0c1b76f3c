"""The work of `cutline inspect`: looks at one export, adds the proposed block to portfolio.toml, prints its findings."""

import hashlib
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from cutline.errors import Finding, UsageError
from cutline.samples.example_rows import take_examples_out
from cutline.sources.formats.documents import Content
from cutline.sources.inspecting.findings import Detection, Inspection
from cutline.sources.inspecting.inspection import inspect_file
from cutline.sources.inspecting.proposing.feeds import proposed_feeds
from cutline.sources.inspecting.proposing.source_block import source_block, source_name
from pipelines.commands.consoles import export_console

WIDE = 110  # of a terminal that has room for more columns
NAME_WIDTH, TEXT_WIDTH, READ_WIDTH = 28, 40, 24
NARROW_WIDTHS = 20, 27, 12  # which fit a terminal of 80 columns


def inspected(file: Path, sheet: str | None, name: str | None) -> tuple[Inspection, str]:
    """What the file looks like, and the settings block that would read it. Raises UsageError if there is no such file."""
    if not file.is_file():
        raise UsageError(
            "no such file",
            [Finding(str(file), "no file", "an export to look at", "name one: cutline inspect exports/projects.csv")],
        )
    inspection = inspect_file(Content(file.name, file, hashlib.sha256(file.read_bytes()).hexdigest()), sheet)
    return inspection, source_block(inspection, name or source_name(file.name))


def append_block(folder: Path, block: str, file: str) -> list[str]:
    """Add a block at the end of the portfolio's settings, and take the examples of `cutline init` out of the portfolio: they do
    not stand beside rows of one's own. Returns what was taken out, in words.

    file: the name of the file that the block reads. Raises UsageError if the settings have a source of that name already.
    """
    path = folder / "portfolio.toml"
    if not path.is_file():
        raise UsageError("no portfolio here", [Finding(str(path), "no file", "a portfolio folder", f"cutline init {folder}")])
    own = take_examples_out(folder, file)
    name = re.search(r"^name = (.*)$", block, re.MULTILINE)
    if name and re.search(rf"^name = {re.escape(name[1])}", own.settings, re.MULTILINE):
        found = Finding(
            str(path),
            f"a source called {name[1]} already",
            "a new name",
            "give one with --name, or take the old block away first",
        )
        raise UsageError("the source is there already", [found])
    own.keep(folder)
    with path.open("a", encoding="utf-8") as settings:
        settings.write(f"\n{block}")
    said = f"the example sources of cutline init were taken out of {path}: {own.lines} lines"
    return [said + (f"; their files are in {folder / 'examples'}" if own.files else "")] if own.lines else []


def json_of(inspection: Inspection) -> dict[str, Any]:
    """The inspection as JSON shows it: without the cells of its columns."""
    found = asdict(inspection)
    return {**found, "columns": [{key: value for key, value in column.items() if key != "cells"} for column in found["columns"]]}


def show_inspection(inspection: Inspection) -> None:
    """Print the findings, the columns and the feeds that the file can give."""
    console = export_console()
    holds = f"{inspection.records:,} records, {len(inspection.columns)} columns"
    if not inspection.columns:
        holds = f"a schedule of {inspection.records:,} project(s)"
    console.print(f"[bold]{escape(inspection.file)}[/bold]: {inspection.format.value}, {holds}")
    if inspection.not_looked_at:
        console.print(escape(f"{inspection.not_looked_at}."))
    console.print()
    table = Table(box=None, pad_edge=False)
    for head in ("what", "value", "sure", "because"):
        table.add_column(head, overflow="fold")
    for found in inspection.findings:
        table.add_row(*map(escape, (found.what, *_cells_of(found))))
    console.print(table)
    if not inspection.columns:
        return
    console.print()
    console.print(_columns(inspection, console.width))
    console.print()
    feeds = Table(box=None, pad_edge=False)
    for head in ("feed", "sure", "from"):
        feeds.add_column(head)
    for feed in proposed_feeds(inspection):
        name = f"{feed.table}?" if feed.asked else feed.table
        headers = dict.fromkeys([*(column.header for column in feed.read()), *feed.headers[:1]])
        told = "off" if feed.is_off else f"{feed.confidence}"
        feeds.add_row(*map(escape, (name, told, ", ".join(_short(header, NAME_WIDTH) for header in headers))))
    console.print(feeds)


def show_questions(questions: list[str]) -> None:
    """Print the questions of a block that is not printed itself."""
    console = export_console()
    console.print(f"\n{len(questions)} question(s):" if questions else "\nno question left", style="bold")
    for question in questions:
        console.print(escape(question), soft_wrap=False)


def _columns(inspection: Inspection, width: int) -> Table:
    """The table of the columns: what each holds, and from what to what its dates and figures reach."""
    columns = Table(box=None, pad_edge=False)
    wide = width >= WIDE
    names, texts, reads = (NAME_WIDTH, TEXT_WIDTH, READ_WIDTH) if wide else NARROW_WIDTHS
    for head in ("column", "holds", "filled", *(["different"] if wide else []), "least to greatest, or texts", "read as"):
        columns.add_column(head, no_wrap=True, overflow="ellipsis")
    for look in inspection.columns:
        found = look.formats or look.unit
        read = "" if found is None else "?" if found.value is None else f"unit {found.value}" if look.unit else found.value
        reach = f"{look.least} to {look.greatest}" if look.least else " | ".join(look.samples[:3])
        counts = (str(look.filled), *([str(look.distinct)] if wide else []))
        columns.add_row(*map(escape, (_short(look.header, names), look.kind, *counts, _short(reach, texts), _short(read, reads))))
    return columns


def _short(text: str, width: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= width else plain[: width - 1] + "\u2026"


def _cells_of(found: Detection) -> tuple[str, str, str]:
    value = (
        "? " + " or ".join(map(repr, found.options))
        if found.value is None
        else repr(found.value)
        if found.what == "delimiter"
        else found.value
    )
    return value, f"{found.confidence:.0%}", found.evidence
