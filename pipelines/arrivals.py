"""What the command line says of files before and beside a night: inspect, quarantine, waiting, accept."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cutline.contracts.tables.all_tables import EXPORTED
from cutline.errors import Finding, UsageError
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA, Store, take_in, unread_files, waiting_for
from cutline.sources.drift import accepted_from, drift, shape
from cutline.sources.formats.opening import Content
from cutline.sources.inspecting.detecting import Found, Inspection, inspect_file
from cutline.sources.inspecting.proposing import propose, source_block, source_name
from cutline.sources.mapping import read_raw
from data_quality.memory import VOLUME_SCHEMA

SHOWN_CELLS = 40


def inspected(file: Path, sheet: str | None, name: str | None) -> tuple[Inspection, str]:
    """What a file looks like, and the block that would read it."""
    if not file.is_file():
        raise UsageError(
            "no such file",
            [Finding(str(file), "no file", "an export to look at", "name one: cutline inspect exports/projects.csv")],
        )
    inspection = inspect_file(Content(file.name, file, hashlib.sha256(file.read_bytes()).hexdigest()), sheet)
    return inspection, source_block(inspection, name or source_name(file.name))


def append_block(folder: Path, block: str) -> None:
    """Add a block to the portfolio's settings, at the end. Raises UsageError where a source of that name is there already."""
    path = folder / "portfolio.toml"
    if not path.is_file():
        raise UsageError("no portfolio here", [Finding(str(path), "no file", "a portfolio folder", f"cutline init {folder}")])
    name = re.search(r"^name = (.*)$", block, re.MULTILINE)
    if name and re.search(rf"^name = {re.escape(name[1])}", path.read_text("utf-8"), re.MULTILINE):
        found = Finding(
            str(path),
            f"a source called {name[1]} already",
            "a new name",
            "give one with --name, or take the old block away first",
        )
        raise UsageError("the source is there already", [found])
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{block}")


def show_inspection(inspection: Inspection, asked: int) -> None:
    """The findings, the columns and the tables a file may fill. asked: questions in the block."""
    console = _console()
    console.print(
        f"[bold]{escape(inspection.file)}[/bold]: {inspection.format.value}, {inspection.records:,} records, {len(inspection.columns)} columns"
    )
    table = Table(box=None, pad_edge=False)
    for head in ("what", "value", "sure", "because"):
        table.add_column(head)
    for found in inspection.findings:
        table.add_row(*map(escape, (found.what, *_told(found))))
    console.print(table)
    columns = Table(box=None, pad_edge=False)
    for head in ("column", "holds", "filled", "different", "read as", "for example"):
        columns.add_column(head, max_width=44, no_wrap=True)
    for look in inspection.columns:
        found = look.formats or look.unit
        read = "" if found is None else f"{'unit ' if look.unit else ''}{found.value or '? ' + ' or '.join(found.options)}"
        shown = " | ".join(look.samples[:3])[:60].replace("\n", " ")
        columns.add_row(*map(escape, (look.header, look.kind, str(look.filled), str(look.distinct), read, shown)))
    console.print(columns)
    for proposal in propose(inspection):
        mapped = ", ".join(f"{match.column.plain} from {match.look.header!r} ({match.score})" for match in proposal.matches)
        console.print(f"table [bold]{proposal.table}[/bold], {proposal.confidence} of 100: {escape(mapped)}")
    console.print(f"{asked} question(s) in the block, marked ?" if asked else "no question left", style="bold")


def _told(found: Found) -> tuple[str, str, str]:
    value = (
        "? " + " or ".join(map(repr, found.options))
        if found.value is None
        else repr(found.value)
        if found.what == "delimiter"
        else found.value
    )
    return value, f"{found.confidence:.0%}", found.evidence


def quarantined(folder: Path, source: str | None, *, released: bool) -> pl.DataFrame:
    """The register's open cells, and those released where asked for."""
    known = [each.name for each in load_settings(folder / "portfolio.toml").sources]
    if source and source not in known:
        raise UsageError("no such source", [Finding("--source", source, ", ".join(known), "name one of those")])
    cells = Store(folder / "store").register()
    if source:
        cells = cells.filter(pl.col("source_system") == source)
    return cells if released else cells.filter(pl.col("released_at").is_null())


