"""The tables that `cutline check` prints: rows of every file, what is at stake in the findings, scores and exceptions."""

from typing import Any

import polars as pl
from rich.markup import escape
from rich.table import Table

from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short
from pipelines.commands.consoles import night_console

SHOWN_STAKES = 15


def show_accounting(files: list[dict[str, Any]]) -> None:
    """Print the rows of every file."""
    table = Table("table", "file", "read", "accepted", "quarantined", "superseded", box=None, pad_edge=False)
    for name in ("read", "accepted", "quarantined", "superseded"):
        next(column for column in table.columns if column.header == name).justify = "right"
    for row in files:
        table.add_row(
            row["table"], row["source_file"], *(f"{row[name]:,}" for name in ("read", "accepted", "quarantined", "superseded"))
        )
    night_console().print(table)


def show_stakes(rows: pl.DataFrame, settings: Settings) -> None:
    """Print the findings with the most at stake."""
    if rows.is_empty():
        return
    table = Table(
        "at stake",
        "rule",
        "project",
        "rows",
        "first",
        box=None,
        pad_edge=False,
        title="what the projects named cost or bring, warnings before notes",
        title_justify="left",
    )
    for row in rows.head(SHOWN_STAKES).iter_rows(named=True):
        known = [row[name] for name in ("cost_minor", "benefit_minor") if row[name] is not None]
        stake = format_short(max(known), settings.portfolio.currency, settings.portfolio.minor_digits) if known else "unknown"
        table.add_row(
            *map(
                escape,
                (
                    stake if row["effect"] != "no_say" else "nothing",
                    row["rule"],
                    row["project_id"] or "",
                    f"{row['findings']:,}",
                    row["where"],
                ),
            )
        )
    night_console().print("")
    night_console().print(table)
    if rows.height > SHOWN_STAKES:
        night_console().print(f"and {rows.height - SHOWN_STAKES:,} more: --json has them all")


def show_scores(scores: pl.DataFrame, exceptions: pl.DataFrame) -> None:
    """Print the scores of sources and owners beside those of the day before, and the exceptions with the days that they have left."""
    table = Table("", "name", "rows or rules", "bad", "score", "since the day before", box=None, pad_edge=False)
    for row in scores.iter_rows(named=True):
        change = "" if row["change_bp"] is None else f"{row['change_bp'] / 100:+.2f} points of 100"
        table.add_row(
            row["kind"], escape(row["name"]), f"{row['looked_at']:,}", f"{row['bad']:,}", f"{row['score_bp'] / 100:.2f} %", change
        )
    console = night_console()
    console.print("")
    console.print(table)
    for row in exceptions.iter_rows(named=True):
        left = (
            f"expired on {row['expires']}" if row["days_left"] < 0 else f"until {row['expires']}, {row['days_left']} day(s) left"
        )
        console.print(
            f"exception of {row['rule']}, {row['project_id'] or 'all projects'}: {left}; covers {row['covers']} finding(s); {row['approved_by']}: {row['reason']}",
            markup=False,
        )
