"""The work of `cutline quarantine`: reads the register of bad cells and prints one block for each cell."""

from pathlib import Path

import polars as pl
from rich.markup import escape

from cutline.errors import Finding, UsageError
from cutline.publishing.remembered import LAST_LOOK, remembered_now
from cutline.settings.loading import load_settings
from cutline.sources.deliveries.store import Store
from pipelines.commands.consoles import export_console

SHOWN_CELLS = 40


def quarantined(folder: Path, source: str | None, *, released: bool) -> pl.DataFrame:
    """The open cells that the last run found, whether a night was published or not, and with `released` also those that were released. Raises UsageError for an unknown source."""
    known = [each.name for each in load_settings(folder / "portfolio.toml").sources]
    if source and source not in known:
        raise UsageError("no such source", [Finding("--source", source, ", ".join(known), "name one of those")])
    last_look = folder / "store" / LAST_LOOK
    cells = Store(last_look if last_look.is_dir() else remembered_now(folder)).register()
    if source:
        cells = cells.filter(pl.col("source_system") == source)
    return cells if released else cells.filter(pl.col("released_at").is_null())


def show_quarantine(cells: pl.DataFrame) -> None:
    """Print a block for each cell: where it is, what was found, what was expected, what to do, since when."""
    console = export_console()
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
        if row["remedy"]:
            console.print(f"    do        {row['remedy']}", highlight=False, markup=False)
        until = f", released {row['released_at']:%Y-%m-%d} by {row['released_by']}" if row["released_at"] else ""
        console.print(f"    since     {row['first_seen']:%Y-%m-%d}{until}", highlight=False, markup=False)
    if cells.height > SHOWN_CELLS:
        console.print(f"and {cells.height - SHOWN_CELLS:,} more: --csv FILE writes them all")
    open_cells = cells.filter(pl.col("released_at").is_null()).height
    console.print(f"{open_cells:,} cell(s) in quarantine" if open_cells else "nothing in quarantine")