def show_quarantine(cells: pl.DataFrame) -> None:
    """One block for each cell: where, found, expected, since when."""
    console = _console()
    for row in cells.head(SHOWN_CELLS).iter_rows(named=True):
        place = f"{row['source_file']} {'cell ' + row['cell'] if row['cell'] else 'row ' + str(row['source_row'])}"
        about = f", project {row['project_id']}" if row["project_id"] else ""
        console.print(
            f"[bold]{escape(place)}[/bold] ({row['table']}.{row['column'] or 'row'}{escape(about)}): {row['action']}",
            highlight=False,
        )
        console.print(
            f"    found     {row['found']!r}" + (f" under {row['header']!r}" if row["header"] else ""),
            highlight=False,
            markup=False,
        )
        console.print(f"    expected  {row['expected']}", highlight=False, markup=False)
        until = f", released {row['released_at']:%Y-%m-%d} by {row['released_by']}" if row["released_at"] else ""
        console.print(f"    since     {row['first_seen']:%Y-%m-%d}{until}", highlight=False, markup=False)
    if cells.height > SHOWN_CELLS:
        console.print(f"and {cells.height - SHOWN_CELLS:,} more: --csv FILE writes them all")
    open_cells = cells.filter(pl.col("released_at").is_null()).height
    console.print(f"{open_cells:,} cell(s) in quarantine" if open_cells else "nothing in quarantine")


def arrivals(folder: Path) -> tuple[pl.DataFrame, list[Finding]]:
    """The drop zone's files, those that no source reads among them, and what has not arrived."""
    settings = load_settings(folder / "portfolio.toml")
    settings = settings.model_copy(
        update={"sources": tuple(each.model_copy(update={"required": False}) for each in settings.sources)}
    )
    files = take_in(settings, folder / "exports", Store(folder / "store"), datetime.now(UTC))
    newest = settings.portfolio.as_of or files.filter(pl.col("status") == "used").get_column("as_of_date").max()
    strays = [
        ("", name, "", 0, None, "unread", "no source's pattern matches it") for name in unread_files(settings, folder / "exports")
    ]
    everything = pl.concat([files, pl.DataFrame(strays, schema=DELIVERY_SCHEMA, orient="row")])
    return everything, waiting_for(settings, files, newest)  # type: ignore[arg-type]


def show_arrivals(files: pl.DataFrame, late: Sequence[Finding]) -> None:
    """The files as a table, then what is missing."""
    table = Table(box=None, pad_edge=False)
    for head in ("source", "file", "as of", "status", "why", "sha-256"):
        table.add_column(head)
    for source, name, day, status, reason, digest in files.select(
        "source_system", "source_file", "as_of_date", "status", "reason", "file_hash"
    ).iter_rows():
        table.add_row(*map(escape, (source, name, str(day or ""), status, reason, digest[:12])))
    console = _console()
    console.print(table)
    console.print(f"waiting for {len(late)}:" if late else "everything has arrived", style="bold")
    for finding in late:
        console.print(f"  {finding.where}: {finding.found}", markup=False, highlight=False)


def accept_shapes(folder: Path, sources: Sequence[str]) -> list[str]:
    """Keep the columns of the exports as they are now, and forget how much they held; returns what was accepted, in words."""
    settings, store = load_settings(folder / "portfolio.toml"), Store(folder / "store")
    unknown = set(sources) - {source.name for source in settings.sources}
    if unknown:
        raise UsageError(
            "no such source",
            [
                Finding(
                    "--source", ", ".join(sorted(unknown)), ", ".join(each.name for each in settings.sources), "name one of those"
                )
            ],
        )
    chosen = set(sources) or {source.name for source in settings.sources}
    deliveries = take_in(settings, folder / "exports", store, datetime.now(UTC))
    shapes = pl.concat(shape(table, read_raw(table, settings, deliveries, store.path), settings) for table in EXPORTED)
    before = store.accepted_shapes()
    changes = drift(shapes, before).filter(pl.col("source_system").is_in(chosen)).unique(maintain_order=True)
    store.keep_accepted_shapes(accepted_from(shapes, before, chosen))
    known = store.remembered("volumes", VOLUME_SCHEMA, "how much there was on the last good night")
    store.remember("volumes", known.filter(~pl.col("source_system").is_in(chosen)))  # the next good night says how much there is
    told = [f"{row['source_system']}: {row['change']} column {row['header']!r}" for row in changes.iter_rows(named=True)]
    return (
        [*dict.fromkeys(told), f"accepted for {changes['source_system'].n_unique()} source(s)"]
        if told
        else ["no column has changed"]
    ) + ([f"row counts and totals of {', '.join(sorted(chosen))}: whatever the next good night has"] if known.height else [])


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=200)
