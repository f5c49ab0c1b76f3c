"""The work of `cutline inspect`: looks at one export, adds the proposed block to portfolio.toml, prints its findings."""

import hashlib
import re
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from cutline.errors import Finding, UsageError
from cutline.samples.example_rows import take_examples_out
from cutline.sources.formats.documents import Content
from cutline.sources.inspecting.findings import Detection, Inspection
from cutline.sources.inspecting.inspection import inspect_file
from cutline.sources.inspecting.proposing.matching import propose_tables
from cutline.sources.inspecting.proposing.source_block import source_block, source_name
from pipelines.commands.consoles import export_console


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


def show_inspection(inspection: Inspection, asked: int) -> None:
    """Print the findings, the columns and the tables that the file may fill. asked: number of questions in the block."""
    console = export_console()
    holds = f"{inspection.records:,} records, {len(inspection.columns)} columns"
    if not inspection.columns:
        holds = f"a schedule of {inspection.records:,} project(s)"
    console.print(f"[bold]{escape(inspection.file)}[/bold]: {inspection.format.value}, {holds}")
    table = Table(box=None, pad_edge=False)
    for head in ("what", "value", "sure", "because"):
        table.add_column(head)
    for found in inspection.findings:
        table.add_row(*map(escape, (found.what, *_cells_of(found))))
    console.print(table)
    columns = Table(box=None, pad_edge=False)
    for head in ("column", "holds", "filled", "different", "read as", "for example"):
        columns.add_column(head, max_width=44, no_wrap=True)
    for look in inspection.columns:
        found = look.formats or look.unit
        read = "" if found is None else f"{'unit ' if look.unit else ''}{found.value or '? ' + ' or '.join(found.options)}"
        shown = " | ".join(look.samples[:3])[:60].replace("\n", " ")
        columns.add_row(*map(escape, (look.header, look.kind, str(look.filled), str(look.distinct), read, shown)))
    if inspection.columns:
        console.print(columns)
    for proposal in propose_tables(inspection):
        mapped = ", ".join(f"{match.column.plain} from {match.profile.header!r} ({match.score})" for match in proposal.matches)
        console.print(f"table [bold]{proposal.table}[/bold], {proposal.confidence} of 100: {escape(mapped)}")
    console.print(f"{asked} question(s) in the block, marked ?" if asked else "no question left", style="bold")


def _cells_of(found: Detection) -> tuple[str, str, str]:
    value = (
        "? " + " or ".join(map(repr, found.options))
        if found.value is None
        else repr(found.value)
        if found.what == "delimiter"
        else found.value
    )
    return value, f"{found.confidence:.0%}", found.evidence
