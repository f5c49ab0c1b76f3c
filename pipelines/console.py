"""What the command line shows a person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assets.reports import read_headline
from cutline.errors import Finding
from cutline.reports.frames import amount_text
from cutline.settings import Settings
from optimizer.plan import Plan

PLAIN_WIDTH = 160


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=PLAIN_WIDTH, highlight=False)


def show_findings(findings: Sequence[Finding]) -> None:
    """What the gate found and carried on with."""
    console = _console()
    for finding in findings:
        console.print(f"\n{finding}", markup=False)


def show_night(published: Path, seconds: dict[str, float]) -> None:
    """The headline of the published night, where to look, and how long each stage took."""
    console = _console()
    head = read_headline(published)
    console.print(f"\n[bold]{head.portfolio}[/bold]", highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, text in head.lines:
        table.add_row(label, text)
    console.print(table)
    console.print(f"\npublished in {published} ({published.resolve().name})", markup=False)
    for name, what in (
        ("workbook.xlsx", "for the meeting"),
        ("page.html", "for a look"),
        ("csv/ and parquet/", "for machines"),
        ("certificate.json", "for the auditor"),
    ):
        console.print(f"  {name:<20}{what}", markup=False)
    console.print("seconds: " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items()), markup=False)


def show_plan(plan: Plan, settings: Settings) -> None:
    """A plan that was not published."""
    console = _console()
    console.print(
        f"{plan.outcome}: {len(plan.chosen)} projects, worth {amount_text(plan.value, settings)}, at most {amount_text(plan.gap, settings)} below the best possible"
    )
    for stage in plan.stages:
        limit = "" if stage.is_complete else " (stopped by a limit)"
        console.print(f"  {stage.name}: {stage.result:,} in {stage.nodes:,} nodes{limit}", markup=False)


def show_accounting(files: list[dict[str, Any]]) -> None:
    """Rows of every file."""
    table = Table("table", "file", "read", "accepted", "quarantined", "superseded", box=None, pad_edge=False)
    for name in ("read", "accepted", "quarantined", "superseded"):
        next(column for column in table.columns if column.header == name).justify = "right"
    for row in files:
        table.add_row(
            row["table"], row["source_file"], *(f"{row[name]:,}" for name in ("read", "accepted", "quarantined", "superseded"))
        )
    _console().print(table)
