"""What the command line shows a person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assets.reports import read_headline
from cutline.errors import Finding
from cutline.reports.frames import amount_text
from cutline.settings.loading import Settings
from cutline.valuation.money import format_short
from optimizer.plan import Plan

PLAIN_WIDTH = 160
SHOWN_STAKES = 15


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


def show_trend(trend: pl.DataFrame, settings: Settings) -> None:
    """Editions from the oldest to the newest."""
    p = settings.portfolio
    table = Table(
        "as of",
        "projects",
        "rated",
        "amber/red or red",
        "whole-life cost",
        "in both",
        "cost since",
        "later",
        "median slip",
        "better",
        "worse",
        box=None,
        pad_edge=False,
    )
    for row in trend.iter_rows(named=True):
        rated = row["projects"] - row["unrated"]
        figures = (
            row["as_of_date"], row["projects"], rated, _percent(row["low_confidence_bp"]), format_short(row["whole_life_cost_minor"], p.currency, p.minor_digits),
            row["matched"], _percent(row["cost_change_bp"]), None if row["finish_matched"] is None else f"{row['finish_later']} of {row['finish_matched']}",
            None if row["median_slip_days"] is None else f"{row['median_slip_days']} days", row["rating_better"], row["rating_worse"],
        )  # fmt: skip
        table.add_row(*("–" if figure is None else str(figure) for figure in figures))
    _console().print(table)


def _percent(bp: int | None) -> str | None:
    return None if bp is None else f"{bp / 100:.1f} %"


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


def show_stakes(rows: pl.DataFrame, settings: Settings) -> None:
    """The findings with the most at stake."""
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
    _console().print("")
    _console().print(table)
    if rows.height > SHOWN_STAKES:
        _console().print(f"and {rows.height - SHOWN_STAKES:,} more: --json has them all")


def show_scores(scores: pl.DataFrame, exceptions: pl.DataFrame) -> None:
    """Scores of sources and owners beside the day before; exceptions with the days they have left."""
    table = Table("", "name", "rows or rules", "bad", "score", "since the day before", box=None, pad_edge=False)
    for row in scores.iter_rows(named=True):
        change = "" if row["change_bp"] is None else f"{row['change_bp'] / 100:+.2f}"
        table.add_row(
            row["kind"], escape(row["name"]), f"{row['looked_at']:,}", f"{row['bad']:,}", f"{row['score_bp'] / 100:.2f} %", change
        )
    console = _console()
    console.print("")
    console.print(table)
    for row in exceptions.iter_rows(named=True):
        left = (
            f"expired on {row['expires']}" if row["days_left"] < 0 else f"until {row['expires']}, {row['days_left']} day(s) left"
        )
        console.print(
            f"exception of {row['rule']}, {row['project_id'] or 'all projects'}: {left}; covers {row['covers']}; {row['approved_by']}: {row['reason']}",
            markup=False,
        )
