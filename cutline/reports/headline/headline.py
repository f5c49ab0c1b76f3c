"""The headline of a night: its lines in order, put together from the published tables and from what the search proved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from cutline.contracts.calendar import MONTHS, Calendar
from cutline.reports.headline import condition_lines, data_lines, money_lines, people_lines, selection_lines
from cutline.settings.all_settings import Settings


@dataclass(frozen=True)
class Headline:
    """The lines, each with label and text, and the currency and unit that a renderer needs to write amounts."""

    portfolio: str
    currency: str
    minor_digits: int
    is_money: bool
    outcome: str
    lines: tuple[tuple[str, str], ...]
    worth_unit: str = "milli_points"  # of amounts of the objective, if they are no money


def headline(
    frames: Mapping[str, pl.DataFrame],
    settings: Settings,
    *,
    outcome: str,
    value: int,
    gap: int,
    given_up: int,
    checks: int,
    as_of: str,
    searched_by: str = "",
    second_opinion: str = "",
    objectives: Sequence[Mapping[str, Any]] = (),
    ties: Mapping[str, Any] | None = None,
) -> Headline:
    """The headline of a night, from its published tables and from what the search proved.

    value, gap, given_up: value of the plan, how far it may be below the best, and value given up to stay close to the approved plan, in the unit
    of the objective. checks: number of rules that the verifier recomputed. as_of: the days of the exports, in words.
    searched_by: the engine that was asked for the plan, in words; empty if only the built-in engine was asked.
    second_opinion: what another engine said of the finished plan, in words; empty if none was asked.
    objectives, ties: as of `selection_lines.objectives`.
    """
    p, calendar = settings.portfolio, settings.horizon()
    selected, out, allocation = frames["selected"], frames["not_selected"], frames["allocation"]
    lines = [
        *data_lines.candidates_kept_out(frames["quality"]),
        ("Recommendation", selection_lines.recommendation(selected, out, value, settings)),
        ("Quality of the answer", selection_lines.quality_of_answer(outcome, value, gap, given_up, checks, settings)),
        *selection_lines.objectives(objectives, ties, settings),
        *((label, text) for label, text in (("Engine", searched_by), ("Second opinion", second_opinion)) if text),
        *money_lines.allocated(allocation, settings),
        *money_lines.stage_gates(frames["stage_gates"], allocation, settings),
        *money_lines.money_moved(frames["money_moved"], settings),
        ("After the horizon", money_lines.after_the_horizon(selected, settings)),
        *selection_lines.in_flight(selected, out),
        ("Left out", selection_lines.left_out(out)),
        *selection_lines.prices(out, given_up, settings),
        *selection_lines.cards(frames["cards"]),
        ("Range of the plan", condition_lines.range_of_plan(frames["plan_spread"], settings)),
        ("Progress", condition_lines.progress(frames["earned_value_groups"], settings)),
        *condition_lines.money_to_complete(frames["money_to_complete"], settings),
        ("Health", condition_lines.health_by_rules(frames["health"])),
        ("Busiest role", people_lines.busiest_role(frames["utilisation"])),
        ("Limits exceeded", people_lines.limits_exceeded(frames["exceeded_limits"])),
        *people_lines.within_blocks(frames["block_overloads"], settings),
        ("Data", data_lines.rows_read(frames["row_accounting"], frames["quality"])),
        ("Unknown", data_lines.unknown_figures(frames["totals"], frames["metrics"])),
        ("Findings that matter", data_lines.findings_that_matter(frames["findings"])),
        ("As of", as_of),
        ("Horizon", _horizon(calendar)),
    ]
    unit = settings.planning.worth_unit
    return Headline(p.name, p.currency, p.minor_digits, unit == "minor", outcome, tuple(lines), unit)


def _horizon(calendar: Calendar) -> str:
    """The periods of the horizon, and what the names of fiscal years and quarters mean."""
    last = calendar.period_start(calendar.periods) - timedelta(days=1)
    first_of_year = -calendar.place_in_year(0)
    begins, year = calendar.period_start(first_of_year), calendar.fiscal_year(0)
    ends = calendar.period_start(first_of_year + 12 // MONTHS[calendar.grain]) - timedelta(days=1)
    quarter = f", and FY{year}-Q1 is its first quarter" if calendar.grain == "quarter" else ""
    return (
        f"{calendar.periods} {calendar.grain}s from {calendar.start.isoformat()} to {last.isoformat()}; "
        f"FY{year} is the fiscal year from {begins.isoformat()} to {ends.isoformat()}{quarter}"
    )
