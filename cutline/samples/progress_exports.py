"""The exports about projects in delivery: earned value by control account, and milestones."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

from cutline.samples.file_writing import write_csv
from cutline.samples.synthetic_projects import CALENDAR, DAY, SampleProject


def write_progress(exports: Path, projects: list[SampleProject], rng: random.Random) -> None:
    """Write earned value by control account, and append the milestones of projects in delivery to the milestones of the past."""
    rows: list[list[object]] = [["Project", "Account", "Month", "PV", "EV", "AC", "BAC"]]
    stones: list[list[object]] = []
    for p in projects:
        if not p.is_running:
            continue
        total = sum(a for *_, a, _ in p.modes["FULL"].costs) * 1.5
        begun = CALENDAR.period_start(p.first)
        rows += _earned_value_rows(rng, p.key, total, -3 * p.first - 1, 3 * p.modes["FULL"].length, (begun.year, begun.month))
        finish = CALENDAR.period_start(p.first + p.modes["FULL"].length)
        stones += _milestone_rows(rng, p.key, begun, finish, DAY)
    write_csv(exports / f"earned_value_{DAY:%Y%m%d}.csv", rows)
    with (exports / f"milestones_{DAY:%Y%m%d}.csv").open("a", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(stones)


def _milestone_rows(rng: random.Random, key: str, begun: date, finish: date, today: date) -> list[list[object]]:
    """The start, the halfway gate and the delivery of a project in flight. Past milestones have an actual date, future ones a
    forecast.
    """
    drift = timedelta(days=rng.choice([0, 0, 5, 20, 45, 120]))
    halfway = begun + (finish - begun) / 2
    rows: list[list[object]] = []
    for name, baseline, moved in (
        ("Start", begun, begun),
        ("Midpoint gate", halfway, halfway + drift / 2),
        ("Delivery", finish, finish + drift),
    ):
        rows.append([key, name, baseline, moved, moved if moved <= today else "", "Yes" if name != "Start" else "No"])
    return rows


def _earned_value_rows(
    rng: random.Random, key: str, total: float, elapsed: int, length: int, first: tuple[int, int]
) -> list[list[object]]:
    """The months of a project in two control accounts: planned value to the end, earned value and actual cost to date.

    total: the budget in pounds. elapsed: months from the start to today. length: months from the start to the end. first:
    year and month of the start.
    """
    rows: list[list[object]] = []
    for account, share in (("Design", 35), ("Build", 65)):
        budget, pace, price = round(total * share), rng.uniform(0.75, 1.08), rng.uniform(0.9, 1.25)  # cents
        planned = [budget // length] * (length - 1) + [budget - budget // length * (length - 1)]
        for i, cents in enumerate(planned):
            year, month = divmod(first[0] * 12 + first[1] - 1 + i, 12)
            earned = cents * pace / 100
            done = [f"{earned:.2f}", f"{earned * price:.2f}"] if i < elapsed else ["", ""]
            rows.append([key, account, f"{year}-{month + 1:02d}", f"{cents / 100:.2f}", *done, f"{budget / 100:.2f}"])
    return rows
