"""The work of `cutline waiting`: takes in the files of the drop zone, and prints them and what has not arrived."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from rich.markup import escape
from rich.table import Table

from cutline.errors import Finding
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.drop_zone import unread_files
from cutline.sources.deliveries.intake import DELIVERY_SCHEMA, take_in_deliveries
from cutline.sources.deliveries.store import Store
from cutline.sources.deliveries.waiting import missing_deliveries
from pipelines.commands.consoles import export_console


def arrivals(folder: Path) -> tuple[pl.DataFrame, list[Finding]]:
    """The files in the drop zone, with those that no source reads, and what has not arrived."""
    settings = load_settings(folder / "portfolio.toml")
    settings = settings.model_copy(
        update={"sources": tuple(each.model_copy(update={"required": False}) for each in settings.sources)}
    )
    files = take_in_deliveries(settings, folder / "exports", Store(folder / "store"), datetime.now(UTC))
    newest = settings.portfolio.as_of or files.filter(pl.col("status") == "used").get_column("as_of_date").max()
    strays = [
        ("", name, "", 0, None, "unread", "no source's pattern matches it") for name in unread_files(settings, folder / "exports")
    ]
    everything = pl.concat([files, pl.DataFrame(strays, schema=DELIVERY_SCHEMA, orient="row")])
    return everything, missing_deliveries(settings, files, newest)  # type: ignore[arg-type]


def show_arrivals(files: pl.DataFrame, late: Sequence[Finding]) -> None:
    """Print the files as a table, and then what has not arrived."""
    table = Table(box=None, pad_edge=False)
    for head in ("source", "file", "as of", "status", "why", "sha-256"):
        table.add_column(head)
    for source, name, day, status, reason, digest in files.select(
        "source_system", "source_file", "as_of_date", "status", "reason", "file_hash"
    ).iter_rows():
        table.add_row(*map(escape, (source, name, str(day or ""), status, reason, digest[:12])))
    console = export_console()
    console.print(table)
    console.print(f"waiting for {len(late)}:" if late else "everything has arrived", style="bold")
    for finding in late:
        console.print(f"  {finding.where}: {finding.found}", markup=False, highlight=False)
