"""The table that `cutline trend` prints: one row for each edition."""

import polars as pl
from rich.table import Table

from cutline.settings.all_settings import Settings
from cutline.valuation.money import format_short
from pipelines.commands.consoles import night_console


def show_trend(trend: pl.DataFrame, settings: Settings) -> None:
    """Print the editions, the oldest first."""
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
    night_console().print(table)


def _percent(bp: int | None) -> str | None:
    return None if bp is None else f"{bp / 100:.1f} %"
